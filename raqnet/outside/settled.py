"""Which changes of a followed calendar a person looks at first: those of dates begun or evaluated.

What is still to come may follow its own calendar by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from raqnet import clock
from raqnet.calendar import dates
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.recurrence import Slot
from raqnet.db import db
from raqnet.outside import queries, updating
from raqnet.outside.models import CalendarImport, CalendarImportLine, ImportedEvent, LineState
from raqnet.outside.parts import Part


def touching(row: CalendarImport) -> list[int]:
    """The changed lines that would move, add, cancel or restore a date begun or evaluated."""
    return [
        line.id
        for lines in queries.each_line(row.id, LineState.CHANGED)
        for line in _of(row.user_id, lines)
    ]


def _of(user_id: int, lines: Sequence[CalendarImportLine]) -> list[CalendarImportLine]:
    brought = queries.brought(user_id, [line.uid for line in lines])
    there = _look([event.action_id for found in brought.values() for event in found])
    return [line for line in lines if _touches(line, brought.get(line.uid, []), there)]


@dataclass(frozen=True)
class _There:
    """Actions, their dates that are settled, and which of them have dates of their own."""

    actions: dict[int, Action]
    settled: dict[int, list[Occurrence]]
    varied: set[int]


def _look(ids: Collection[int]) -> _There:
    rows = db.session.scalars(select(Action).where(Action.id.in_(ids)).options(*WHOLE)).unique()
    varied = select(Action.series_id).where(Action.series_id.in_(ids)).distinct()
    return _There(
        {action.id: action for action in rows}, dates.settled(ids), {*db.session.scalars(varied)}
    )


def _touches(line: CalendarImportLine, events: Sequence[ImportedEvent], there: _There) -> bool:
    said = {each["key"]: Part.from_json(each) for each in line.details["parts"]}
    return any(_moves(event, said.get(event.key), there) for event in events) or any(
        part.starts_at <= clock.now()
        for key, part in said.items()
        if key not in {event.key for event in events}
    )


def _moves(event: ImportedEvent, new: Part | None, there: _There) -> bool:
    action, old = there.actions[event.action_id], Part.from_json(event.said)
    settled = there.settled.get(action.id, [])
    if new is None:  # said no more: what is to come of it would be cancelled
        return bool(settled) and action.last_ends_at > clock.now()
    values = updating.changes(action, old, new)
    if settled and (old.cancelled != new.cancelled or (values and _is_over(action))):
        return True
    if values.get("rrule", action.rrule) is None and action.is_series and action.id in there.varied:
        return True  # it repeats no more there, and has dates with words of their own here
    if not values.keys().isdisjoint(updating.WHEN) and _slots_move(action, values, settled):
        return True
    return any(_differs(old, new, date) for date in settled)


def _is_over(action: Action) -> bool:
    return action.last_ends_at <= clock.now()


def _slots_move(action: Action, values: dict[str, object], settled: Sequence[Occurrence]) -> bool:
    """Would dates that are settled be others, or others begin before now?"""
    kept = {name: getattr(action, name) for name in (*updating.WHEN, "closed_days")}
    before, after = set(dates.slots_of(action)), set(dates.slots_by(kept | values))
    fixed = {each.recurrence_id for each in settled}
    return any(_is_settled(slot, fixed) for slot in before ^ after)


def _is_settled(slot: Slot, fixed: set[datetime]) -> bool:
    return slot.starts_at <= clock.now() or slot.recurrence_id in fixed


def _differs(old: Part, new: Part, date: Occurrence) -> bool:
    """Is something else said of this one date of a series?"""
    key = date.recurrence_id.isoformat()
    before, after = ({each.key: each for each in part.dates} for part in (old, new))
    return before.get(key) != after.get(key)
