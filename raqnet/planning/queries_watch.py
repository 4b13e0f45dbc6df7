"""What the coordination watches: zones where nothing is planned, dates whose workers have left."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.calendar import listing
from raqnet.calendar import queries as calendar
from raqnet.calendar.models import Action, Kind, Occurrence, Status, action_workers
from raqnet.db import db
from raqnet.people import queries as people
from raqnet.people.models import Assignment, Neighbourhood, Worker

WEEKS = 4
COUNTED = (Kind.COLLECTIVE, Kind.PERMANENCE)


@dataclass(frozen=True)
class ZoneWeeks:
    """A zone: how many dates each of the coming weeks holds, and when the last one was held."""

    code: str
    neighbourhoods: tuple[str, ...]
    weeks: tuple[int, ...]
    last: datetime | None

    @property
    def empty(self) -> bool:
        """Is nothing planned at all?"""
        return not any(self.weeks)


class Left(NamedTuple):
    """A coming date of which somebody will have left the team, or has."""

    occurrence_id: int
    series_id: int
    action_id: int
    title: str
    starts_at: datetime
    worker_id: int
    worker: str
    left_on: date


@dataclass(frozen=True)
class LeftBehind:
    """All coming dates of one action that one person leaves behind."""

    series_id: int
    title: str
    worker_id: int
    worker: str
    left_on: date
    dates: tuple[Left, ...]


def zones(user: Principal) -> list[ZoneWeeks]:
    """Every zone, those where nothing is planned first; for the coordination."""
    if not user.can("zones.watch"):
        return []
    planned, last = _planned(), _last_held()
    places: dict[int, list[str]] = {}
    for row in people.neighbourhoods():
        places.setdefault(row.zone_id, []).append(row.name)
    found = [
        ZoneWeeks(
            zone.code, tuple(places.get(zone.id, ())), _weeks(planned, zone.id), last.get(zone.id)
        )
        for zone in people.zones()
    ]
    return sorted(found, key=lambda zone: not zone.empty)


def _weeks(planned: Counter[tuple[int, int]], zone_id: int) -> tuple[int, ...]:
    return tuple(planned[zone_id, week] for week in range(WEEKS))


def _planned() -> Counter[tuple[int, int]]:
    """How many dates by zone and week from today on; each date once in a zone."""
    first = clock.today()
    within = listing.within(first, first + timedelta(weeks=WEEKS, days=-1))
    found = {row for query in _of_zones(within) for row in db.session.execute(query)}
    weeks = ((zone, (clock.to_local(at).date() - first).days // 7) for zone, _id, at in found)
    return Counter((zone, max(week, 0)) for zone, week in weeks)


def _of_zones(*conditions: ColumnElement[bool]) -> tuple[Any, Any]:
    """Dates by zone: by their neighbourhood; without one, by where their workers work today."""
    held = (Action.kind.in_(COUNTED), Action.status != Status.CANCELLED, *conditions)
    dates = select(Neighbourhood.zone_id, Occurrence.id, Occurrence.starts_at)
    placed = (
        dates.join(Action, Action.neighbourhood_id == Neighbourhood.id)
        .join(Occurrence, Occurrence.action_id == Action.id)
        .where(*held)
    )
    carried = (
        dates.join(Assignment, Assignment.neighbourhood_id == Neighbourhood.id)
        .join(action_workers, action_workers.c.worker_id == Assignment.worker_id)
        .join(Action, Action.id == action_workers.c.action_id)
        .join(Occurrence, Occurrence.action_id == Action.id)
        .where(Action.neighbourhood_id.is_(None), people.in_force(clock.today()), *held)
    )
    return placed, carried


def _last_held() -> dict[int, datetime]:
    """When something was last held in each zone."""
    over = Occurrence.ends_at <= clock.now()
    found: dict[int, datetime] = {}
    for query in _of_zones(over):
        rows = query.with_only_columns(Neighbourhood.zone_id, func.max(Occurrence.starts_at))
        for zone_id, at in db.session.execute(rows.group_by(Neighbourhood.zone_id)):
            found[zone_id] = max(at, found.get(zone_id, at))
    return found


def left_behind(user: Principal, *conditions: ColumnElement[bool]) -> list[LeftBehind]:
    """Coming dates whose workers have left by then, by action and person, the soonest first."""
    if not user.can("zones.watch"):
        return []
    groups: dict[tuple[int, int], list[Left]] = {}
    for row in _left(user, *conditions):
        if clock.to_local(row.starts_at).date() > row.left_on:
            groups.setdefault((row.series_id, row.worker_id), []).append(row)
    return [
        LeftBehind(series_id, rows[0].title, worker_id, rows[0].worker, rows[0].left_on, (*rows,))
        for (series_id, worker_id), rows in groups.items()
    ]


def _left(user: Principal, *conditions: ColumnElement[bool]) -> list[Left]:
    query: Any = (
        select(
            Occurrence.id, Occurrence.series_id, Action.id, Action.title, Occurrence.starts_at,
            Worker.id, User.name, Worker.left_on,
        )
        .join(Action, Action.id == Occurrence.action_id)
        .join(action_workers, action_workers.c.action_id == Action.id)
        .join(Worker, Worker.id == action_workers.c.worker_id)
        .join(User, User.id == Worker.user_id)
        .where(
            Worker.left_on.is_not(None),
            Occurrence.ends_at > clock.now(),
            Action.status != Status.CANCELLED,
            calendar.visible(user),
            *conditions,
        )
        .order_by(Occurrence.starts_at, Occurrence.id)
    )  # fmt: skip
    return [Left(*row) for row in db.session.execute(query)]
