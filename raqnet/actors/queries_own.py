"""Workers' own sheets: mine, those that the team shares, who knows an actor.

All is asked by family: a sheet on an actor that was merged stands with the one that was kept.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from raqnet import clock
from raqnet.access import Principal
from raqnet.actors import listing
from raqnet.actors.access import reads_team
from raqnet.actors.filters import Cursor
from raqnet.actors.models import Actor, Collaboration
from raqnet.db import db
from raqnet.people.models import Assignment, Neighbourhood, Worker
from raqnet.people.queries import in_force

WHOLE = (
    joinedload(Collaboration.known_through),
    joinedload(Collaboration.outcome),
    joinedload(Collaboration.refusal),
    joinedload(Collaboration.worker).joinedload(Worker.user),
    joinedload(Collaboration.actor),
)
_MOST_DUE = 30


class Mine(NamedTuple):
    """My sheet, and the actor under which it stands now."""

    sheet: Collaboration
    actor: Actor


def family(actor: Actor) -> ColumnElement[bool]:
    """On `Collaboration`: of this actor, or of one that was merged into it."""
    ids = select(Actor.id).where(Actor.family_id == actor.id)
    return Collaboration.actor_id.in_(ids)


def mine(user: Principal, actor: Actor) -> list[Collaboration]:
    """My own sheets on an actor: one, and those that merges brought."""
    if user.worker_id is None:
        return []
    own = select(Collaboration).where(Collaboration.worker_id == user.worker_id, family(actor))
    rows = db.session.scalars(own.options(*WHOLE).order_by(Collaboration.id))
    return sorted(rows, key=lambda each: each.actor_id != actor.id)


def of_team(user: Principal, actor: Actor) -> list[Collaboration]:
    """The sheets of all who let the team see that they know this actor; nobody's for a host."""
    if not reads_team(user):
        return []
    told = Collaboration.shows_me.is_(True) | Collaboration.shared.is_(True)
    query = select(Collaboration).where(family(actor), told)
    return list(db.session.scalars(query.options(*WHOLE).order_by(Collaboration.id)))


def my_zones(user: Principal) -> list[int]:
    """The zones that I cover today."""
    if user.worker_id is None:
        return []
    query = (
        select(Neighbourhood.zone_id)
        .distinct()
        .join(Assignment, Assignment.neighbourhood_id == Neighbourhood.id)
        .where(Assignment.worker_id == user.worker_id, in_force(clock.today()))
    )
    return list(db.session.scalars(query.order_by(Neighbourhood.zone_id)))


def due(user: Principal) -> list[Mine]:
    """My sheets with something to follow up, the soonest first."""
    head = aliased(Actor)
    query = _own(user, head).where(
        Collaboration.follow_up_on.is_not(None), head.removed_at.is_(None)
    )
    return _read(query.order_by(Collaboration.follow_up_on, Collaboration.id).limit(_MOST_DUE))


def page(user: Principal, after: Cursor | None, size: int) -> tuple[list[Mine], Cursor | None]:
    """My sheets by the actors' names, from `after` on, and where the next page begins."""
    head = aliased(Actor)
    query = _own(user, head).order_by(head.sort_name, Collaboration.id).limit(size + 1)
    if after:
        beyond = head.sort_name > after.sort_name
        same = and_(head.sort_name == after.sort_name, Collaboration.id > after.id)
        query = query.where(beyond | same)
    rows = _read(query)
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], Cursor(last.actor.sort_name, last.sheet.id) if last else None


def to_verify(user: Principal, most: int) -> list[listing.Row]:
    """Sheets of my zones that ask to be verified."""
    zones = my_zones(user)
    if not zones:
        return []
    return listing.rows_of(Neighbourhood.zone_id.in_(zones), listing.unverified(), most=most)


def _own(user: Principal, head: Any) -> Any:
    return (
        select(Collaboration, head)
        .join(Actor, Actor.id == Collaboration.actor_id)
        .join(head, head.id == func.coalesce(Actor.family_id, Actor.id))
        .where(Collaboration.worker_id == user.worker_id)
        .options(joinedload(Collaboration.outcome))
    )


def _read(query: Any) -> list[Mine]:
    return [Mine(sheet, actor) for sheet, actor in db.session.execute(query)]
