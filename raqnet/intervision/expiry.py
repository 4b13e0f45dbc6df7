"""What is forgotten with time: the words of cases, ticked lines, rehearsals, rooms left open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from raqnet import clock
from raqnet.db import db
from raqnet.intervision import closing, live
from raqnet.intervision.models import ActionLine, Intervision

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
    """A room that was left open for a day is closed: its code, its guests' keys die."""
    ids = db.session.scalars(
        select(Intervision.id).where(
            Intervision.closed_at.is_(None), Intervision.opened_at < clock.now() - FORGOTTEN
        )
    ).all()
    for intervision_id in ids:
        found = live.find(intervision_id, lock=True)
        if found is not None:
            closing.close(found)
    db.session.flush()
    return len(ids)


def _erase_texts(before: datetime) -> int:
    over = select(Intervision).where(
        Intervision.closed_at < before, Intervision.erased_at.is_(None)
    )
    count = 0
    for intervision in db.session.scalars(over).all():
        count += closing.erase_texts(intervision)
        intervision.erased_at = clock.now()
    return count


def _drop_lines(before: datetime) -> int:
    return _dropped(delete(ActionLine).where(ActionLine.done_at < before))


def _drop_rehearsals() -> int:
    old = clock.now() - REHEARSED
    return _dropped(delete(Intervision).where(Intervision.rehearsal, Intervision.created_at < old))


def _dropped(statement: object) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[call-overload]
