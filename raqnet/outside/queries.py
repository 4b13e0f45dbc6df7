"""What may be loaded of calendars from outside: one's own."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.outside.models import (
    CalendarImport,
    CalendarImportLine,
    ImportedEvent,
    LineState,
    OutsideCalendar,
)
from raqnet.people.models import Worker

_AT_ONCE = 300


@dataclass(frozen=True)
class Bringer:
    """Who brings a calendar, with or without a request behind."""

    id: int
    worker_id: int | None


def bringer(user_id: int) -> Bringer:
    """The same by the id of an account."""
    worker_id = db.session.scalar(select(Worker.id).where(Worker.user_id == user_id))
    return Bringer(user_id, worker_id)


def account(email: str) -> User | None:
    """The account of an address, unless it is disabled."""
    mine = select(User).where(User.email == email.strip().lower(), User.disabled_at.is_(None))
    return db.session.scalar(mine)


def find(user_id: int, import_id: int, lock: bool = False) -> CalendarImport | None:
    """My import that waits; `lock` keeps a second click out until this one is done."""
    mine = select(CalendarImport).where(
        CalendarImport.id == import_id, CalendarImport.user_id == user_id
    )
    return db.session.scalar(mine.with_for_update() if lock else mine)


def find_line(user_id: int, import_id: int, line_id: int) -> CalendarImportLine | None:
    """One line of an import of mine, once it is read."""
    mine = (
        select(CalendarImportLine)
        .join(CalendarImport, CalendarImport.id == CalendarImportLine.import_id)
        .where(CalendarImport.user_id == user_id, CalendarImport.id == import_id)
        .where(CalendarImportLine.id == line_id, CalendarImportLine.state != LineState.WAITING)
    )
    return db.session.scalar(mine)


def imports(user_id: int) -> Sequence[CalendarImport]:
    """My imports that wait, the newest first."""
    mine = select(CalendarImport).where(CalendarImport.user_id == user_id)
    return db.session.scalars(mine.order_by(CalendarImport.id.desc())).all()


def import_of(outside_id: int) -> CalendarImport | None:
    """What waits of a calendar that is followed."""
    rows = select(CalendarImport).where(CalendarImport.outside_id == outside_id)
    return db.session.scalar(rows.order_by(CalendarImport.id.desc()).limit(1))


def count(user_id: int) -> int:
    """How many imports of mine wait, those of followed calendars aside."""
    mine = select(func.count()).where(
        CalendarImport.user_id == user_id, CalendarImport.outside_id.is_(None)
    )
    return db.session.scalar(mine) or 0


def counts(import_id: int) -> dict[str, int]:
    """How many lines are in each state."""
    return counts_of([import_id]).get(import_id, {})


def counts_of(import_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The same of several imports, in one query."""
    of_line = (CalendarImportLine.import_id, CalendarImportLine.state)
    rows = select(*of_line, func.count()).where(CalendarImportLine.import_id.in_(import_ids))
    found: dict[int, dict[str, int]] = {}
    for import_id, state, number in db.session.execute(rows.group_by(*of_line)):
        found.setdefault(import_id, {})[state] = number
    return found


def left_out(import_id: int) -> int:
    """How many lines would be taken if they were not left out."""
    rows = select(func.count()).where(
        CalendarImportLine.import_id == import_id,
        CalendarImportLine.left_out.is_(True),
        CalendarImportLine.state.in_(TAKEN),
    )
    return db.session.scalar(rows) or 0


TAKEN = (LineState.NEW, LineState.CHANGED, LineState.DIVIDED, LineState.GONE)


def lines(import_id: int, states: Iterable[str], first: int, most: int) -> list[CalendarImportLine]:
    """Some lines of these states, in the order in which they came."""
    rows = select(CalendarImportLine).where(
        CalendarImportLine.import_id == import_id, CalendarImportLine.state.in_(list(states))
    )
    ordered = rows.order_by(CalendarImportLine.position).offset(first).limit(most)
    return list(db.session.scalars(ordered))


def each_line(import_id: int, state: str) -> Iterator[list[CalendarImportLine]]:
    """The lines of a state that are not left out, some hundreds at a time."""
    after = -1
    while True:
        rows = (
            select(CalendarImportLine)
            .where(CalendarImportLine.import_id == import_id, CalendarImportLine.state == state)
            .where(CalendarImportLine.left_out.is_(False), CalendarImportLine.position > after)
            .order_by(CalendarImportLine.position)
            .limit(_AT_ONCE)
        )
        found = list(db.session.scalars(rows))
        if not found:
            return
        after = found[-1].position
        yield found


def brought(user_id: int, uids: Iterable[str]) -> dict[str, list[ImportedEvent]]:
    """What came of these UIDs by my hand."""
    rows = (
        select(ImportedEvent)
        .join(Action, Action.id == ImportedEvent.action_id)
        .where(ImportedEvent.uid.in_(list(uids)), Action.author_id == user_id)
        .order_by(ImportedEvent.action_id)
    )
    found: dict[str, list[ImportedEvent]] = {}
    for row in db.session.scalars(rows):
        found.setdefault(row.uid, []).append(row)
    return found


def first_of(user_id: int, since: datetime) -> datetime | None:
    """When the first date that is not over begins, of what came by my hand since then."""
    dates = (
        select(func.min(Occurrence.starts_at))
        .join(Action, Action.id == Occurrence.action_id)
        .join(ImportedEvent, ImportedEvent.action_id == Action.id)
        .where(Action.author_id == user_id, ImportedEvent.at >= since)
        .where(Occurrence.ends_at > clock.now())
    )
    return db.session.scalar(dates)


def followed(user_id: int) -> Sequence[OutsideCalendar]:
    """The calendars that I follow."""
    mine = select(OutsideCalendar).where(OutsideCalendar.user_id == user_id)
    return db.session.scalars(mine.order_by(OutsideCalendar.name, OutsideCalendar.id)).all()


def find_followed(user_id: int, calendar_id: int) -> OutsideCalendar | None:
    """One of the calendars that I follow."""
    return db.session.scalar(
        select(OutsideCalendar).where(
            OutsideCalendar.id == calendar_id, OutsideCalendar.user_id == user_id
        )
    )
