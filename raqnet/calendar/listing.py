"""The dates of a period as the pages show them: one query of plain rows, read once.

Every row has passed the audience's filter; nothing here knows a person. A page may show hundreds,
so that rows are tuples and what many of them share is made once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar import looks, marks, queries
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
from raqnet.calendar.schedule import MAX_DURATION
from raqnet.db import db
from raqnet.people.models import Commune, Worker

DAY = timedelta(days=1)
MOST_NAMES = 4
MOST_ROWS = 500  # of a list that goes to a day which an address names
_APART = "\x1f"  # a separator that no typed text contains
# Plain strings: a look at an enumeration's member costs as much as the rest of a row.
_COLLECTIVE, _CANCELLED, _PLANNED = map(str, (Kind.COLLECTIVE, Status.CANCELLED, Status.PLANNED))


class Entry(NamedTuple):
    """One date as a page shows it; its instants are in Brussels, `first` and `last` its days."""

    id: int
    action_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    first: date
    last: date
    kind: str
    state: str
    look: looks.Look
    evaluated: bool
    where: str
    workers: str
    present: int | None


_NO_DETAILS = ("", "", None)


def _joined(column: Any, separator: str) -> Any:
    return func.aggregate_strings(column, separator)


_MISSIONS = (
    select(_joined(cast(action_missions.c.mission_id, String), " "))
    .where(action_missions.c.action_id == Action.id)
    .correlate(Action)
    .scalar_subquery()
)
_WORKERS = (
    select(_joined(User.name, _APART))
    .join(Worker, Worker.user_id == User.id)
    .join(action_workers, action_workers.c.worker_id == Worker.id)
    .where(action_workers.c.action_id == Action.id)
    .correlate(Action)
    .scalar_subquery()
)
_ROWS: Any = (
    select(
        Occurrence.id,
        Occurrence.action_id,
        Action.title,
        Occurrence.starts_at,
        Occurrence.ends_at,
        Action.all_day,
        Action.kind,
        Action.team_kind,
        Action.mode,
        Action.status,
        _MISSIONS.label("missions"),
        Evaluation.id.label("evaluation_id"),
    )
    .join(Action, Action.id == Occurrence.action_id)
    .outerjoin(
        Evaluation,
        and_(Evaluation.occurrence_id == Occurrence.id, Evaluation.state == EvaluationState.DONE),
    )
    .order_by(Occurrence.starts_at, Occurrence.id)
)
_DETAILED = _ROWS.outerjoin(Commune, Commune.id == Action.commune_id).add_columns(
    Action.place, Commune.name.label("commune"), _WORKERS.label("workers"), Evaluation.present
)


def within(first: date, last: date) -> ColumnElement[bool]:
    """Dates that are part of the days from `first` to `last`, both included."""
    start, end = clock.day_span(first, last)
    return and_(
        Occurrence.starts_at < end,
        # What begins earlier cannot reach that day: the index bounds the range on both sides.
        Occurrence.starts_at > start - MAX_DURATION,
        Occurrence.ends_at > start,
    )


def statement(
    reader: Visibility, *conditions: ColumnElement[bool], details: bool = True
) -> Select[Any]:
    """What this audience may see under `conditions`, in order of time; to be read by `page`.

    Details are the place, the workers and the number of people present.
    """
    rows = _DETAILED if details else _ROWS
    return rows.where(queries.visible_to(reader), *conditions)


def entries(
    reader: Visibility,
    *conditions: ColumnElement[bool],
    details: bool = True,
    known: looks.Looks | None = None,
) -> list[Entry]:
    """The dates that this audience may see under `conditions`, in order of time."""
    return page(statement(reader, *conditions, details=details), reader, known)


def fullest(
    reader: Visibility, first: date, last: date, conditions: Sequence[ColumnElement[bool]]
) -> date:
    """The last day of those whose dates one page holds; one day at least, however full."""
    query = statement(reader, within(first, last), *conditions, details=False)
    starts = query.with_only_columns(Occurrence.starts_at).offset(MOST_ROWS).limit(1)
    beyond = db.session.connection().execute(starts).scalar()
    if beyond is None:
        return last
    return max(first, clock.to_local(beyond).date() - DAY)


def page(query: Select[Any], reader: Visibility, known: looks.Looks | None = None) -> list[Entry]:
    """The entries of a query that `statement` began; `known` where a page reads several."""
    # Through the connection: the ORM's loading costs more than the rows.
    rows = db.session.connection().execute(query).all()
    if not rows:
        return []
    now, team = clock.now(), reader == Visibility.TEAM
    known = known_looks() if known is None else known
    return [_entry(row, now, team, known) for row in rows]


def known_looks() -> looks.Looks:
    """What events may look like, with the missions of now."""
    rows = db.session.execute(select(Mission.id, Mission.code, Mission.name))
    return looks.Looks({str(id_): marks.Mission(code, name) for id_, code, name in rows})


def _entry(row: Any, now: datetime, team: bool, known: looks.Looks) -> Entry:
    # fmt: off
    (id_, action_id, title, starts_at, ends_at, all_day, kind, team_kind, mode, status, missions,
     evaluation_id, *details) = row
    # fmt: on
    waits = team and kind == _COLLECTIVE and evaluation_id is None
    state = _state(status, ends_at <= now, waits)
    starts_at, ends_at = clock.to_local(starts_at), clock.to_local(ends_at)
    first, last = starts_at.date(), ends_at.date()
    return Entry(
        id_,
        action_id,
        title,
        starts_at,
        ends_at,
        all_day,
        first,
        last if last == first else last_day(starts_at, ends_at),
        kind,
        state,
        known[kind, team_kind, missions, mode, state],
        evaluation_id is not None,
        *(_details(*details) if details else _NO_DETAILS),
    )


def _details(
    place: str, commune: str | None, workers: str | None, present: int | None
) -> tuple[str, str, int | None]:
    where = f"{place}, {commune}" if place and commune else place or commune or ""
    names = sorted(workers.split(_APART), key=_natural) if workers else []
    return where, _few(names), present


def _few(names: list[str]) -> str:
    """Names on one line; of many, the first and how many more."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: MOST_NAMES - 1])} + {len(names) - MOST_NAMES + 1}"


def _state(status: str, over: bool, waits: bool) -> str:
    """'cancelled', 'todo', 'tentative' or '': what asks for attention first."""
    if status == _CANCELLED:
        return "cancelled"
    if over:
        return "todo" if waits else ""
    return "tentative" if status == _PLANNED else ""


def _natural(name: str) -> tuple[str, int, str]:
    """RAQ 2 before RAQ 10."""
    head = name.rstrip("0123456789")
    return head, int(name[len(head) :] or 0), name


def last_day(starts_at: datetime, ends_at: datetime) -> date:
    """The last day that an event is part of: one that ends at midnight leaves out the new day."""
    if ends_at.hour or ends_at.minute or ends_at <= starts_at:
        return ends_at.date()
    return ends_at.date() - DAY


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
    return (first + DAY * n for n in range((last - first).days + 1))


def stale_at(shown: Iterable[Entry], reader: Visibility) -> datetime:
    """The next instant at which time alone changes how these look: midnight, or an event's end."""
    team = reader == Visibility.TEAM
    ends = [entry.ends_at for entry in shown if _turns(entry, team)]
    return min([clock.day_start(clock.today() + DAY), *ends])


def _turns(entry: Entry, team: bool) -> bool:
    """Will the end of this event change its state? Then it has not come yet."""
    if entry.state:
        return entry.state == "tentative"
    return team and not entry.evaluated and entry.kind == _COLLECTIVE
