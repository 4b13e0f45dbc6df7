"""What is forgotten with time: the words of cases, ticked lines, rehearsals, rooms left open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from raqnet import clock
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.intervision import closing, live
from raqnet.intervision.models import ActionLine, Intervision, Room

FORGOTTEN = timedelta(hours=24)
REHEARSED = timedelta(days=7)


@dataclass(frozen=True)
class Done:
    """How much was forgotten."""

    cases: int
    lines: int
    rehearsals: int
    forgotten: int


def expire(before: datetime) -> Done:
    """Erase the texts of sessions closed `before`, and what nobody needs any more."""
    forgotten = _close_forgotten()
    return Done(_erase_texts(before), _drop_lines(before), _drop_rehearsals(), forgotten)


def _close_forgotten() -> int:
    """A room in which nothing was done for a day, its date past, is closed: its keys die.

    It is closed as of the last gesture: a clock that ran on over night tells no step's duration.
    """
    day_ago = clock.now() - FORGOTTEN
    last = func.coalesce(Room.moved_at, Intervision.opened_at)
    date = func.coalesce(Occurrence.ends_at, Intervision.planned_at)
    rows = (
        select(Intervision.id)
        .join(Room, Room.intervision_id == Intervision.id)
        .outerjoin(Occurrence, Occurrence.id == Intervision.occurrence_id)
        .where(Intervision.closed_at.is_(None), last < day_ago, date < day_ago)
    )
    forgotten = db.session.scalars(rows).all()
    for intervision_id in forgotten:
        found = live.find(intervision_id, lock=True)
        assert found is not None
        found.now = found.room.moved_at or found.intervision.opened_at or found.now
        closing.close(found)
    db.session.flush()
    return len(forgotten)


def _erase_texts(before: datetime) -> int:
    over = select(Intervision).where(
        Intervision.closed_at < before, Intervision.erased_at.is_(None)
    )
    count = 0
    for intervision in db.session.scalars(over).all():
        count += closing.erase_texts(intervision)
        closing.forget_room(intervision)
        intervision.erased_at = clock.now()
    return count


def _drop_lines(before: datetime) -> int:
    return _dropped(delete(ActionLine).where(ActionLine.done_at < before))


def _drop_rehearsals() -> int:
    old = clock.now() - REHEARSED
    return _dropped(delete(Intervision).where(Intervision.rehearsal, Intervision.created_at < old))


def _dropped(statement: object) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[call-overload]
