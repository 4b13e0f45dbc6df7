"""What the journal's first page counts today, in one query."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.calendar import queries
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Occurrence, Status
from raqnet.db import db
from raqnet.journal.models import HostWork, Intervention


class Today(NamedTuple):
    """My day in numbers, and how many actors there are."""

    actions: int
    entries: int
    contacts: int
    minutes: int
    actors: int


def today(user: Principal) -> Today:
    """My numbers of today."""
    day = clock.today()
    mine = Intervention.worker_id == user.worker_id, Intervention.happened_on == day
    counts = (
        _actions(user, day),
        select(func.count(Intervention.id)).where(*mine),
        select(func.coalesce(func.sum(Intervention.contacts), 0)).where(*mine),
        select(func.coalesce(func.sum(HostWork.minutes), 0)).where(
            HostWork.worker_id == user.worker_id, HostWork.happened_on == day
        ),
        select(func.count(Actor.id)).where(Actor.id == Actor.family_id, Actor.removed_at.is_(None)),
    )
    row = db.session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return Today(*row)


def _actions(user: Principal, day: date) -> Select[Any]:
    start, end = clock.day_span(day, day)
    return (
        select(func.count(Occurrence.id))
        .join(Action, Action.id == Occurrence.action_id)
        .where(
            *queries.matching(Filters(worker=user.worker_id)),
            Action.status != Status.CANCELLED,
            Occurrence.starts_at < end,
            Occurrence.ends_at > start,
        )
    )
