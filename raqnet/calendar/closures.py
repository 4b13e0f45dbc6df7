"""Closed periods: on which days of a series nothing takes place because of them.

A series that leaves them out keeps these days (`Action.closed_days`), so that what it gives is told
by its own row. The past is what it was: neither a new period nor a new choice takes a date away
that has begun, nor one that somebody has moved out of the period.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import select

from raqnet import clock
from raqnet.calendar import dates, details
from raqnet.calendar.details import Details
from raqnet.calendar.models import ClosedPeriod, Occurrence
from raqnet.calendar.recurrence import RuleError
from raqnet.clock import to_local
from raqnet.db import db


class Closed(Protocol):
    """Days, both included: a period that is there, or one as it would be."""

    @property
    def starts_on(self) -> date:
        """The first."""

    @property
    def ends_on(self) -> date:
        """The last."""


def periods() -> list[ClosedPeriod]:
    """All of them, in order."""
    rows = select(ClosedPeriod).order_by(ClosedPeriod.starts_on, ClosedPeriod.id)
    return list(db.session.scalars(rows))


def is_closed(day: date, among: Iterable[Closed]) -> bool:
    """Does a day lie in a period?"""
    return any(each.starts_on <= day <= each.ends_on for each in among)


def lay_out(
    after: Details,
    before: Details | None = None,
    old: Sequence[Occurrence] = (),
    among: Sequence[Closed] | None = None,
) -> Details:
    """The same details with the days that closed periods take from their rule.

    `before` and `old`: what the series was, and its dates. `among`: the periods, all unless given.
    Errors: RuleError where nothing is left.
    """
    if not after["skips_closed"] or after["rrule"] is None:
        return after | {"closed_days": []}
    given = days(after)
    closed = set(_closed(given, periods() if among is None else among))
    closed = (closed - _staying(old, closed)) | _past_ones(before, given)
    if closed >= set(given):
        raise RuleError("skips_closed", "all-closed")
    return after | {"closed_days": [day.isoformat() for day in sorted(closed)]}


def of_new(values: Details) -> Details:
    """The closed days of an action that is not there yet."""
    if not values.get("skips_closed"):
        return {}
    return {"closed_days": lay_out(details.fresh(values))["closed_days"]}


def days(values: Details) -> list[date]:
    """The local days that a rule gives once those are left out that were named by hand."""
    slots = dates.slots_by(values | {"closed_days": []})
    return [to_local(slot.recurrence_id).date() for slot in slots]


def _closed(given: Iterable[date], among: Sequence[Closed]) -> Iterable[date]:
    return (day for day in given if is_closed(day, among))


def _staying(old: Iterable[Occurrence], closed: set[date]) -> set[date]:
    """The days of dates that have begun, or that were moved to a day that is not closed."""
    now, staying = clock.now(), set()
    for each in old:
        moved_out = dates.is_own(each) and to_local(each.starts_at).date() not in closed
        if each.starts_at <= now or moved_out:
            staying.add(to_local(each.recurrence_id).date())
    return staying


def _past_ones(before: Details | None, given: Iterable[date]) -> set[date]:
    """The days before today that were left out already."""
    was = {date.fromisoformat(text) for text in (before or {}).get("closed_days") or ()}
    today = clock.today()
    return {day for day in given if day in was and day < today}
