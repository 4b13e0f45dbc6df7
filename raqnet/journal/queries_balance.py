"""What is weighed for a worker: work for hosts, interventions, the calendar. It is read by its
author alone; of others only through `queries_groups`, which gives sums.

A date of the calendar counts when it is confirmed and over, for the workers whom it names; an event
of the team that names nobody counts for everybody who was at work. Nothing counts on a day away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import listing
from raqnet.calendar.models import Action, Kind, Occurrence, Status, action_workers
from raqnet.db import db
from raqnet.holidays import is_worked
from raqnet.journal import balance
from raqnet.journal.balance import DAY, Balance, Loose, Share, Span
from raqnet.journal.models import HostWork, Intervention
from raqnet.journal.queries_host_works import kind_named
from raqnet.people import queries as people
from raqnet.people.models import Assignment, Worker


@dataclass
class Noted:
    """What is known of a worker's time: spans, minutes without an hour, the days of either."""

    spans: list[Span] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    began: date | None = None
    left: date | None = None
    away: set[date] = field(default_factory=set)
    host_works: int = 0

    def at_work(self, day: date) -> bool:
        """Was this worker there on this day?"""
        after = self.began is None or self.began <= day
        return after and (self.left is None or day <= self.left) and day not in self.away


@dataclass(frozen=True)
class Own:
    """One's own balance, and how many working days have nothing noted."""

    balance: Balance
    empty_days: int


def own(user: Principal, first: date, last: date) -> Own:
    """One's own balance between two days, both included."""
    worker_id = user.worker_id or 0
    noted = gather([worker_id], first, last)[worker_id]
    return Own(weighed(noted, first, last), _empty_days(noted, first, last))


def weighed(noted: Noted, first: date, last: date) -> Balance:
    """What a worker's time comes to."""
    return balance.weigh(balance.within(noted.spans, first, last), noted.loose)


def _empty_days(noted: Noted, first: date, last: date) -> int:
    """Working days, at work and over, of which nothing is known."""
    over = min(last, clock.today() - DAY)
    days = (first + DAY * n for n in range((over - first).days + 1))
    return sum(is_worked(day) and noted.at_work(day) and day not in noted.days for day in days)


def gather(worker_ids: Collection[int], first: date, last: date) -> dict[int, Noted]:
    """What is known of the time of some workers between two days; five queries for all of them."""
    found: dict[int, Noted] = defaultdict(Noted)
    _add_presence(found, worker_ids, first, last)
    _add_host_works(found, worker_ids, first, last)
    _add_interventions(found, worker_ids, first, last)
    _add_events(found, worker_ids, first, last)
    return found


def _add_presence(found: dict[int, Noted], ids: Collection[int], first: date, last: date) -> None:
    query = (
        select(Worker.id, func.min(Assignment.starts_on), Worker.left_on)
        .outerjoin(Assignment, Assignment.worker_id == Worker.id)
        .where(Worker.id.in_(ids))
        .group_by(Worker.id)
    )
    for worker_id, began, left in db.session.execute(query):
        found[worker_id].began, found[worker_id].left = began, left
    for row in people.absences_between(ids, first, last):
        days = (min(row.ends_on, last) - max(row.starts_on, first)).days + 1
        found[row.worker_id].away |= {max(row.starts_on, first) + DAY * n for n in range(days)}


def _add_host_works(found: dict[int, Noted], ids: Collection[int], first: date, last: date) -> None:
    """Work of the day before may go on past midnight."""
    query = kind_named(
        HostWork.worker_id, HostWork.minutes, HostWork.starts_at, HostWork.also_mission
    ).where(HostWork.worker_id.in_(ids), HostWork.happened_on.between(first - DAY, last))
    for _id, day, kind, worker_id, minutes, starts_at, blurred in db.session.execute(query):
        share, noted = Share.BLURRED if blurred else Share.HOST, found[worker_id]
        if starts_at:
            ends_at = starts_at + timedelta(minutes=minutes)
            noted.spans.append(Span(starts_at, ends_at, share, kind))
        elif day >= first:
            noted.loose.append(Loose(minutes, share))
        if day >= first:
            noted.days.add(day)
            noted.host_works += 1


def _add_interventions(
    found: dict[int, Noted], ids: Collection[int], first: date, last: date
) -> None:
    """Their minutes where given, unless they took place at a date that counts by itself."""
    held = (
        select(Occurrence.id)
        .join(Action, Action.id == Occurrence.action_id)
        .where(
            Occurrence.id == Intervention.occurrence_id, _counts(), _names(Intervention.worker_id)
        )
    )
    beside = case((held.exists(), 0), else_=func.coalesce(Intervention.minutes, 0))
    query = (
        select(Intervention.worker_id, Intervention.happened_on, func.sum(beside))
        .where(Intervention.worker_id.in_(ids), Intervention.happened_on.between(first, last))
        .group_by(Intervention.worker_id, Intervention.happened_on)
    )
    for worker_id, day, minutes in db.session.execute(query):
        found[worker_id].days.add(day)
        if minutes:
            found[worker_id].loose.append(Loose(int(minutes), Share.PROJECT))


def _counts() -> ColumnElement[bool]:
    return and_(Action.status == Status.CONFIRMED, Occurrence.ends_at <= clock.now())


def _names(worker_id: Any) -> ColumnElement[bool]:
    """On `Action`: it names this worker, or is an event of the team that names nobody."""
    named = select(1).where(action_workers.c.action_id == Action.id)
    mine = exists(named.where(action_workers.c.worker_id == worker_id))
    return or_(mine, and_(Action.kind == Kind.TEAM, ~exists(named)))


def _add_events(found: dict[int, Noted], ids: Collection[int], first: date, last: date) -> None:
    query = (
        select(Worker.id, Action.title, Occurrence.starts_at, Occurrence.ends_at, Action.all_day)
        .select_from(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .join(Worker, and_(Worker.id.in_(ids), _names(Worker.id)))
        .where(_counts(), listing.within(first, last))
    )
    for worker_id, title, starts_at, ends_at, all_day in db.session.execute(query):
        noted = found[worker_id]
        for span in balance.of_event(starts_at, ends_at, all_day, Share.PROJECT, title):
            days = list(_days(span))
            if noted.at_work(days[0]):
                noted.spans.append(span)
                noted.days |= set(days)


def _days(span: Span) -> Iterator[date]:
    first, last = clock.to_local(span.starts_at), clock.to_local(span.ends_at - clock.INSTANT)
    return (first.date() + DAY * n for n in range((last.date() - first.date()).days + 1))
