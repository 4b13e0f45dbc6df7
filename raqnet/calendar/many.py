"""Many new actions at once: the same as `services.create` of each, in a few statements."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select

from raqnet.calendar import changed, details, history, naming, schedule
from raqnet.calendar.dates import slots_of
from raqnet.calendar.models import Action, Kind, Occurrence
from raqnet.calendar.recurrence import Slot
from raqnet.calendar.searching import refresh_search
from raqnet.db import db


def create(author_id: int | None, rows: Sequence[dict[str, Any]]) -> list[Action]:
    """New actions out of details (see `details.ALL`), in the same order. Errors: RuleError."""
    made = [_action(author_id, values) for values in rows]
    slots = [slots_of(action) for action in made]
    for action, dates in zip(made, slots, strict=True):
        action.last_ends_at = max(slot.ends_at for slot in dates)
    _number(made)
    db.session.add_all(made)
    db.session.flush()
    _add_dates(made, slots)
    history.created(made, author_id)
    changed.tell_new(made)
    return made


def _number(actions: Sequence[Action]) -> None:
    """Count their ids on where the engine would tell them one by one; its write lock is held."""
    if db.session.get_bind().dialect.name == "sqlite":
        last = db.session.scalar(select(func.max(Action.id))) or 0
        for number, action in enumerate(actions, last + 1):
            action.id = number


def _add_dates(actions: Sequence[Action], slots: Sequence[list[Slot]]) -> None:
    """Their dates, in one statement."""
    rows = [
        {
            "series_id": action.id, "action_id": action.id, "recurrence_id": slot.recurrence_id,
            "starts_at": slot.starts_at, "ends_at": slot.ends_at,
        }
        for action, dates in zip(actions, slots, strict=True)
        for slot in dates
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Occurrence), rows)


def _action(author_id: int | None, values: dict[str, Any]) -> Action:
    schedule.check_hours(values["starts_at"], values["ends_at"], values.get("all_day", False))
    action = Action(author_id=author_id, uid=naming.new())
    made = details.fresh(values)  # all of them name the same columns: they go in one statement
    details.write(action, details.fit(made, str(values.get("kind", Kind.COLLECTIVE))))
    refresh_search(action)
    return action
