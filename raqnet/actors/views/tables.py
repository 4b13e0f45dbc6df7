"""The list of actors to take away, as it is narrowed down."""

from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.actors import tabling
from raqnet.actors.models import Actor
from raqnet.actors.views import blueprint
from raqnet.tables.views.answers import table_answer


@blueprint.get("/acteurs/exporter.csv", defaults={"form": "csv"})
@blueprint.get("/acteurs/exporter.xlsx", defaults={"form": "xlsx"})
@require("actors.export")
def export(form: str) -> ResponseReturnValue:
    """The sheets of the list, with its filters."""
    listed = (Actor.removed_at.is_(None), Actor.merged_into_id.is_(None))
    rows = (tabling.row(actor) for actor in tabling.sheets(listed))
    return table_answer(form, str(tabling.TITLE), [str(t) for t in tabling.HEADING], rows)
