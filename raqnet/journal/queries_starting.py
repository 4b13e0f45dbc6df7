"""What may be loaded of the starting journal: by its author and by research, by nobody else.

The coordination switches it on and off, and reads no word of it.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, false, or_, select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.journal import by_day
from raqnet.journal.by_day import Cursor
from raqnet.journal.models import StartingEntry, StartingPeriod
from raqnet.people.models import Absence, Worker

PAGE = 31


class EntryRow(NamedTuple):
    """That there is an entry: whose, of which day."""

    id: int
    happened_on: date
    worker_id: int
    worker: str


@dataclass(frozen=True)
class EntryPage:
    """Entries, the newest first, and where the next page begins."""

    rows: list[EntryRow]
    next: Cursor | None


class PeriodRow(NamedTuple):
    """A period with its worker's name."""

    id: int
    worker: str
    starts_on: date
    ends_on: date
    reminders: bool


def concerns(user: Principal) -> bool:
    """Is the starting journal on for this worker, or did they write in it?"""
    on = exists().where(_on(user.worker_id, clock.today()))
    wrote = exists().where(StartingEntry.worker_id == user.worker_id)
    return bool(db.session.scalar(select(or_(on, wrote))))


def is_on(worker_id: int, day: date) -> bool:
    """Is a worker asked to keep it on this day?"""
    return bool(db.session.scalar(select(exists().where(_on(worker_id, day)))))


def _on(worker_id: int | None, day: date) -> ColumnElement[bool]:
    return (StartingPeriod.worker_id == worker_id) & (
        (StartingPeriod.starts_on <= day) & (StartingPeriod.ends_on >= day)
    )


# Entries ---------------------------------------------------------------------------------------


def find_own(user: Principal, entry_id: int) -> StartingEntry | None:
    """One's own entry."""
    return db.session.scalar(_own(user).where(StartingEntry.id == entry_id))


def own_of(user: Principal, day: date) -> StartingEntry | None:
    """One's own entry of a day."""
    return db.session.scalar(_own(user).where(StartingEntry.happened_on == day))


def _own(user: Principal) -> Select[StartingEntry]:
    return select(StartingEntry).where(StartingEntry.worker_id == user.worker_id)


def own_page(user: Principal, cursor: Cursor | None) -> EntryPage:
    """One's own entries."""
    return _page(StartingEntry.worker_id == user.worker_id, cursor)


def find_read(user: Principal, entry_id: int) -> StartingEntry | None:
    """Anybody's entry with its author, for research."""
    author = joinedload(StartingEntry.worker).joinedload(Worker.user)
    query = select(StartingEntry).where(StartingEntry.id == entry_id, _read_by(user))
    return db.session.scalar(query.options(author))


def read_page(user: Principal, worker_id: int | None, cursor: Cursor | None) -> EntryPage:
    """That there are entries, of everybody or of one worker, for research."""
    whose = StartingEntry.worker_id == worker_id if worker_id else StartingEntry.id.is_not(None)
    return _page(_read_by(user) & whose, cursor)


def authors(user: Principal) -> list[tuple[int, str]]:
    """Who wrote in it, for research to choose from."""
    query = (
        select(Worker.id, User.name)
        .join(User, User.id == Worker.user_id)
        .where(Worker.id.in_(select(StartingEntry.worker_id).where(_read_by(user))))
        .order_by(User.name, Worker.id)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]


def _read_by(user: Principal) -> ColumnElement[bool]:
    return StartingEntry.id.is_not(None) if user.can("starting.read") else false()


def _page(condition: ColumnElement[bool], cursor: Cursor | None) -> EntryPage:
    query = (
        select(StartingEntry.id, StartingEntry.happened_on, Worker.id, User.name)
        .join(Worker, Worker.id == StartingEntry.worker_id)
        .join(User, User.id == Worker.user_id)
        .where(condition)
        .order_by(StartingEntry.happened_on.desc(), StartingEntry.id.desc())
        .limit(PAGE + 1)
    )
    if cursor:
        query = query.where(by_day.below(cursor, StartingEntry.happened_on, StartingEntry.id))
    rows = [EntryRow(*row) for row in db.session.execute(query)]
    return EntryPage(*by_day.cut(rows, PAGE, "happened_on"))


# Periods ---------------------------------------------------------------------------------------


def periods(user: Principal) -> list[PeriodRow]:
    """Every period, the latest first, for whoever switches them."""
    if not user.can("starting.switch"):
        return []
    query = (
        select(
            StartingPeriod.id, User.name, StartingPeriod.starts_on, StartingPeriod.ends_on,
            StartingPeriod.reminders,
        )
        .join(Worker, Worker.id == StartingPeriod.worker_id)
        .join(User, User.id == Worker.user_id)
        .order_by(StartingPeriod.starts_on.desc(), User.name, StartingPeriod.id)
    )  # fmt: skip
    return [PeriodRow(*row) for row in db.session.execute(query)]


def find_period(user: Principal, period_id: int) -> StartingPeriod | None:
    """A period, for whoever switches them."""
    if not user.can("starting.switch"):
        return None
    return db.session.get(StartingPeriod, period_id)


def to_remind(day: date) -> list[tuple[StartingPeriod, User]]:
    """Whose period asks for a reminder on this day, where nothing is written for it yet."""
    written = exists().where(
        StartingEntry.worker_id == StartingPeriod.worker_id, StartingEntry.happened_on == day
    )
    query = (
        select(StartingPeriod, User)
        .join(Worker, Worker.id == StartingPeriod.worker_id)
        .join(User, User.id == Worker.user_id)
        .where(
            StartingPeriod.reminders,
            StartingPeriod.starts_on <= day,
            StartingPeriod.ends_on >= day,
            or_(StartingPeriod.reminded_on.is_(None), StartingPeriod.reminded_on < day),
            or_(Worker.left_on.is_(None), Worker.left_on >= day),
            User.disabled_at.is_(None),
            ~_away_on(day),
            ~written,
        )
        .order_by(StartingPeriod.id)
    )
    return [(period, user) for period, user in db.session.execute(query)]


def _away_on(day: date) -> ColumnElement[bool]:
    """On `Worker`: is absent on this day."""
    return exists().where(
        Absence.worker_id == Worker.id, Absence.starts_on <= day, Absence.ends_on >= day
    )
