"""How an action stands: confirmed, cancelled with a reason, restored."""

from sqlalchemy import select

from raqnet import clock
from raqnet.calendar import changed, dates, details, history, memory, own_rows
from raqnet.calendar.memory import Plain
from raqnet.calendar.models import Action, ActionChange, Occurrence, Status
from raqnet.db import db


def cancel(
    action: Action, reason: str, actor_id: int | None = None, before: Plain | None = None
) -> None:
    """Cancel a one-off, one date that has its own row, or a series with its dates.

    Those that took place, and are evaluated or bound otherwise, are history: they stay.
    `before`: what one date was before it had a row.
    """
    action = dates.whole(action.id)
    if action.status == Status.CANCELLED:
        return
    was = memory.of(action)
    changes = [["status", action.status, Status.CANCELLED], ["reason", "", reason]]
    now, past = clock.now(), _history(action)
    for row in [action, *_with(action)]:
        if row.status != Status.CANCELLED and row.id not in past:
            _set(row, Status.CANCELLED, reason, now)
    _tell(action)
    kept = _memory(action, was, before)
    history.record(action, history.CANCELLED, actor_id, changes, action.recurrence_id, kept)


def _history(action: Action) -> set[int]:
    """The rows of the dates of a series that took place, evaluated or bound otherwise."""
    said = dates.evaluated(action) if action.is_series else set()
    if not said:
        return set()
    over = [each for each in dates.of(action) if each.starts_at <= clock.now()]
    return {own_rows.make(each).id for each in over if each.id in said}


def cancel_date(occurrence: Occurrence, reason: str, actor_id: int | None = None) -> Action:
    """Cancel one date; returns the row that says so."""
    before = memory.of_date(occurrence)
    row = own_rows.make(occurrence)
    cancel(row, reason, actor_id, before)
    return row


def restore(action: Action, actor_id: int | None = None, before: Plain | None = None) -> None:
    """Undo a cancellation; the dates that had been cancelled on their own stay so."""
    action = dates.whole(action.id)
    if action.status != Status.CANCELLED:
        return
    was = memory.of(action)
    status, at = _status_before(action), action.cancelled_at
    for row in [action, *_with(action)]:
        if row.cancelled_at == at:
            _set(row, status, "", None)
    _tell(action)
    changes = [["status", Status.CANCELLED, status]]
    kept = _memory(action, was, before)
    history.record(action, history.RESTORED, actor_id, changes, action.recurrence_id, kept)


def restore_date(occurrence: Occurrence, actor_id: int | None = None) -> Action:
    """Restore one date, even while its series stays cancelled."""
    before = memory.of_date(occurrence)
    row = own_rows.make(occurrence)
    restore(row, actor_id, before)
    return row


def confirm(action: Action, actor_id: int | None = None, before: Plain | None = None) -> None:
    """Say that a planned action takes place, with those of its dates that are planned."""
    action = dates.whole(action.id)
    if action.status != Status.PLANNED:
        return
    was = memory.of(action)
    for row in [action, *_with(action)]:
        if row.status == Status.PLANNED:
            _set(row, Status.CONFIRMED, "", None)
    _tell(action)
    changes = [["status", Status.PLANNED, Status.CONFIRMED]]
    kept = _memory(action, was, before)
    history.record(action, history.CONFIRMED, actor_id, changes, action.recurrence_id, kept)


def confirm_date(occurrence: Occurrence, actor_id: int | None = None) -> Action:
    """Confirm one date; returns the row that says so."""
    before = memory.of_date(occurrence)
    row = own_rows.make(occurrence)
    confirm(row, actor_id, before)
    return row


def _memory(action: Action, was: memory.Was, before: Plain | None) -> Plain:
    """What undoing puts back."""
    if before is not None and action.series_id is not None:
        return before
    if action.series_id is not None:
        return {"row": was.row, "own": True}
    return memory.since(was, action)


def _with(action: Action) -> list[Action]:
    return dates.overrides(action) if action.is_series else []


def _set(row: Action, status: str, reason: str, cancelled_at: object) -> None:
    row.status, row.cancel_reason = status, reason
    row.cancelled_at = cancelled_at  # type: ignore[assignment]


def _tell(action: Action) -> None:
    """Subscribers hear of it; a series' dates are never older than their series."""
    details.publish(action)
    for row in _with(action):
        row.sequence = max(row.sequence + 1, action.sequence)
        row.dtstamp = action.dtstamp
    db.session.flush()
    changed.tell(dates.whole(action.series_id or action.id))


def _status_before(action: Action) -> str:
    """As the history has it; a cancellation without one had been planned."""
    of_it = ActionChange.action_id.in_([action.id, action.series_id])
    last = (
        select(ActionChange.changes)
        .where(of_it, ActionChange.verb == history.CANCELLED)
        .order_by(ActionChange.id.desc())
    )
    for name, before, _after in db.session.scalar(last.limit(1)) or []:
        if name == "status" and before in set(Status):
            return str(before)
    return Status.PLANNED
