"""What is already planned at the same time: a worker booked twice or away, a place taken.

Warnings, never walls. Two queries, however many dates an action has and the calendar holds: one
reads the occurrences of a stretch that share a worker or a place, by the index on their start.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from raqnet import clock
from raqnet.calendar.models import Action, Occurrence, Status, TeamKind, action_workers
from raqnet.calendar.recurrence import Slot
from raqnet.calendar.schedule import MAX_DURATION
from raqnet.clock import INSTANT, to_local
from raqnet.db import db
from raqnet.people.models import Absence
from raqnet.text import fold

FILLING = (TeamKind.COLLECTIVE_DAY, TeamKind.TRAINING)  # whole days that are spent there
BOOKED, AWAY, TAKEN = "booked", "away", "taken"


@dataclass(frozen=True)
class Planned:
    """What is being planned: hours in order, who comes (names by id), where; not itself."""

    hours: Sequence[tuple[datetime, datetime]]
    workers: Mapping[int, str] = field(default_factory=dict)
    place: str = ""
    site_id: int | None = None
    commune_id: int | None = None
    all_day: bool = False
    series_id: int | None = None
    team_kind: str | None = None


@dataclass
class Clash:
    """What stands in the way, on as many dates; `first`: the hours of its first, ours if away."""

    kind: str
    who: str
    title: str
    first: tuple[datetime, datetime]
    occurrence_id: int | None = None
    all_day: bool = False
    count: int = 1


def coming(slots: Iterable[Slot | Occurrence]) -> list[tuple[datetime, datetime]]:
    """The hours of dates that are not over."""
    now = clock.now()
    return sorted((each.starts_at, each.ends_at) for each in slots if each.ends_at > now)


def find(planned: Planned) -> list[Clash]:
    """All that clashes, the soonest first."""
    if not planned.hours:
        return []
    found: dict[tuple[str, str, str], Clash] = {}
    for clash in (*_absences(planned), *_others(planned)):
        known = found.setdefault((clash.kind, clash.who, clash.title), clash)
        if known is not clash:
            known.count += 1
    return sorted(found.values(), key=lambda clash: clash.first)


def _others(planned: Planned) -> Iterable[Clash]:
    # An all-day event fills nobody's day, as its subscribers' clients assume, save a team's day.
    if planned.all_day and planned.team_kind not in FILLING:
        return
    taken: set[int] = set()
    for row in db.session.execute(statement(planned)):
        if not _meets(planned.hours, row.starts_at, row.ends_at):
            continue
        what = row.title, (row.starts_at, row.ends_at), row.id, row.all_day
        if row.worker_id in planned.workers:
            yield Clash(BOOKED, planned.workers[row.worker_id], *what)
        if _is_same_place(planned, row) and row.id not in taken:
            taken.add(row.id)
            yield Clash(TAKEN, planned.place, *what)


def statement(planned: Planned) -> Select[*tuple[Any, ...]]:
    """The occurrences around these hours that share a worker or may share a place."""
    first, last = planned.hours[0][0], planned.hours[-1][1]
    theirs = action_workers.c.worker_id.in_(list(planned.workers) or [0])
    return (
        select(
            Occurrence.id, Occurrence.starts_at, Occurrence.ends_at, Action.title, Action.all_day,
            Action.place, Action.address, Action.site_id, Action.commune_id,
            action_workers.c.worker_id,
        )
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(action_workers, and_(action_workers.c.action_id == Action.id, theirs))
        .where(
            Occurrence.starts_at > first - MAX_DURATION - timedelta(hours=1),
            Occurrence.starts_at < last,
            Occurrence.ends_at > first,
            Occurrence.series_id != (planned.series_id or 0),
            Action.status != Status.CANCELLED,
            or_(Action.all_day.is_(False), Action.team_kind.in_(FILLING)),
            or_(action_workers.c.worker_id.is_not(None), _may_be_there(planned)),
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
    )  # fmt: skip


def _may_be_there(planned: Planned) -> ColumnElement[bool]:
    if place := fold(planned.place):
        return Action.search_text.contains(place, autoescape=True)
    if planned.site_id:
        return and_(Action.site_id == planned.site_id, Action.place == "")
    return false()


def _is_same_place(planned: Planned, row: Any) -> bool:
    """The same words, in the same commune as far as is known; or one house and no words."""
    if not fold(planned.place):
        here = planned.site_id is not None and planned.site_id == row.site_id
        return here and not row.place and not row.address
    elsewhere = planned.commune_id and row.commune_id and planned.commune_id != row.commune_id
    return fold(row.place) == fold(planned.place) and not elsewhere


def _meets(
    hours: Sequence[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime
) -> bool:
    """Does another date meet one of our hours, which are in order and apart?"""
    for at in hours[max(bisect_left(hours, (starts_at, starts_at)) - 1, 0) :]:
        if at[0] >= ends_at:
            return False
        if at[1] > starts_at:
            return True
    return False


def _absences(planned: Planned) -> Iterable[Clash]:
    days = [_days(*each) for each in planned.hours]
    away = select(Absence.worker_id, Absence.starts_on, Absence.ends_on).where(
        Absence.worker_id.in_(list(planned.workers)),
        Absence.starts_on <= days[-1][1],
        Absence.ends_on >= days[0][0],
    )
    for row in db.session.execute(away.order_by(Absence.starts_on)) if planned.workers else ():
        for at, (first, last) in zip(planned.hours, days, strict=True):
            if first <= row.ends_on and last >= row.starts_on:
                yield Clash(AWAY, planned.workers[row.worker_id], "", at)


def _days(starts_at: datetime, ends_at: datetime) -> tuple[date, date]:
    return to_local(starts_at).date(), to_local(ends_at - INSTANT).date()
