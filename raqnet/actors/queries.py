"""What a person may load of actors. Sheets are everybody's; a worker's own sheet is theirs."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet.access import Principal
from raqnet.actors.models import Actor, ActorChange
from raqnet.db import db
from raqnet.lists import queries as lists
from raqnet.people.models import Neighbourhood

# All that a sheet shows of itself.
WHOLE = (
    joinedload(Actor.type),
    joinedload(Actor.commune),
    joinedload(Actor.neighbourhood).joinedload(Neighbourhood.zone),
    joinedload(Actor.verified_by),
    selectinload(Actor.languages),
)
MOST_CHANGES = 50
_FAMILY = func.coalesce(Actor.family_id, Actor.id)


def find(user: Principal, actor_id: int) -> Actor | None:
    """A sheet, archived or not; of one that was merged, the one that was kept."""
    if not user.can("actors.read"):
        return None
    kept = select(_FAMILY).where(Actor.id == actor_id).scalar_subquery()
    return db.session.scalar(select(Actor).where(Actor.id == kept).options(*WHOLE))


def find_absorbed(user: Principal, actor_id: int) -> Actor | None:
    """A sheet that was merged into another, as it was."""
    if not user.can("actors.write"):
        return None
    merged = Actor.merged_into_id.is_not(None)
    return db.session.scalar(select(Actor).where(Actor.id == actor_id, merged).options(*WHOLE))


def absorbed(*actors: Actor) -> list[Actor]:
    """The sheets that were merged into these, and into those, as they were."""
    ids = [actor.id for actor in actors]
    family = select(Actor).where(Actor.family_id.in_(ids), Actor.id != Actor.family_id)
    return list(db.session.scalars(family.options(*WHOLE).order_by(Actor.id)))


def type_name(actor: Actor) -> str:
    """What its type is called today: a merged one, what it was merged into."""
    return lists.kept(actor.type).name if actor.type else ""


def changes(actor: Actor, most: int | None = MOST_CHANGES) -> list[ActorChange]:
    """What was done to a sheet, newest first."""
    query = (
        select(ActorChange)
        .where(ActorChange.actor_id == actor.id)
        .options(joinedload(ActorChange.author))
        .order_by(ActorChange.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(query))
