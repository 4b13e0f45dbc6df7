"""The page of all figures, each figure's own page, and its files."""

from flask import abort, render_template, request

from raqnet import clock
from raqnet.access import require
from raqnet.auth import principal
from raqnet.research import catalogue, reader, scope, spans
from raqnet.research.views import blueprint, discussions


@blueprint.get("/recherche")
@require("figures.read")
def index() -> str:
    """Every figure of a period that one may read."""
    asked, me = scope.read(request.args, clock.today()), reader.of(principal())
    question = spans.compared(reader.allowed(asked.scope, me), me)
    entries = [entry for entry in catalogue.FIGURES.values() if me.role in entry.roles]
    figures = [entry.count(entry, question) for entry in entries]
    return render_template(
        "research/index.html", figures=figures, asked=asked, scope=question.scope
    )


@blueprint.get("/recherche/figures/<figure_name>")
@require("figures.read")
def figure(figure_name: str) -> str:
    """One figure."""
    me = reader.of(principal())
    entry = catalogue.find(figure_name, me) or abort(404)
    asked = scope.read(request.args, clock.today())
    found = entry.count(entry, spans.compared(reader.allowed(asked.scope, me), me))
    said = discussions.shown(entry, found.scope)
    return render_template("research/figure.html", figure=found, asked=asked, **said)
