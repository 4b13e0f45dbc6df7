"""Reading the calendar: month, week, list, one's own agenda."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from sqlalchemy import ColumnElement

from raqnet import auth, clock
from raqnet.access import require
from raqnet.calendar import fragments, listing, panel, periods, queries, shown
from raqnet.calendar.access import audience
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Visibility
from raqnet.calendar.views import blueprint
from raqnet.htmx import is_fragment

PERIODS: dict[str, Callable[[date], periods.Period]] = {
    "month": periods.month,
    "week": periods.week,
    "list": periods.stretch,
    "agenda": periods.stretch,
}


@dataclass(frozen=True)
class Asked:
    """What a page of the calendar was asked for: the whole of it names a kept fragment."""

    view: str
    filters: Filters
    day: date | None
    period: periods.Period
    whose: queries.Whose | None = None

    @classmethod
    def read(cls, view: str, args: Any) -> "Asked":
        """Out of a URL; a day that cannot be read is today."""
        day = periods.read_day(args.get("date"))
        return cls(view, Filters.read(args), day, PERIODS[view](day or clock.today()))

    def url(self, view: str | None = None, **params: str) -> str:
        """This page, or another view of the same, with other filters or another day."""
        kept = self.filters.params() | ({"date": self.day.isoformat()} if self.day else {})
        return url_for(f"calendar.{view or self.view}", **(kept | params))


@blueprint.get("/calendrier")
@blueprint.get("/calendrier/mois", alias=True)
@require("calendar.read")
def month() -> Response:
    """A month, whose narrow form is a small grid over the same days as a list."""
    return _answer(Asked.read("month", request.args))


@blueprint.get("/calendrier/semaine")
@require("calendar.read")
def week() -> Response:
    """A week with its hours."""
    return _answer(Asked.read("week", request.args))


@blueprint.get("/calendrier/liste", endpoint="list")
@require("calendar.read")
def list_() -> Response:
    """Four weeks, day by day."""
    return _answer(Asked.read("list", request.args))


@blueprint.get("/calendrier/agenda")
@require("calendar.read")
def agenda() -> Response:
    """My next four weeks, and what waits for my evaluation."""
    asked = Asked.read("agenda", request.args)
    return _answer(replace(asked, whose=queries.mine(auth.principal())))


def _answer(asked: Asked) -> Response:
    reader = audience(auth.principal())
    part = fragments.kept(reader, asked, lambda: _make(asked, reader))
    if request.headers.get("HX-Source") == "form#filtres":
        part = shown.with_open_panel(part)
    body = part if is_fragment() else render_template("calendar/reading.html", part=part)
    response = make_response(body)
    response.vary.update(["HX-Request", "HX-Request-Type"])
    if is_fragment():  # without the empty fields that a form sends
        response.headers["HX-Push-Url"] = asked.url()
    return response
