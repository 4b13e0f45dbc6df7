"""What may be loaded of the work for hosts: one's own, and for a host what was done for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.journal import by_day
from raqnet.journal.by_day import Cursor
from raqnet.journal.models import HostWork
from raqnet.lists.models import ListValue
from raqnet.people.models import Assignment, Organisation, Site, Worker

PAGE = 50
MOST_OF_A_MONTH = 300
_KIND = aliased(ListValue)


class Lodging(NamedTuple):
    """A host that lodges a worker, from when to when (both included)."""

    organisation_id: int
    name: str
    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Does it lodge them on this day?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class WorkRow(NamedTuple):
    """Work for a host as its author reads it; the kind as it is called today."""

    id: int
    happened_on: date
    kind: str
    minutes: int
    organisation: str
    starts_at: datetime | None
    note: str
    also_mission: bool

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.happened_on.replace(day=1)


class DoneRow(NamedTuple):
    """The same as the host reads it: neither how long it took nor what was noted."""

    id: int
    happened_on: date
    kind: str
    worker: str
    also_mission: bool


@dataclass(frozen=True)
class WorkPage:
    """Rows, the newest first, and where the next page begins."""

    rows: list[WorkRow]
    next: Cursor | None


def lodgings(worker_id: int) -> list[Lodging]:
    """The hosts that lodge or lodged a worker, by their names."""
    query = (
        select(Organisation.id, Organisation.name, Assignment.starts_on, Assignment.ends_on)
        .join(Site, Site.organisation_id == Organisation.id)
        .join(Assignment, Assignment.site_id == Site.id)
        .where(Assignment.worker_id == worker_id)
        .order_by(Organisation.name, Assignment.starts_on)
    )
    return [Lodging(*row) for row in db.session.execute(query)]


def find(user: Principal, work_id: int) -> HostWork | None:
    """One's own work for a host."""
    mine = select(HostWork).where(HostWork.id == work_id, HostWork.worker_id == user.worker_id)
    shown = joinedload(HostWork.kind), joinedload(HostWork.organisation)
    return db.session.scalar(mine.options(*shown))


def page(user: Principal, cursor: Cursor | None) -> WorkPage:
    """One's own, the newest first."""
    query = (
        kind_named(HostWork.minutes, Organisation.name, HostWork.starts_at, HostWork.note)
        .add_columns(HostWork.also_mission)
        .join(Organisation, Organisation.id == HostWork.organisation_id)
        .where(HostWork.worker_id == user.worker_id)
        .limit(PAGE + 1)
    )
    if cursor:
        query = query.where(by_day.below(cursor, HostWork.happened_on, HostWork.id))
    rows = [WorkRow(*row) for row in db.session.execute(query)]
    return WorkPage(*by_day.cut(rows, PAGE, "happened_on"))


def done_for(user: Principal, first: date, last: date) -> list[DoneRow]:
    """What was done between two days for the organisation of a host's member."""
    if user.organisation_id is None or not user.can("host.page"):
        return []
    query = (
        kind_named(User.name, HostWork.also_mission)
        .join(Worker, Worker.id == HostWork.worker_id)
        .join(User, User.id == Worker.user_id)
        .where(
            HostWork.organisation_id == user.organisation_id,
            HostWork.happened_on.between(first, last),
        )
        .limit(MOST_OF_A_MONTH)
    )
    return [DoneRow(*row) for row in db.session.execute(query)]


def kinds_for(organisation_id: int, first: date, last: date) -> list[tuple[str, int]]:
    """How often each kind of work was done for a host between two days, the most frequent first."""
    named = kind_named(HostWork.organisation_id).subquery()
    mine = named.c.happened_on.between(first, last), named.c.organisation_id == organisation_id
    query = select(named.c.name, func.count()).where(*mine).group_by(named.c.name)
    rows = db.session.execute(query.order_by(func.count().desc(), named.c.name))
    return [(name, count) for name, count in rows]


def kind_named(*columns: Any) -> Any:
    """Rows with the kind's name of today: a merged value is called what it was merged into."""
    stands_for = func.coalesce(ListValue.merged_into_id, ListValue.id)
    return (
        select(HostWork.id, HostWork.happened_on, _KIND.name, *columns)
        .join(ListValue, ListValue.id == HostWork.kind_id)
        .join(_KIND, _KIND.id == stands_for)
        .order_by(HostWork.happened_on.desc(), HostWork.id.desc())
    )
