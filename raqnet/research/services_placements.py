"""The rules of placements: once a day per action at most. The caller commits once."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import changed
from raqnet.calendar import queries as calendar
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.people.services import Refused
from raqnet.research import removed
from raqnet.research.models import Placement, PlacementMark

Levels = Mapping[str, int]


def place(
    action_id: int, author_id: int | None, *, placed_on: date, levels: Levels, note: str
) -> Placement:
    """Note where a group puts an action. Errors: Refused where it did so that day already."""
    row = Placement(action_id=action_id, author_id=author_id, marks=[])
    _set(row, placed_on, levels, note)
    db.session.add(row)
    _flush()
    return row


def rejoin(row: Action, into: Action) -> None:
    """What was placed goes over; once a day at most. Errors: Unlike."""
    days = select(Placement.placed_on).where(Placement.action_id == into.id)
    held = select(Placement.id).where(Placement.action_id == row.id)
    if db.session.scalar(held.where(Placement.placed_on.in_(days)).limit(1)):
        raise changed.Unlike
    changed.move(Placement, row, into)


def change(row: Placement, *, placed_on: date, levels: Levels, note: str) -> Placement:
    """Set right what was placed; a level alone makes a new version. Errors: Refused."""
    _set(row, placed_on, levels, note)
    flag_modified(row, "note")
    _flush()
    return row


def remove(user: Principal, row: Placement) -> None:
    """Take it away; whoever did may put it back."""
    kept: dict[str, object] = {
        "action_id": row.action_id, "author_id": row.author_id or user.id,
        "placed_on": row.placed_on.isoformat(), "note": row.note,
    }  # fmt: skip
    levels = {f"level {mark.marker}": mark.level for mark in row.marks}
    removed.keep(user, removed.PLACEMENT, {**kept, **levels})
    db.session.delete(row)


def put_back(user: Principal) -> Placement | None:
    """Put back what one took away last; None where nothing is kept, or its action is gone.

    Errors: Refused where that day has been placed anew.
    """
    kept = removed.take(user, removed.PLACEMENT)
    if kept is None or calendar.find_action(user, int(kept["action_id"])) is None:
        return None
    levels = {n.removeprefix("level "): int(v) for n, v in kept.items() if n.startswith("level ")}
    return place(
        int(kept["action_id"]), int(kept["author_id"]), note=kept["note"], levels=levels,
        placed_on=date.fromisoformat(kept["placed_on"]),
    )  # fmt: skip


def _set(row: Placement, placed_on: date, levels: Levels, note: str) -> None:
    if placed_on > clock.today():
        raise Refused("placed_on", _("Ce jour n'est pas encore venu."))
    _refuse_twin(row, placed_on)
    row.placed_on, row.note = placed_on, note
    held = {mark.marker: mark for mark in row.marks}
    for marker, level in levels.items():
        held.setdefault(marker, PlacementMark(marker=marker)).level = level
    row.marks = [mark for marker, mark in held.items() if marker in levels]


def _refuse_twin(row: Placement, placed_on: date) -> None:
    twin = select(Placement.id).where(
        Placement.action_id == row.action_id, Placement.placed_on == placed_on
    )
    with db.session.no_autoflush:
        if db.session.scalar(twin) not in (None, row.id):
            raise _twin()


def _flush() -> None:
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise _twin() from error


def _twin() -> Refused:
    return Refused("placed_on", _("Cette action est déjà placée ce jour-là."))
