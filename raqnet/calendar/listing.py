"""The dates of a period as the pages show them: one query of plain rows, read once.

Every row has passed the audience's filter; nothing here knows a person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar import marks, queries
from raqnet.calendar.models import (
    Action,
    Evaluation,
    EvaluationState,
    Kind,
    Mission,
    Occurrence,
    Status,
    Visibility,
    action_missions,
    action_workers,
)
from raqnet.calendar.words import STATUSES
from raqnet.db import db
from raqnet.people.models import Commune, Worker

# No occurrence lasts longer: what begins earlier than this before a day cannot reach it, so that
# the index on starts_at bounds the range on both sides.
MAX_DURATION = timedelta(days=31)
_ITEM, _PART = "\x1e", "\x1f"  # separators that no typed text contains


class Entry(NamedTuple):
    """One date as a page shows it; the instants are in Brussels, the days those it is part of."""

    id: int
    action_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    first: date
    last: date
    kind: str
    where: str
    workers: str
    state: str
    look: "Look"
    evaluated: bool
    present: int | None


@dataclass(frozen=True)
class Look:
    """What many entries share: their mark, the classes of their line, and both in words."""

    mark: marks.Mark
    state_label: str
    classes: str
    words: str


def _joined(column: Any) -> Any:
    return func.aggregate_strings(column, _ITEM)


_MISSIONS = (
    select(_joined(Mission.code + _PART + Mission.name))
    .join(action_missions, action_missions.c.mission_id == Mission.id)
    .where(action_missions.c.action_id == Action.id)
    .correlate(Action)
    .scalar_subquery()
)
_WORKERS = (
    select(_joined(User.name))
    .join(Worker, Worker.user_id == User.id)
    .join(action_workers, action_workers.c.worker_id == Worker.id)
    .where(action_workers.c.action_id == Action.id)
    .correlate(Action)
    .scalar_subquery()
)
_ROWS = (
    select(
        Occurrence.id,
        Occurrence.action_id,
        Occurrence.starts_at,
        Occurrence.ends_at,
        Action.title,
        Action.kind,
        Action.team_kind,
        Action.mode,
        Action.status,
        Action.all_day,
        Action.place,
        Commune.name.label("commune"),
        _MISSIONS.label("missions"),
        Evaluation.id.label("evaluation_id"),
        Evaluation.present,
    )
    .join(Action, Action.id == Occurrence.action_id)
    .outerjoin(Commune, Commune.id == Action.commune_id)
    .outerjoin(
        Evaluation,
        and_(Evaluation.occurrence_id == Occurrence.id, Evaluation.state == EvaluationState.DONE),
    )
    .order_by(Occurrence.starts_at, Occurrence.id)
)
_ROWS_WITH_WORKERS = _ROWS.add_columns(_WORKERS.label("workers"))


def within(first: date, last: date) -> ColumnElement[bool]:
    """Dates that are part of the days from `first` to `last`, both included."""
    start, end = clock.day_span(first, last)
    return and_(
        Occurrence.starts_at < end,
        Occurrence.starts_at > start - MAX_DURATION,
        Occurrence.ends_at > start,
    )


def entries(
    reader: Visibility, *conditions: ColumnElement[bool], workers: bool = True
) -> list[Entry]:
    """The dates that this audience may see under `conditions`, in order of time."""
    return _read(statement(reader, *conditions, workers=workers), reader)


def statement(
    reader: Visibility, *conditions: ColumnElement[bool], workers: bool = True
) -> Select[Any]:
    """The query behind `entries`, for who wants another order or a page of it."""
    rows = _ROWS_WITH_WORKERS if workers else _ROWS
    return rows.where(queries.visible_to(reader), *conditions)


def _read(query: Select[Any], reader: Visibility) -> list[Entry]:
    looks = _Looks(reader, clock.now())
    return [_entry(row, looks) for row in db.session.execute(query)]


def page(query: Select[Any], reader: Visibility) -> list[Entry]:
    """The entries of a query made from `statement`."""
    return _read(query, reader)


class _Looks:
    """The looks of one page: a few dozen for hundreds of rows."""

    def __init__(self, reader: Visibility, now: datetime) -> None:
        self.team = reader == Visibility.TEAM
        self.now = now
        self._made: dict[tuple[Any, ...], Look] = {}

    def state(self, row: Row[Any]) -> str:
        """'cancelled', 'todo', 'tentative' or '': what asks for attention first."""
        if row.status == Status.CANCELLED:
            return "cancelled"
        if row.ends_at <= self.now:
            waits = self.team and row.kind == Kind.COLLECTIVE and row.evaluation_id is None
            return "todo" if waits else ""
        return "tentative" if row.status == Status.PLANNED else ""

    def of(self, row: Row[Any], state: str) -> Look:
        """The look of a row."""
        key = (row.kind, row.team_kind, row.missions, row.mode, state)
        look = self._made.get(key)
        if look is None:
            look = self._made[key] = _look(*key)
        return look


def _look(
    kind: str, team_kind: str | None, missions: str | None, mode: str | None, state: str
) -> Look:
    named = sorted(marks.Mission(*item.split(_PART)) for item in _items(missions))
    mark = marks.mark(kind, team_kind, named, mode)
    label = state_label(state)
    hollow = " hollow" if mark.hollow else ""
    classes = f"ev mark mark-{mark.shape}{hollow}{' state-' + state if state else ''}"
    return Look(mark, label, classes, ", ".join(filter(None, (mark.label, label.lower()))))


def state_label(state: str) -> str:
    """The state in words."""
    if state == "todo":
        return _("À évaluer")
    named = {"cancelled": Status.CANCELLED, "tentative": Status.PLANNED}.get(state)
    return str(STATUSES[named]) if named else ""


def _items(joined: str | None) -> list[str]:
    return joined.split(_ITEM) if joined else []


def _natural(name: str) -> tuple[str, int, str]:
    """RAQ 2 before RAQ 10."""
    head = name.rstrip("0123456789")
    return head, int(name[len(head) :] or 0), name


def _entry(row: Row[Any], looks: _Looks) -> Entry:
    starts_at, ends_at = clock.to_local(row.starts_at), clock.to_local(row.ends_at)
    state = looks.state(row)
    names = _items(row.workers) if "workers" in row._fields else []
    return Entry(
        row.id,
        row.action_id,
        row.title,
        starts_at,
        ends_at,
        row.all_day,
        starts_at.date(),
        last_day(starts_at, ends_at),
        row.kind,
        ", ".join(filter(None, (row.place, row.commune))),
        ", ".join(sorted(names, key=_natural)) if len(names) > 1 else "".join(names),
        state,
        looks.of(row, state),
        row.evaluation_id is not None,
        row.present,
    )


def last_day(starts_at: datetime, ends_at: datetime) -> date:
    """The last day that an event is part of: one that ends at midnight leaves out the new day."""
    if ends_at.hour or ends_at.minute or ends_at <= starts_at:
        return ends_at.date()
    return ends_at.date() - timedelta(days=1)


def by_day(entries: Iterable[Entry], first: date, last: date) -> dict[date, list[Entry]]:
    """Each entry under each of its days between `first` and `last`."""
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        if entry.first == entry.last:
            days.setdefault(entry.first, []).append(entry)
            continue
        for day in _days(max(entry.first, first), min(entry.last, last)):
            days.setdefault(day, []).append(entry)
    return days


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def stale_at(shown: Iterable[Entry], reader: Visibility) -> datetime:
    """The next instant at which time alone changes how these look: midnight, or an event's end."""
    now = clock.now()
    ends = [e.ends_at for e in shown if e.ends_at > now and _turns(e, reader)]
    return min([clock.day_start(clock.today() + timedelta(days=1)), *ends])


def _turns(entry: Entry, reader: Visibility) -> bool:
    """Does the end of this event change its state?"""
    if entry.state == "cancelled":
        return False
    waits = reader == Visibility.TEAM and entry.kind == Kind.COLLECTIVE and not entry.evaluated
    return waits or entry.state == "tentative"
