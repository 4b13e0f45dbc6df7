"""The list of actors to take away, as it is narrowed down."""

from flask import request
from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.actors import tabling
from raqnet.actors.filters import Filters
from raqnet.actors.views import blueprint
from raqnet.tables.views.answers import table_answer


@blueprint.get("/acteurs/exporter.csv", defaults={"form": "csv"})
@blueprint.get("/acteurs/exporter.xlsx", defaults={"form": "xlsx"})
@require("actors.export")
def export(form: str) -> ResponseReturnValue:
    """The sheets of the list, with its filters."""
    rows = map(tabling.row, tabling.sheets(Filters.read(request.args)))
    return table_answer(form, str(tabling.TITLE), [str(t) for t in tabling.HEADING], rows)
