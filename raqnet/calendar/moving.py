"""An action that was moved says from where, and why, for some days."""

from datetime import datetime, timedelta

from flask import current_app

from raqnet import clock
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action
from raqnet.clock import to_local


def note(row: Action, before: Details, after: Details, reason: str = "") -> bool:
    """Note that a row was moved; False where it was not, or only in the past."""
    if not _moved(before, after) or max(before["starts_at"], after["starts_at"]) < clock.now():
        return False
    if is_told(row) and row.moved_from == after["starts_at"]:
        forget(row)  # it is back where people know it
    else:
        row.moved_from, row.moved_at, row.move_reason = before["starts_at"], clock.now(), reason
    return True


def _moved(before: Details, after: Details) -> bool:
    """At another time than before? A series: on another day of the week, or at another hour."""
    one, other = before["starts_at"], after["starts_at"]
    if before["rrule"] is None or after["rrule"] is None:
        return bool(one != other)
    return _weekly(one) != _weekly(other)


def _weekly(instant: datetime) -> tuple[int, str]:
    local = to_local(instant)
    return local.weekday(), f"{local:%H:%M}"


def forget(row: Action) -> None:
    """Say no more that it was moved."""
    row.moved_from, row.moved_at, row.move_reason = None, None, ""


def told_since() -> datetime:
    """Who was moved before this instant says so no more; it moves at midnight, as feeds do."""
    return clock.day_start(clock.today()) - timedelta(days=current_app.config["CANCELLED_DAYS"])


def is_told(row: Action) -> bool:
    """Does it still say so?"""
    return row.moved_at is not None and row.moved_at >= told_since()
