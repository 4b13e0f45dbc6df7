"""What a worker may load of interventions: their own. Nobody else reads them here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.journal.models import Habit, Intervention, InterventionMark
from raqnet.lists.models import ListValue
from raqnet.people.models import Worker

PAGE = 30
SHOWN = (
    joinedload(Intervention.place),
    selectinload(Intervention.marks).joinedload(InterventionMark.value),
)
WHOLE = (*SHOWN, selectinload(Intervention.relays), selectinload(Intervention.also_spoken))


class Usual(NamedTuple):
    """What is usually the same as last time, and how much was noted today."""

    place_id: int | None = None
    initiator_id: int | None = None
    neighbourhood_id: int | None = None
    language_id: int | None = None
    with_minutes: bool = False
    entries: int = 0
    contacts: int = 0


class Cursor(NamedTuple):
    """The last row of a page: the next page begins below it."""

    happened_on: date
    id: int

    def __str__(self) -> str:
        return f"{self.happened_on.isoformat()}_{self.id}"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed down to."""

    theme: int | None = None
    place: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Page:
    """A page of one's own interventions, newest first; `after` leads to the next one."""

    rows: list[Intervention]
    after: Cursor | None

    @property
    def days(self) -> dict[date, list[Intervention]]:
        """The rows under their days."""
        days: dict[date, list[Intervention]] = {}
        for row in self.rows:
            days.setdefault(row.happened_on, []).append(row)
        return days


def find(user: Principal, intervention_id: int) -> Intervention | None:
    """One of one's own, with all that it says."""
    return db.session.scalar(_mine(user).where(Intervention.id == intervention_id).options(*WHOLE))


def page(user: Principal, filters: Filters, after: Cursor | None = None) -> Page:
    """A page of one's own that begins below `after`; however deep, it costs the same."""
    query = listed(user, filters, after).options(*SHOWN).limit(PAGE + 1)
    rows = list(db.session.scalars(query))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(rows, Cursor(rows[-1].happened_on, rows[-1].id) if more else None)


def listed(user: Principal, filters: Filters, after: Cursor | None = None) -> Select[Intervention]:
    """One's own under `filters`, newest first."""
    query = _mine(user).where(*_conditions(filters))
    if after:
        key: Any = tuple_(Intervention.happened_on, Intervention.id)
        query = query.where(key < tuple_(after.happened_on, after.id))
    return query.order_by(Intervention.happened_on.desc(), Intervention.id.desc())


def usual(user: Principal) -> Usual:
    """What the next form begins with, in one query: today's last entry, or the latest one."""
    today = clock.today()
    mine = Intervention.worker_id == user.worker_id
    latest = (
        select(Intervention.id)
        .where(mine)
        .order_by(Intervention.happened_on.desc(), Intervention.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    of_today = (mine, Intervention.happened_on == today)
    query = (
        select(
            Intervention.place_id, Intervention.initiator_id, Intervention.neighbourhood_id,
            Intervention.language_id, func.coalesce(Habit.with_minutes, False),
            select(func.count(Intervention.id)).where(*of_today).correlate(None).scalar_subquery(),
            select(func.coalesce(func.sum(Intervention.contacts), 0))
            .where(*of_today).correlate(None).scalar_subquery(),
        )
        .select_from(Worker)
        .outerjoin(Habit, Habit.worker_id == Worker.id)
        .outerjoin(Intervention, Intervention.id == latest)
        .where(Worker.id == user.worker_id)
    )  # fmt: skip
    row = db.session.execute(query).first()
    return Usual(*row) if row else Usual()


def habit(user: Principal) -> Habit | None:
    """What one has chosen for one's own forms."""
    return db.session.scalar(select(Habit).where(Habit.worker_id == user.worker_id))


def _mine(user: Principal) -> Select[Intervention]:
    return select(Intervention).where(Intervention.worker_id == user.worker_id)


def _conditions(filters: Filters) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.theme is not None:
        marked = InterventionMark.intervention_id == Intervention.id
        themes = InterventionMark.value_id.in_(_standing_for(filters.theme))
        found.append(exists(select(1).where(marked, themes)))
    if filters.place is not None:
        found.append(Intervention.place_id.in_(_standing_for(filters.place)))
    if filters.first is not None:
        found.append(Intervention.happened_on >= filters.first)
    if filters.last is not None:
        found.append(Intervention.happened_on <= filters.last)
    return found


def _standing_for(value_id: int) -> Select[int]:
    """A value and those that were merged into it."""
    return select(ListValue.id).where(
        or_(ListValue.id == value_id, ListValue.merged_into_id == value_id)
    )
