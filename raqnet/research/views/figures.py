"""The page of all figures, and each figure's own page."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from raqnet import clock
from raqnet.access import require
from raqnet.research import catalogue, fields, panel, presets, wording
from raqnet.research.catalogue import Entry
from raqnet.research.views import asking, blueprint, discussions
from raqnet.research.views.asking import Asking


@blueprint.get("/recherche")
@require("figures.read")
def index() -> str:
    """Every figure of a period that one may read, by theme."""
    mine = asking.of_page()
    answered = [mine.answer(entry) for entry in mine.entries()]
    counted = sum(bool(each.figure and not each.figure.is_empty) for each in answered)
    parts = [(theme, [each for each in answered if each.entry.theme == theme.name])
             for theme in catalogue.THEMES]  # fmt: skip
    return render_template(
        "research/index.html",
        parts=[(theme, found) for theme, found in parts if found],
        counted=counted,
        annotations=discussions.weighed(mine.scope),
        **_shared(mine),
    )


@blueprint.get("/recherche/figures/<figure_name>")
@require("figures.read")
def figure(figure_name: str) -> str:
    """One figure."""
    mine = asking.of_page()
    entry = catalogue.find(figure_name, mine.me) or abort(404)
    answered = mine.answer(entry)
    said = discussions.shown(entry, mine.scope, answered.scope)
    return render_template(
        "research/figure.html",
        answer=answered, fields=fields.OF.get(entry.name), **said, **_shared(mine, entry),
    )  # fmt: skip


@blueprint.get("/calendrier/chiffres", endpoint="old_index")
@require("figures.read")
def old_index() -> ResponseReturnValue:
    """Where figures of actions once were: links that people kept lead on, with their days."""
    kept: Any = {name: request.args[name] for name in ("du", "au") if name in request.args}
    return redirect(url_for("research.index", **kept), 308)


def _shared(mine: Asking, entry: Entry | None = None) -> dict[str, Any]:
    """What both pages say of the period and the filters."""
    today = clock.today()
    return {
        "mine": mine,
        "asked": mine.asked,
        "scope": mine.scope,
        "panel": panel.of(mine.scope, mine.me),
        "presets": presets.presets(today),
        "wording": wording,
        "ahead": mine.scope.last > today,
        "has_people": entry.about_people if entry else any(e.about_people for e in mine.entries()),
    }
