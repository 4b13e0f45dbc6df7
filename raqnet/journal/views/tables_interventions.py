"""One's own interventions to take away."""

from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.auth import principal
from raqnet.journal import tabling_interventions as tabling
from raqnet.journal.views import blueprint
from raqnet.tables.views.answers import table_answer


@blueprint.get("/journal/interventions/exporter.csv", defaults={"form": "csv"})
@blueprint.get("/journal/interventions/exporter.xlsx", defaults={"form": "xlsx"})
@require("journal.own")
def export_interventions(form: str) -> ResponseReturnValue:
    """All of one's own interventions; nobody else's."""
    rows = map(tabling.row, tabling.own(principal()))
    return table_answer(form, str(tabling.TITLE), [str(t) for t in tabling.HEADING], rows)
