"""An event that changed in its own calendar: what of it changes here.

Only what is said otherwise there than it was before: what was changed here meanwhile stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.calendar import dates, recurrence, schedule, services
from raqnet.calendar.models import Action, Occurrence, Status
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.recurrence import Rule, RuleError, Slot
from raqnet.clock import to_local
from raqnet.db import db
from raqnet.outside import parts
from raqnet.outside.parts import Part

SAME_NAME = ("title", "aim", "place", "address", "latitude", "longitude")
WHEN = (*parts.HOURS, *parts.RULE)


def changes(action: Action, old: Part, new: Part) -> dict[str, Any]:
    """The details that change here, by name."""
    new = continued(action, old, new)
    found = words(old, new)
    if any(_differ(name, old, new) for name in WHEN):
        without = kept_out(action, old, new)
        found |= when(new, without) if gives(new, without) else {}
    if _differ("planned", old, new) and action.status != Status.CANCELLED:
        found["status"] = status(new)
    return found


def words(old: Part, new: Part) -> dict[str, Any]:
    """What a part says otherwise than before, its hours and its standing aside."""
    return {name: getattr(new, name) for name in SAME_NAME if _differ(name, old, new)}


def _differ(name: str, old: Part, new: Part) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def when(part: Part, without: Collection[str] = ()) -> dict[str, Any]:
    """The hours and the rule of a part, as details, `without` some of its days."""
    exdates = sorted({*part.exdates, *without})
    return {name: getattr(part, name) for name in WHEN} | {"exdates": exdates}


def kept_out(
    action: Action, old: Part, new: Part, here: Sequence[Slot] | None = None
) -> Collection[str]:
    """The days of a series that are no longer in it here: they were removed, or stand apart.

    `here`: its dates, those of its rule unless given. A closed period takes and gives by itself.
    """
    if not (old.rrule and new.rrule):
        return ()
    said, says = dates.slots_by(when(old)), dates.slots_by(when(new))
    _kept, gone, _more = recurrence.pair(said, dates.slots_of(action) if here is None else here)
    then, _ended, _begun = recurrence.pair(said, says)
    closed = set(action.closed_days)
    return {_day(then[slot]) for slot in gone if slot in then and _day(slot) not in closed}


def gives(part: Part, without: Collection[str]) -> bool:
    """Does it give any date at all, but for these days?"""
    return any(_day(slot) not in without for slot in dates.slots_by(when(part)))


def _day(slot: Slot) -> str:
    return to_local(slot.recurrence_id).date().isoformat()


def status(part: Part) -> Status:
    """How it stands, unless it is cancelled."""
    return Status.PLANNED if part.planned else Status.CONFIRMED


def continued(action: Action, old: Part, new: Part) -> Part:
    """A series that was cut to the years around, with the dates that it has here before them."""
    if not (old.rrule and new.rrule and action.rrule and old.starts_at < new.starts_at):
        return new
    if action.starts_at != old.starts_at or action.all_day != new.all_day:
        return new
    rule = recurrence.parse_rrule(new.rrule)
    longer = replace(new, starts_at=old.starts_at, ends_at=_end(old, new))
    if not _holds(rule, longer):
        return new
    slots = recurrence.expand(longer.starts_at, longer.ends_at, new.all_day, new.rrule)
    years = {to_local(slot.starts_at).year for slot in slots if slot.starts_at < new.starts_at}
    if to_local(new.starts_at).year in years:
        return new  # it begins later there; a cut is made at the beginning of a year
    later = [slot.starts_at for slot in slots if slot.starts_at >= new.starts_at]
    there = recurrence.expand(new.starts_at, new.ends_at, new.all_day, new.rrule)
    if later != [slot.starts_at for slot in there]:
        return new
    days = {slot.starts_at.date().isoformat() for slot in slots}
    return replace(longer, exdates=tuple(sorted((set(old.exdates) & days) | set(new.exdates))))


def _end(old: Part, new: Part) -> datetime:
    return old.starts_at + (new.ends_at - new.starts_at)


def _holds(rule: Rule, part: Part) -> bool:
    try:
        schedule.check(schedule.When(part.starts_at, part.ends_at, part.all_day, rule))
    except RuleError:
        return False
    return True


# Doing it ----------------------------------------------------------------------------------------


def follow(action: Action, old: Part, new: Part, actor_id: int, reason: str) -> None:
    """Change an action as its own calendar did. Errors: RuleError."""
    if values := changes(action, old, new):
        services.edit(action, actor_id, **values)
    stand(action, old, new, actor_id, reason)


def stand(action: Action, old: Part, new: Part, actor_id: int, reason: str) -> None:
    """Cancel or restore it as its own calendar did, and change single dates of it."""
    if new.cancelled and not old.cancelled:
        services.cancel(action, reason, actor_id)
    elif old.cancelled and not new.cancelled:
        services.restore(action, actor_id)
    if new.rrule:
        before = {each.key: each for each in old.dates}
        after = {each.key: each for each in new.dates}
        follow_dates(action, before, after, new, actor_id, reason)


def follow_dates(
    action: Action,
    before: Mapping[str, Part],
    after: Mapping[str, Part],
    series: Part,
    actor_id: int,
    reason: str,
) -> None:
    """Change single dates of a series; one that differs no longer is like the others again."""
    keys = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    usual = _usual(series, keys)
    for date in _dates(action, keys):
        key = date.recurrence_id.isoformat()
        old, new = before.get(key), after.get(key)
        _follow_date(date, old or usual[key], new or usual[key], actor_id)
        _stand(date, old, new, actor_id, reason)


def _dates(action: Action, keys: Collection[str]) -> Sequence[Occurrence]:
    """Those of these dates that there are, in order."""
    if not keys:
        return ()
    rows = select(Occurrence).where(
        Occurrence.series_id == action.id,
        Occurrence.recurrence_id.in_([datetime.fromisoformat(key) for key in keys]),
    )
    loaded = rows.options(joinedload(Occurrence.action).options(*WHOLE))
    return db.session.scalars(loaded.order_by(Occurrence.recurrence_id)).unique().all()


def _usual(series: Part, keys: Iterable[str]) -> dict[str, Part]:
    """What dates of a series are, as long as nothing else is said of them."""
    ends = {slot.recurrence_id: slot.ends_at for slot in dates.slots_by(when(series))}
    once = replace(series, rrule=None, exdates=(), dates=())
    starts = {key: datetime.fromisoformat(key) for key in keys}
    return {
        key: replace(once, key=key, starts_at=at, ends_at=ends.get(at, series.ends_at))
        for key, at in starts.items()
    }


def _follow_date(date: Occurrence, old: Part, new: Part, actor_id: int) -> None:
    values = words(old, new)
    if any(_differ(name, old, new) for name in parts.HOURS):
        values |= {name: getattr(new, name) for name in parts.HOURS}
    if values:
        services.override(date, actor_id, **values)


def _stand(
    date: Occurrence, old: Part | None, new: Part | None, actor_id: int, reason: str
) -> None:
    was, is_now = old is not None and old.cancelled, new is not None and new.cancelled
    if is_now and not was:
        services.cancel_date(date, reason, actor_id)
    elif was and not is_now:
        services.restore_date(date, actor_id)
