"""The rules of the calendar: how actions, series and their occurrences change.

Services change the session; the caller commits once.
"""

import uuid
from datetime import date

from raqnet.calendar import recurrence
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.text import fold


def add(action: Action) -> Action:
    """Put a new one-off action or series on the calendar, with its occurrences."""
    action.uid = action.uid or f"{uuid.uuid4()}@raqnet"
    refresh_search(action)
    slots = slots_of(action)
    action.last_ends_at = max(slot.ends_at for slot in slots)
    db.session.add(action)
    db.session.flush()
    db.session.add_all(_occurrence(action, slot) for slot in slots)
    return action


def slots_of(action: Action) -> list[recurrence.Slot]:
    """The dates that an action's rule and exceptions give."""
    exdates = [date.fromisoformat(text) for text in action.exdates or ()]
    return recurrence.expand(
        action.starts_at, action.ends_at, action.all_day, action.rrule, exdates
    )


def _occurrence(action: Action, slot: recurrence.Slot) -> Occurrence:
    return Occurrence(
        series_id=action.id,
        action_id=action.id,
        recurrence_id=slot.recurrence_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )


def refresh_search(action: Action) -> None:
    """Fold what a search reads: the action's own words and its activity's name."""
    activity = action.activity.name if action.activity else ""
    words = (action.title, activity, action.place, action.address, action.audience, action.aim)
    action.search_text = fold(" ".join(word or "" for word in words))[:6000]
