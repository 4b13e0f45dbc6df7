"""Undoing the last change of an action: what was comes back, as far as nothing came after."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from raqnet.access import Principal, Role
from raqnet.calendar import (
    changed,
    dates,
    details,
    hanging,
    history,
    memory,
    own_rows,
    series,
    splitting,
)
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, ActionChange, Occurrence
from raqnet.db import db

ONES_RULE = (*details.RULE, "skips_closed")  # which no single date has


class Overtaken(Exception):
    """Something came after this change: undoing it would undo that too."""


def is_own(user: Principal, change: ActionChange) -> bool:
    """Is this change this person's to undo? Whether it can be is another question."""
    return user.role == Role.COORDINATION or change.author_id == user.id


def offered(user: Principal, changes: Sequence[ActionChange]) -> ActionChange | None:
    """The change of a history, newest first, that this person may undo now."""
    last = next(iter(changes), None)
    if last is None or last.before is None or not is_own(user, last):
        return None
    return last if is_last(last) else None


def is_last(change: ActionChange) -> bool:
    """Has nothing been done since to what it changed?"""
    before: dict[str, Any] = change.before or {}
    owners = _owners(change)
    if len(owners) > 1 and db.session.get(Action, before["rejoins"]) is None:
        return False  # what it cut is no more
    family = select(Action.id).where(or_(Action.id.in_(owners), Action.series_id.in_(owners)))
    rows = ActionChange.action_id.in_(family) | ActionChange.action_id.in_(_apart(before))
    return db.session.scalar(select(func.max(ActionChange.id)).where(rows)) == change.id


def _owners(change: ActionChange) -> set[int]:
    """The one-off or series that was changed; both parts of one that it cut."""
    action = db.session.get_one(Action, change.action_id)
    rejoins = (change.before or {}).get("rejoins")
    return {action.series_id or action.id, rejoins or action.series_id or action.id}


def _apart(before: dict[str, Any]) -> list[int]:
    """The rows of the dates that the change kept apart."""
    ids = [each for each, *_ in before.get("apart", ())]
    return list(db.session.scalars(select(Occurrence.action_id).where(Occurrence.id.in_(ids))))


def undo(change: ActionChange, actor_id: int | None = None) -> Action:
    """Put back what was; returns the action that it is of then. Errors: Overtaken, RuleError."""
    _hold(change)
    if change.before is None or not is_last(change):
        raise Overtaken
    action = dates.whole(change.action_id)
    told = series.Told(actor_id, verb=history.UNDONE, undoes_id=change.id)
    if action.series_id is not None:
        return _undo_date(action, change, told)
    return _undo_whole(action, change.before, told)


def _hold(change: ActionChange) -> None:
    """Nobody says anything meanwhile of the dates that are put back."""
    held = select(Occurrence.id).where(Occurrence.series_id.in_(_owners(change)))
    db.session.execute(held.order_by(Occurrence.recurrence_id).with_for_update())


def _undo_date(row: Action, change: ActionChange, told: series.Told) -> Action:
    """One date is as it was; it had no row of its own: then it follows its series again."""
    occurrence = db.session.scalars(select(Occurrence).where(Occurrence.action_id == row.id)).one()
    action, before = dates.whole(occurrence.series_id), change.before or {}
    was, at = details.read(row), occurrence.recurrence_id
    if before["own"]:
        _write(row, before["row"])
        series.touch_date(row, occurrence)
    else:
        _follow_again(action, occurrence, before["row"])
        row = dates.whole(action.id)
    once = memory.revive(before["row"]) | {"rrule": None, "exdates": [], "closed_days": []}
    history.edited(
        row, told.actor_id, was, was | once | {"skips_closed": False}, at, told.verb,
        undoes_id=told.undoes_id,
    )  # fmt: skip
    return row


def _follow_again(action: Action, occurrence: Occurrence, before: Details) -> None:
    own_rows.absorb(action, occurrence)
    hours = memory.revive({name: before[name] for name in ("starts_at", "ends_at")})
    occurrence.starts_at, occurrence.ends_at = hours["starts_at"], hours["ends_at"]
    series.touch(action)


def _undo_whole(action: Action, before: dict[str, Any], told: series.Told) -> Action:
    for occurrence_id, at, own in before.get("apart", ()):
        _take_back(action, occurrence_id, datetime.fromisoformat(at), own)
    for occurrence_id, at in before.get("alone", ()):
        _put_back(occurrence_id, datetime.fromisoformat(at))
    if "rejoins" in before:
        action = _rejoin(action, dates.whole(before["rejoins"]))
    now, then = details.read(action), memory.revive(before["row"])
    differing = memory.of(action).own
    series.become(action, now, then, dates.of(action), told)
    for name, value in memory.beside(before["row"]).items():
        setattr(action, name, value)
    db.session.flush()
    _restore_dates(action, before, differing)
    return action


def _take_back(action: Action, occurrence_id: int, at: datetime, own: bool) -> None:
    """A date that had been kept apart is one of its series again."""
    occurrence = db.session.get(Occurrence, occurrence_id)
    if occurrence is None:
        return
    row = dates.whole(occurrence.action_id)
    if own:
        row.series_id, row.recurrence_id, row.uid = action.id, at, action.uid
        row.continues_id = None
        row.sequence = max(row.sequence, action.sequence)
    else:
        own_rows.absorb(action, occurrence)
    occurrence.series_id, occurrence.recurrence_id = action.id, at
    db.session.flush()
    if own:
        changed.tell(row)


def _put_back(occurrence_id: int, at: datetime) -> None:
    """A date that was alone in its part is where the rule had put it."""
    occurrence = db.session.get(Occurrence, occurrence_id)
    if occurrence is None:
        return
    others = [each.recurrence_id for each in dates.of(dates.whole(occurrence.series_id))]
    if at not in others:
        occurrence.recurrence_id = at
        db.session.flush()


def _rejoin(new: Action, old: Action) -> Action:
    """Two series are one again; what hangs on the second hangs on the first. Errors: Unlike."""
    splitting.rejoin(new, old)
    return dates.whole(old.id)


def _restore_dates(
    action: Action, before: dict[str, Any], differing: dict[int, memory.Plain]
) -> None:
    """The dates that differ do so again as they did, and no others.

    `differing`: those that did before the series was put back, which they followed.
    """
    at = {each.recurrence_id: each for each in dates.of(action)}
    own = {each.action_id: each for each in at.values() if dates.is_own(each)}
    for row_id in before.get("new", ()):
        if row_id in own:
            own_rows.absorb(action, own[row_id])
    for row_id, told in differing.items():
        if row_id in own and row_id not in before.get("new", ()):
            _rewrite(own[row_id], told | before.get("changed", {}).get(str(row_id), {}))
    for told in before.get("lost", ()):
        occurrence = at.get(datetime.fromisoformat(told["recurrence_id"]))
        if occurrence is not None:
            own_rows.make(occurrence)
            _rewrite(occurrence, told)
    db.session.flush()
    _hang_again(at, before)
    series.refresh_end(action)


def _hang_again(at: dict[datetime, Occurrence], before: dict[str, Any]) -> None:
    """What had gone with its date is back with it."""
    for when, name, plain in before.get("hung", ()):
        if (occurrence := at.get(datetime.fromisoformat(when))) is not None:
            hanging.put_back(occurrence.id, name, plain)


def _rewrite(occurrence: Occurrence, told: dict[str, Any]) -> None:
    row = dates.whole(occurrence.action_id)
    _write(row, told)
    series.touch_date(row, occurrence)


def _write(row: Action, told: dict[str, Any]) -> None:
    kept = {name: value for name, value in memory.revive(told).items() if name not in ONES_RULE}
    details.write(row, kept | memory.beside(told))
