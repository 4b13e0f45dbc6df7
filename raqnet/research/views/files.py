"""The files of a figure: numbers as CSV and XLSX, pictures as SVG and PNG."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import require
from raqnet.research import annotating, catalogue, panel, wording, writing
from raqnet.research.answers import Answer
from raqnet.research.figure import Figure
from raqnet.research.models import Annotation
from raqnet.research.scope import Asked
from raqnet.research.views import asking, blueprint, discussions
from raqnet.research.views.asking import Asking
from raqnet.tables.writing import CSV_TYPE, XLSX_TYPE, file_name

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "svg": "image/svg+xml", "png": "image/png"}
_ADDRESS = "/recherche/figures/<figure_name>"


@blueprint.get(f"{_ADDRESS}.csv", defaults={"ending": "csv"})
@blueprint.get(f"{_ADDRESS}.xlsx", defaults={"ending": "xlsx"})
@blueprint.get(f"{_ADDRESS}.svg", defaults={"ending": "svg"})
@blueprint.get(f"{_ADDRESS}.png", defaults={"ending": "png"})
@require("figures.read")
def file(figure_name: str, ending: str) -> ResponseReturnValue:
    """What the page shows, to take away; protected unless it says that it stays in the team."""
    mine = asking.of_file()
    entry = catalogue.find(figure_name, mine.me) or abort(404)
    answer = mine.answer(entry)
    if answer.figure is None:
        return render_template("research/refused.html", answer=answer, mine=mine), 422
    return _sent(answer, answer.figure, mine, ending)


def _sent(answer: Answer, figure: Figure, mine: Asking, ending: str) -> Response:
    words = ", ".join(panel.of(answer.scope, mine.me).words.values())
    content = _content(_warned(figure, mine.asked), words, ending)
    response = Response(content, content_type=TYPES[ending])
    first, last = (day.isoformat() for day in (figure.scope.first, figure.scope.last))
    inside = ["interne"] if figure.stays_inside else []
    name = file_name(figure.name, first, last, *inside, ending=ending)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _warned(figure: Figure, asked: Asked) -> Figure:
    """What was not counted as it was asked comes first among the notes."""
    notes = figure.notes
    if asked.filter_lost:
        notes = (_("Un filtre n'est pas lisible : il n'a pas été appliqué."), *notes)
    if asked.unreadable:
        days = wording.days(figure.scope)
        told = _("Une des dates n'est pas lisible : elle a été remplacée. Compté : %(days)s.",
                 days=days)  # fmt: skip
        notes = (told, *notes)
    return replace(figure, notes=notes)


def _content(figure: Figure, filters: str, ending: str) -> bytes:
    numbers = {"csv": writing.csv_file, "xlsx": writing.xlsx_file}
    if ending in numbers:
        return numbers[ending](figure, filters, clock.today())
    notes = annotating.notes_of(discussions.weighed(figure.scope), figure)
    return bytes(getattr(_drawing(), ending)(figure, filters, clock.today(), notes))


def picture(
    figure: Figure, filters: str, made_on: date, annotations: Iterable[Annotation]
) -> bytes:
    """A figure as a picture, for a file that holds several."""
    notes = annotating.notes_of(annotations, figure)
    return bytes(_drawing().png(figure, filters, made_on, notes))


@cache
def _drawing() -> Any:
    """The module that draws. Its library takes 1.4 s and 30 MB to import, which no start of the
    application should pay; `tests/test_architecture.py` knows that it is imported here.
    """
    return import_module("raqnet.research.drawing")
