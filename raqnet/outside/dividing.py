"""A series of a followed calendar that was divided here: its own rule says it no more.

What changes in its calendar is not taken by itself then. Its owner keeps what is here, or takes the
calendar's version: the parts are one series again. Dates that have begun, or of which somebody has
said something, keep their words and their hours; a part that was cancelled stays so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from raqnet import clock
from raqnet.calendar import (
    changed,
    dates,
    details,
    family,
    history,
    own_rows,
    redating,
    series,
    splitting,
)
from raqnet.calendar.dates import Glimpse
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Occurrence, Status
from raqnet.calendar.recurrence import RuleError
from raqnet.calendar.redating import Plan
from raqnet.db import db
from raqnet.outside import updating
from raqnet.outside.models import ImportedEvent
from raqnet.outside.parts import Part


@dataclass(frozen=True)
class Version:
    """What a series would be, in its calendar's version, and what becomes of its dates."""

    after: Details
    plan: Plan


def parts_of(ids: Collection[int]) -> Mapping[int, list[Action]]:
    """The series that continue each of these, of those that any does."""
    if not ids:
        return {}
    found = family.later(ids)
    known = _brought([each.id for rows in found.values() for each in rows])
    ours = {
        n: _reached(n, [each for each in rows if each.id not in known]) for n, rows in found.items()
    }
    series_of = {n: [each for each in rows if each.is_series] for n, rows in ours.items()}
    return {n: rows for n, rows in series_of.items() if rows}


def _reached(first_id: int, rows: Sequence[Action]) -> list[Action]:
    """Those that continue the first, or what continues it, through no other."""
    reached, found = {first_id}, list[Action]()
    while more := [each for each in rows if each.continues_id in reached and each not in found]:
        found += more
        reached |= {each.id for each in more}
    return sorted(found, key=rows.index)


def _brought(ids: Collection[int]) -> set[int]:
    """Those of these that follow a calendar themselves."""
    rows = select(ImportedEvent.action_id).where(ImportedEvent.action_id.in_(ids))
    return {*db.session.scalars(rows)} if ids else set()


def preview(action: Action, old: Part, new: Part) -> Version:
    """What becomes of the dates of a series and its parts, reunited, then changed as it is said.

    Errors: RuleError.
    """
    parts = parts_of([action.id]).get(action.id, [])
    seen = [dates.glimpse(each) for each in (action, *parts)]
    there = [each for glimpse in seen for each in glimpse.dates]
    before = as_if_whole(action, old)
    after = series.after_edit(before, there, _values(action, old, new, there), seen[0].apart)
    plan = redating.plan(there, before, after, *_said(seen))
    still = {
        each.id
        for part, glimpse in zip(parts, seen[1:], strict=True)
        for each in glimpse.dates
        if _stays(part, each, glimpse.spoken_of)
    }
    kept = [
        replace(each, own_hours=each.own_hours or each.occurrence.id in still) for each in plan.kept
    ]
    return Version(after, replace(plan, kept=kept))


def _said(seen: Iterable[Glimpse]) -> tuple[set[int], dict[int, tuple[int, ...]]]:
    spoken_of, hung = set[int](), dict[int, tuple[int, ...]]()
    for each in seen:
        spoken_of |= each.spoken_of
        hung |= each.hung
    return spoken_of, hung


def reunite(action: Action, said: Part, actor_id: int, parts: Sequence[Action]) -> None:
    """A series and its parts are one again, with the dates that its calendar said.

    Errors: RuleError.
    """
    for part in reversed(parts):
        _rejoin(part, action)
    action = dates.whole(action.id)
    there = dates.of(action)
    before = as_if_whole(action, said)
    after = series.after_edit(before, there, _values(action, said, said, there))
    told = series.Told(actor_id, verb=history.REUNITED, anew=True)
    series.become(action, before, after, there, told)


def as_if_whole(action: Action, old: Part) -> Details:
    """A series as it would be if it had not been divided: with the rule that its calendar gave."""
    return details.read(action) | updating.when(old)


def _values(action: Action, old: Part, new: Part, there: Sequence[Occurrence]) -> dict[str, Any]:
    without = updating.kept_out(action, old, new, [dates.slot_of(each) for each in there])
    if not updating.gives(new, without):
        raise RuleError("exdates", "empty")
    return updating.when(new, without) | {
        name: value
        for name, value in updating.changes(action, old, new).items()
        if name not in updating.WHEN
    }


def _rejoin(part: Action, into: Action) -> None:
    """A part goes into its series; what must not change with it has a row of its own first."""
    spoken_of = dates.evaluated(part)
    taken = {each.recurrence_id for each in dates.of(into)}
    for each in dates.of(part):
        if each.recurrence_id in taken:
            raise changed.Unlike  # two dates at one instant: nobody can say which one it is
        if _stays(part, each, spoken_of):
            own_rows.make(each)
    splitting.rejoin(part, into)


def _stays(part: Action, each: Occurrence, spoken_of: Collection[int]) -> bool:
    """Does a date of a part keep its words and its hours?"""
    settled = each.starts_at <= clock.now() or each.id in spoken_of
    return settled or part.status == Status.CANCELLED
