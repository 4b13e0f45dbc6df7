"""The team's news: what colleagues have noted of the neighbourhoods' services lately."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from raqnet import clock
from raqnet.access import TEAM, Principal
from raqnet.accounts.models import User
from raqnet.actors.history import CAPACITY, CREATED
from raqnet.actors.models import Actor, ActorChange, Capacity
from raqnet.db import db
from raqnet.journal import queries_relays
from raqnet.journal.models import Relay, RelayState

LATELY = timedelta(days=7)
MOST = 5


class News(NamedTuple):
    """A sheet that is new, or whose capacity has changed."""

    actor_id: int
    name: str
    verb: str
    capacity: str
    author: str | None
    at: datetime


class Failing(NamedTuple):
    """A service to which relays have failed this month, and how often."""

    actor_id: int
    name: str
    times: int


def lately(user: Principal) -> list[News]:
    """The last news of the week, for the team."""
    if user.role not in TEAM:
        return []
    query = (
        select(Actor.id, Actor.name, ActorChange.verb, Actor.capacity, User.name, ActorChange.at)
        .join(Actor, Actor.id == ActorChange.actor_id)
        .outerjoin(User, User.id == ActorChange.author_id)
        .where(
            ActorChange.verb.in_((CREATED, CAPACITY)),
            ActorChange.at > clock.now() - LATELY,
            Actor.removed_at.is_(None),
            Actor.family_id == Actor.id,
        )
        .order_by(ActorChange.at.desc(), ActorChange.id.desc())
        .limit(MOST)
    )
    return [News(*row) for row in db.session.execute(query)]


def saturated(user: Principal) -> list[Any]:
    """Services that are noted as full, the latest first; for the coordination's view."""
    if not user.can("journal.groups"):
        return []
    query = (
        select(Actor.id, Actor.name, Actor.capacity_note, Actor.capacity_on)
        .where(
            Actor.capacity == Capacity.SATURATED,
            Actor.removed_at.is_(None),
            Actor.family_id == Actor.id,
        )
        .order_by(Actor.capacity_on.desc(), Actor.id)
        .limit(MOST)
    )
    return list(db.session.execute(query))


def failing(user: Principal) -> list[Failing]:
    """Services to which most relays failed this month; numbers, and nobody's."""
    if not user.can("journal.groups"):
        return []
    head = Actor.__table__.alias("head")
    times = func.count(Relay.id)
    query = (
        select(head.c.id, head.c.name, times)
        .select_from(Relay)
        .join(Actor, Actor.id == Relay.actor_id)
        .join(head, head.c.id == func.coalesce(Actor.family_id, Actor.id))
        .where(
            Relay.state == RelayState.FAILED,
            Relay.state_on > clock.today() - queries_relays.LATELY,
            head.c.removed_at.is_(None),
        )
        .group_by(head.c.id, head.c.name)
        .order_by(times.desc(), head.c.name)
        .limit(MOST)
    )
    return [Failing(*row) for row in db.session.execute(query)]
