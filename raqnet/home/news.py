"""The team's news: what colleagues have noted of the neighbourhoods' services lately."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from raqnet import clock
from raqnet.access import TEAM, Principal
from raqnet.accounts.models import User
from raqnet.actors.history import CAPACITY, CREATED
from raqnet.actors.models import Actor, ActorChange, Capacity
from raqnet.db import db
from raqnet.journal import queries_saturation
from raqnet.journal.queries_saturation import Failing

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
    """The services where most relays fail; for the coordination's view, and nobody's."""
    if not user.can("journal.groups"):
        return []
    return queries_saturation.everywhere(user)[:MOST]
