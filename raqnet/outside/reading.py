"""Reading an event: its dates, those of them that differ, and what each would be here.

Pure: nothing is asked of a database or of a clock. An event becomes one part (a one-off, or a
series with the dates in it that differ), or several: where no rule of ours says its dates, or where
it changes from a date on.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from raqnet.clock import to_local
from raqnet.outside import component, parts, repeats, stretches, values
from raqnet.outside.component import Hours
from raqnet.outside.lines import Properties
from raqnet.outside.parts import Event, Part
from raqnet.outside.repeats import Dates
from raqnet.outside.stretches import Repeated, Turn
from raqnet.outside.values import Moment, Unreadable
from raqnet.outside.zones import Zones

MOST_APART = 100  # actions that one event may become where no rule of ours says its dates
MOST_STRETCHES = 20  # that change from a date on
MOST_DATES = 1000  # exceptions, additions and changed dates of one event


def read(components: Sequence[Properties], zones: Zones, today: date) -> Event:
    """The event that the components of one UID make up. Errors: Unreadable."""
    return _Reader(components, zones, today).read()


class _Reader:
    """The reading of one event."""

    def __init__(self, components: Sequence[Properties], zones: Zones, today: date) -> None:
        self._zones, self._today = zones, today
        self._remarks: set[str] = set()
        self._main = component.latest([each for each in components if not _is_date(each)])
        dated = [each for each in components if _is_date(each)]
        self._changed = self._changes([each for each in dated if not _range(each)])
        self._since = self._changes([each for each in dated if _range(each)])
        if any(_range(each) != "THISANDFUTURE" for each in self._since.values()):
            raise Unreadable("rule")
        if len(self._since) > MOST_STRETCHES:
            raise Unreadable("many")

    def read(self) -> Event:
        """Its parts and what is to be said of them."""
        found = self._whole(self._main) if self._main else self._alone()
        if not found:
            raise Unreadable("no-dates")
        return Event(found, self._remarks)

    def _changes(self, components: list[Properties]) -> dict[datetime, Properties]:
        """The dates that differ, by when they would have been."""
        found: dict[datetime, list[Properties]] = {}
        for each in components:
            moment = values.moment(each["RECURRENCE-ID"][0], self._zones)
            found.setdefault(moment.instant, []).append(each)
        if len(found) > MOST_DATES:
            raise Unreadable("many")
        newest = {at: component.latest(rows) for at, rows in found.items()}
        return {at: row for at, row in newest.items() if row}

    def _alone(self) -> list[Part]:
        """Dates of a series that this calendar does not hold."""
        changed = self._since | self._changed
        return [self._changed_date(changed[at], at) for at in sorted(changed)]

    def _whole(self, main: Properties) -> list[Part]:
        if "EXRULE" in main or len(main.get("RRULE", ())) > 1:
            raise Unreadable("rule")
        hours = component.hours(main, self._zones, self._remarks)
        base = component.part(main, "", hours, self._remarks)
        given = self._given(main, hours.start)
        repeated = self._repeated(main, base, hours, given)
        alone = not (repeated.added or self._changed or self._since)
        if len(repeated.by_rule) == 1 and alone:
            return [base] if repeated.there or not main.get("EXDATE") else []
        cut = stretches.cut(repeated, self._turns(repeated))
        if len(cut) > 1:
            self._remarks.add(parts.FOLLOWING)
        found = [part for each in cut for part in self._stretch(each, given, len(cut) > 1)]
        if len(found) > MOST_APART + len(cut):
            raise Unreadable("rule")
        return found

    def _stretch(self, repeated: Repeated, given: Dates, is_cut: bool) -> list[Part]:
        """The parts of a stretch; a lone date of one is known as the stretch is."""
        found = self._parts(repeated, given)
        alone = is_cut and len(found) == 1
        return [replace(found[0], key=repeated.base.key)] if alone else found

    def _turns(self, whole: Repeated) -> dict[datetime, Turn]:
        """What holds from which date on; what it does not say is its series'."""
        found = {}
        for at, own in self._since.items():
            hours = component.hours(own, self._zones, self._remarks, whole.hours.length)
            base = component.part(own, f"{parts.SINCE}{at.isoformat()}", hours, self._remarks)
            titled = base if "SUMMARY" in own else replace(base, title=whole.base.title)
            found[at] = Turn(at, titled, hours)
        return found

    def _parts(self, repeated: Repeated, given: Dates) -> list[Part]:
        """A series as far as a rule of ours says it, and what stands beside it."""
        series = self._series(repeated)
        within = {start.instant for start in repeated.by_rule} if series else set()
        changed = set() if given.clipped else set(repeated.changed)
        apart = sorted((set(repeated.there) | changed) - within)
        if len(apart) > MOST_APART:
            raise Unreadable("rule")
        if apart and not series and len(repeated.there) > 1:
            self._remarks.add(parts.APART)
        beside = [self._date(repeated, at) for at in apart]
        return [series, *beside] if series else beside

    def _given(self, main: Properties, start: Moment) -> Dates:
        if "RRULE" not in main:
            return Dates([start.wall])
        found = repeats.dates(values.first(main, "RRULE"), start, self._today)
        if found.clipped:
            self._remarks.add(parts.CLIPPED)
        return found

    def _repeated(self, main: Properties, base: Part, hours: Hours, given: Dates) -> Repeated:
        by_rule = [replace(hours.start, wall=wall) for wall in given.walls]
        added = self._list(main, "RDATE")
        if any(each.is_day != hours.start.is_day for each in added):
            raise Unreadable("rule")
        excepted = self._list(main, "EXDATE")
        days = {each.wall.date() for each in excepted if each.is_day}
        instants = {each.instant for each in excepted if not each.is_day}
        there = {
            start.instant: start
            for start in (*by_rule, *added)
            if start.wall.date() not in days and start.instant not in instants
        }
        return Repeated(base, hours, by_rule, added, there, self._changed)

    def _series(self, repeated: Repeated) -> Part | None:
        """The series that these dates are, if a rule of ours says so."""
        instants = [start.instant for start in repeated.by_rule]
        if not any(at in repeated.there for at in instants):
            return None
        starts_at, ends_at = repeated.hours.span(repeated.by_rule[0])
        length: timedelta = ends_at - starts_at
        rule = repeats.fit(instants, length, repeated.base.all_day)
        if rule is None:
            return None
        gone = [to_local(at).date().isoformat() for at in instants if at not in repeated.there]
        own = [
            self._changed_date(repeated.changed[at], at, repeated.base)
            for at in instants
            if at in repeated.there and at in repeated.changed
        ]
        return replace(
            repeated.base, starts_at=starts_at, ends_at=ends_at, rrule=rule, exdates=tuple(gone),
            dates=tuple(own),
        )  # fmt: skip

    def _date(self, repeated: Repeated, at: datetime) -> Part:
        """One date of what repeats."""
        if at in repeated.changed:
            return self._changed_date(repeated.changed[at], at, repeated.base)
        starts_at, ends_at = repeated.hours.span(repeated.there[at])
        key = at.isoformat()
        return replace(repeated.base, key=key, starts_at=starts_at, ends_at=ends_at)

    def _changed_date(self, own: Properties, at: datetime, base: Part | None = None) -> Part:
        """A date with words of its own; what it does not say is its series'."""
        length = base.ends_at - base.starts_at if base else None
        hours = component.hours(own, self._zones, self._remarks, length)
        made = component.part(own, at.isoformat(), hours, self._remarks)
        return replace(made, title=base.title) if base and "SUMMARY" not in own else made

    def _list(self, main: Properties, name: str) -> list[Moment]:
        found = [m for each in main.get(name, ()) for m in values.moments(each, self._zones)]
        if len(found) > MOST_DATES:
            raise Unreadable("many")
        return found


def _is_date(given: Properties) -> bool:
    return "RECURRENCE-ID" in given


def _range(given: Properties) -> str:
    """Which dates besides its own a changed date speaks of."""
    return str(given["RECURRENCE-ID"][0][0].get("RANGE", "")).upper()
