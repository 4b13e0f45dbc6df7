"""The lists that the coordination edits: activities and missions; ordered, retired, never lost."""

from typing import Any

from sqlalchemy import func, select

from raqnet import clock
from raqnet.calendar.models import Action, Activity, Mission
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.searching import refresh_search
from raqnet.db import db
from raqnet.people import renaming
from raqnet.redaction import Entries
from raqnet.text import fold

LISTS: dict[str, Any] = {"activites": Activity, "missions": Mission}
MAX_CODE = 40


class Known(ValueError):
    """The list has an entry of that name."""


def entries(model: Any) -> list[Any]:
    """All entries in order, the retired ones last."""
    retired = model.retired_at.is_not(None)
    return list(db.session.scalars(select(model).order_by(retired, model.position, model.name)))


def names() -> Entries:
    """What all entries are called; it names nobody."""
    return [(None, db.session.scalars(select(model.name)).all()) for model in LISTS.values()]


def find(model: Any, entry_id: int) -> Any:
    """One entry, or None."""
    return db.session.scalar(select(model).where(model.id == entry_id))


def add(model: Any, name: str) -> Any:
    """A new entry at the end of its list. Errors: Known."""
    _refuse_known(model, name, None)
    last = db.session.scalar(select(func.max(model.position)))
    entry = model(name=name, position=(last if last is not None else -1) + 1)
    if model is Mission:
        entry.code = _code(name)
    db.session.add(entry)
    return entry


def rename(entry: Any, name: str) -> None:
    """Another name for the same thing: what was counted under it stays. Errors: Known."""
    _refuse_known(type(entry), name, entry.id)
    renaming.note(entry, name)
    entry.name = name
    if isinstance(entry, Activity):
        db.session.flush()
        _refresh_searches(entry)


def _refresh_searches(activity: Activity) -> None:
    actions = select(Action).where(Action.activity_id == activity.id).options(*WHOLE)
    for action in db.session.scalars(actions).unique():
        refresh_search(action)


def move(entry: Any, step: int) -> None:
    """One place up (-1) or down (1) among the entries in use."""
    rows = [row for row in entries(type(entry)) if row.retired_at is None]
    if entry not in rows:
        return
    at = rows.index(entry)
    to = min(max(at + step, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for position, row in enumerate(rows):
        row.position = position


def retire(entry: Any) -> None:
    """Offer an entry no longer; what has it keeps it."""
    entry.retired_at = entry.retired_at or clock.now()


def restore(entry: Any) -> None:
    """Offer it again."""
    entry.retired_at = None


def _refuse_known(model: Any, name: str, own_id: int | None) -> None:
    named = db.session.execute(select(model.id, model.name)).all()
    if any(fold(row.name) == fold(name) and row.id != own_id for row in named):
        raise Known(name)


def _code(name: str) -> str:
    """A code that no other mission has."""
    stem = "_".join(fold(name).split())[: MAX_CODE - 4] or "mission"
    codes = set(db.session.scalars(select(Mission.code)))
    return next(code for n in range(1000) if (code := f"{stem}_{n}" if n else stem) not in codes)
