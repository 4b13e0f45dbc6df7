"""The rules of the calendar: how actions, series and their occurrences change.

Services change the session; the caller commits once.
"""

from typing import Any

from sqlalchemy import delete

from raqnet.calendar import changed, closures, dates, details, family, history, naming, schedule
from raqnet.calendar.dates import occurrence, slots_of
from raqnet.calendar.evaluations import NotNow, evaluate
from raqnet.calendar.models import Action, Kind, Occurrence
from raqnet.calendar.redating import Plan
from raqnet.calendar.searching import refresh_search
from raqnet.calendar.series import Outcome, differs, edit, override, preview
from raqnet.calendar.splitting import change as change_following
from raqnet.calendar.splitting import preview as preview_following
from raqnet.calendar.standing import (
    cancel,
    cancel_date,
    confirm,
    confirm_date,
    restore,
    restore_date,
)
from raqnet.db import db

__all__ = [
    "NotNow", "Outcome", "Plan", "SpokenOf", "add", "cancel", "cancel_date", "change_following",
    "confirm", "confirm_date", "create", "differs", "edit", "evaluate", "override", "preview",
    "preview_following", "remove", "restore", "restore_date",
]  # fmt: skip


class SpokenOf(Exception):
    """A date is evaluated, or bound by what later subjects know: it is cancelled, not removed."""


def add(action: Action) -> Action:
    """Put a new one-off action or series on the calendar, with its occurrences."""
    action.uid = action.uid or naming.new()
    refresh_search(action)
    slots = slots_of(action)
    action.last_ends_at = max(slot.ends_at for slot in slots)
    db.session.add(action)
    db.session.flush()
    db.session.add_all(occurrence(action, slot) for slot in slots)
    db.session.flush()
    changed.tell(action)
    return action


def create(author_id: int | None, **values: Any) -> Action:
    """A new action out of details (see `details.ALL`), noted in its history. Errors: RuleError."""
    schedule.check_hours(values["starts_at"], values["ends_at"], values.get("all_day", False))
    action = Action(author_id=author_id)
    made = details.fit(values, str(values.get("kind", Kind.COLLECTIVE)))
    details.write(action, made | closures.of_new(made))
    add(action)
    history.record(action, history.CREATED, author_id)
    return action


def remove(action: Action) -> None:
    """Take away a wrong entry with all its dates. Errors: SpokenOf, where one is more than that."""
    dates.of(action)  # held: nobody begins to evaluate or to join one meanwhile
    if dates.evaluated(action):
        raise SpokenOf
    changed.tell_removal(action)
    family.let_go(action, action.continues_id)
    db.session.execute(delete(Occurrence).where(Occurrence.series_id == action.id))
    db.session.delete(action)  # its overrides, comments and history go with it
    db.session.flush()
