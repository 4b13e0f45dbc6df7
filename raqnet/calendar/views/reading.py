"""Reading the calendar: month, week, list, one's own agenda."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from sqlalchemy import ColumnElement

from raqnet import auth, clock, pieces
from raqnet.access import require
from raqnet.calendar import agenda as own
from raqnet.calendar import fragments, listing, looks, panel, periods, queries, shown, version
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
DETAILED = ("list", "agenda")


@dataclass(frozen=True)
class Asked:
    """What a page of the calendar was asked for: the whole of it names a kept fragment."""

    view: str
    filters: Filters
    day: date | None
    period: periods.Period
    whose: own.Whose | None = None
    until: date | None = None  # the day that a list goes to, where the address names one
    choosing: bool = False  # the panel stays open for who is choosing filters

    @classmethod
    def read(cls, view: str) -> "Asked":
        """Out of this request; a day that cannot be read is today."""
        args = request.args.to_dict()
        day = periods.read_day(args.get("date"))
        choosing = request.headers.get("HX-Source") == "form#filtres"
        until = _until(args.get("au"), day) if view == "list" else None
        period = PERIODS[view](day or clock.today())
        if day and until:
            period = periods.until(day, until)
        return cls(view, Filters.read(args), day, period, until=until, choosing=choosing)

    def url(self, view: str | None = None, **params: str) -> str:
        """This page, or another view of the same, with other filters or another day."""
        kept: dict[str, Any] = self.filters.params()
        if self.day:
            kept["date"] = self.day.isoformat()
        if self.until and view in (None, "list"):
            kept["au"] = self.until.isoformat()
        query = urlencode(kept | params)
        return f"{_path(view or self.view)}?{query}" if query else _path(view or self.view)

    def today_url(self) -> str:
        """This page, today."""
        return replace(self, day=None, until=None).url()

    def day_prefix(self) -> str:
        """The list from one day on, before the day: made once, not per day."""
        return replace(self, day=None).url("list", date="")

    def path(self) -> str:
        """Where the filters' form leads."""
        return _path(self.view)

    def with_params(self, params: dict[str, str]) -> str:
        """This page with these filters instead."""
        return replace(self, filters=Filters.read(params)).url()

    def feed_url(self) -> str:
        """Where what is on screen would become a feed."""
        return url_for("calendar.new_subscription", **self._feed_params())

    def subscribe_url(self) -> str:
        """Where what is on screen becomes a feed at once, by POST."""
        return url_for("calendar.subscribe", **self._feed_params())

    def _feed_params(self) -> dict[str, Any]:
        """The filters of that feed: whose agenda is on screen counts among them."""
        whose, filters = self.whose or own.Whose(), self.filters
        worker = whose.worker or filters.worker
        organisation = whose.organisation or filters.organisation
        return replace(filters, worker=worker, organisation=organisation).params()

    def date_prefix(self) -> str:
        """The address of a date, before its id: made once, not per row."""
        return url_for("calendar.occurrence", occurrence_id=0)[:-1]


def _until(text: str | None, day: date | None) -> date | None:
    """The last day of a list that begins on `day`."""
    until = periods.read_day(text)
    return until if day and until and until >= day else None


@cache
def _path(view: str) -> str:
    return url_for(f"calendar.{view}")


@blueprint.get("/calendrier")
@blueprint.get("/calendrier/mois", alias=True)
@require("calendar.read")
def month() -> Response:
    """A month, whose narrow form is a small grid over the same days as a list."""
    return _answer(Asked.read("month"))


@blueprint.get("/calendrier/semaine")
@require("calendar.read")
def week() -> Response:
    """A week with its hours."""
    return _answer(Asked.read("week"))


@blueprint.get("/calendrier/liste", endpoint="list")
@require("calendar.read")
def list_() -> Response:
    """Four weeks, day by day."""
    return _answer(Asked.read("list"))


@blueprint.get("/calendrier/agenda")
@require("calendar.read")
def agenda() -> Response:
    """My next four weeks, and what waits for my evaluation."""
    asked = Asked.read("agenda")
    return _answer(replace(asked, whose=own.of(auth.principal())))


def _answer(asked: Asked) -> Response:
    reader = audience(auth.principal())
    part = fragments.kept(reader, asked, lambda stamp: _make(asked, reader, stamp))
    response = pieces.render("calendar/reading.html", part)
    if is_fragment():  # without the empty fields that a form sends
        response.headers["HX-Push-Url"] = asked.url()
    return response


def _make(asked: Asked, reader: Visibility, stamp: version.Stamp) -> tuple[str, datetime]:
    """The part of the page that all of an audience share, and when it will be out of date."""
    known, conditions = listing.known_looks(), queries.matching(asked.filters)
    if asked.whose is not None:
        conditions.append(asked.whose.condition())
    asked = _held(asked, reader, conditions)
    conditions.append(listing.within(asked.period.start, asked.period.end))
    entries = listing.entries(reader, *conditions, details=asked.view in DETAILED, known=known)
    html = render_template(
        f"calendar/_{asked.view}.html",
        asked=asked,
        days=shown.days(asked.period, entries, asked.date_prefix()),
        count=shown.count(asked.period, entries),
        panel=panel.of(asked.filters, stamp),
        waiting=_waiting(asked, reader, known),
        shown=shown,
    )
    return html.strip(), listing.stale_at(entries, reader)


def _held(asked: Asked, reader: Visibility, conditions: list[ColumnElement[bool]]) -> Asked:
    """The same, cut where a list up to some day has more rows than a page holds."""
    if asked.until is None:
        return asked
    first, last = asked.period.start, asked.period.end
    end = listing.fullest(reader, first, last, conditions)
    return replace(asked, period=periods.cut(first, end, asked.until))


def _waiting(asked: Asked, reader: Visibility, known: looks.Looks) -> list[listing.Entry]:
    """What waits for my evaluation; nothing waits for a host."""
    if asked.whose is None or asked.whose.worker is None or asked.day:
        return []
    return own.latest_waiting(reader, asked.whose.condition(), known)
