"""What a planned action is, and on which days it takes place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import count, islice, takewhile
from typing import NamedTuple

from raqnet.calendar.recurrence import Rule
from raqnet.demo.facts import Coordinates, communes, places
from raqnet.demo.people import sites


class Override(NamedTuple):
    """One occurrence that differs; `place` None keeps the series' place."""

    original: date
    day: date
    start: time | None
    end: time | None
    place: str | None
    cancelled_reason: str | None


class Occurrence(NamedTuple):
    """One day on which an action takes place; `original` names it within its series."""

    original: date
    day: date
    start: time | None
    end: time | None
    cancelled: bool


class Spot(NamedTuple):
    """Where an action takes place, resolved from the name of a site or a place."""

    place: str
    address: str | None
    coordinates: Coordinates
    site: str | None


@dataclass(frozen=True, kw_only=True)
class PlannedAction:
    """One action or team event as the loader creates it; times are naive, in Brussels."""

    key: str
    title: str
    kind: str
    first: date
    place: str
    workers: tuple[str, ...]
    team_kind: str | None = None
    activity: str | None = None
    missions: tuple[str, ...] = ()
    mode: str | None = None
    start: time | None = None
    end: time | None = None
    last: date | None = None
    rule: Rule | None = None
    exdates: tuple[date, ...] = ()
    overrides: tuple[Override, ...] = ()
    commune: str | None = None
    neighbourhood: str | None = None
    address: str | None = None
    coordinates: Coordinates | None = None
    site: str | None = None
    languages: tuple[str, ...] = ()
    aim: str = ""
    public: str = ""
    partners: str = ""
    to_bring: str = ""
    same_public: bool | None = None
    status: str = "confirmed"
    cancelled_reason: str | None = None
    visibility: str = "public"
    project: str | None = None


def spot(name: str) -> Spot:
    """A site or a place by name; a site borrows its commune's approximate coordinates."""
    for site in sites():
        if site.name == name:
            return Spot(name, site.address, communes()[site.commune].coordinates, name)
    place = places()[name]
    return Spot(name, place.address, place.coordinates, None)


def rule_days(rule: Rule, first: date) -> list[date]:
    """The days of a rule, exceptions not yet taken out."""
    days = _weekly(rule, first) if rule.freq == "WEEKLY" else _monthly(rule, first)
    until = rule.until
    if until is not None:
        return list(takewhile(lambda day: day <= until, days))
    return list(islice(days, rule.count))


def occurrences(action: PlannedAction) -> list[Occurrence]:
    """Every occurrence, cancelled ones marked; an action over several days is one."""
    originals = rule_days(action.rule, action.first) if action.rule else [action.first]
    changed = {override.original: override for override in action.overrides}
    return [
        _occurrence(action, original, changed.get(original))
        for original in originals
        if original not in action.exdates
    ]


def _occurrence(action: PlannedAction, original: date, change: Override | None) -> Occurrence:
    whole = action.status == "cancelled"
    if change is None:
        return Occurrence(original, original, action.start, action.end, whole)
    cancelled = whole or change.cancelled_reason is not None
    return Occurrence(original, change.day, change.start, change.end, cancelled)


def _weekly(rule: Rule, first: date) -> Iterator[date]:
    monday = first - timedelta(days=first.weekday())
    for week in count(0, rule.interval):
        for weekday in sorted(rule.weekdays):
            day = monday + timedelta(weeks=week, days=weekday)
            if day >= first:
                yield day


def _monthly(rule: Rule, first: date) -> Iterator[date]:
    if rule.nth is None:
        raise ValueError("une règle mensuelle demande un rang")
    for months in count(0, rule.interval):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        yield nth_weekday(year, month + 1, rule.weekdays[0], rule.nth)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (1 to 4, or -1 for the last) given weekday of a month."""
    if nth == -1:
        following = date(year + month // 12, month % 12 + 1, 1)
        return nth_weekday(following.year, following.month, weekday, 1) - timedelta(weeks=1)
    start = date(year, month, 1)
    return start + timedelta(days=(weekday - start.weekday()) % 7, weeks=nth - 1)
