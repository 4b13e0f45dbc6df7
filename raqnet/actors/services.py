"""The rules of shared sheets: made, changed, verified, archived; each act leaves its history.

Services change the session; the caller commits once. Rows are given as rows: `type`, `commune`,
`neighbourhood`, `languages`. A sheet that is changed was loaded with `queries.WHOLE`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update as change
from sqlalchemy.orm.attributes import set_committed_value

from raqnet import clock
from raqnet.actors import history, indexing, keys, queries
from raqnet.actors.models import Actor, ActorChange, Capacity
from raqnet.db import db

TEXTS = (
    "name", "address", "phone", "email", "website", "contact", "opening_hours", "publics",
    "specifics", "specifics_nl", "directory_url", "capacity", "capacity_note",
)  # fmt: skip
ROWS = ("type", "commune", "neighbourhood")
# All that a sheet may be given; coordinates go together.
FIELDS = (
    *TEXTS, *ROWS, "languages", "latitude", "longitude", "capacity_on", "verified_on",
    "verified_by_id",
)  # fmt: skip


def create(author_id: int, **fields: Any) -> Actor:
    """A new sheet; `name` is all that it needs. Its id is known afterwards."""
    return create_all(author_id, [fields])[0]


def create_all(author_id: int, sheets: Iterable[dict[str, Any]]) -> list[Actor]:
    """New sheets, with few questions however many they are."""
    actors = [Actor(author_id=author_id, **_complete(fields)) for fields in sheets]
    if not actors:
        return []
    for actor in actors:
        derive(actor)
    db.session.add_all(actors)
    db.session.flush()
    _begin_families(actors)
    indexing.enter(actors)
    history.record_all(actors, history.CREATED, author_id)
    return actors


def update(actor: Actor, author_id: int, **fields: Any) -> bool:
    """Change what is given of a sheet; did anything change?"""
    before = history.told(actor)
    for name, value in fields.items():
        if getattr(actor, _known(name)) != value:
            setattr(actor, name, value)
    derive(actor)
    changes = history.between(before, history.told(actor))
    if not changes:
        return False
    if any(name == "capacity" for name, *_rest in changes) and "capacity_on" not in fields:
        actor.capacity_on = clock.today() if actor.capacity else None
    history.record(actor, history.EDITED, author_id, changes)
    indexing.refresh([actor])
    return True


def verify(actor: Actor, user_id: int, on: date | None = None) -> ActorChange | None:
    """What the sheet says was found right, today unless said otherwise; None where it says so."""
    found = {"verified_on": on or clock.today(), "verified_by_id": user_id}
    return _set(actor, user_id, history.VERIFIED, found)


def set_capacity(
    actor: Actor, user_id: int, capacity: str, note: str, on: date | None = None
) -> ActorChange | None:
    """Whether people can be sent there, as of today unless said otherwise; None: it says so."""
    since = (on or clock.today()) if capacity else None
    found = {"capacity": Capacity(capacity), "capacity_note": note, "capacity_on": since}
    return _set(actor, user_id, history.CAPACITY, found)


def _set(actor: Actor, user_id: int, verb: str, columns: dict[str, Any]) -> ActorChange | None:
    before, was = history.told(actor), history.plain(actor, columns)
    for name, value in columns.items():
        setattr(actor, name, value)
    changes = history.between(before, history.told(actor))
    return history.record(actor, verb, user_id, changes, was) if changes else None


def take_back(actor: Actor, user_id: int, change_id: int) -> bool:
    """Undo one's own act, while nothing has been done to the sheet since; its line goes with it."""
    last = next(iter(queries.changes(actor, most=1)), None)
    if last is None or last.id != change_id or last.author_id != user_id or not last.was:
        return False
    for name, value in last.was.items():
        dated = name.endswith("_on") and value
        setattr(actor, name, date.fromisoformat(value) if dated else value)
    db.session.delete(last)
    return True


def archive(actor: Actor, user_id: int) -> None:
    """Out of lists and searches; whatever points to it goes on doing so."""
    if actor.removed_at is None:
        actor.removed_at = clock.now()
        history.record(actor, history.REMOVED, user_id)


def restore(actor: Actor, user_id: int) -> None:
    """Back into lists and searches."""
    if actor.removed_at is not None:
        actor.removed_at = None
        history.record(actor, history.RESTORED, user_id)


# What is derived -------------------------------------------------------------------------------


def _known(name: str) -> str:
    if name not in FIELDS:
        raise TypeError(f"an actor has no field {name!r}")
    return name


def _complete(fields: dict[str, Any]) -> dict[str, Any]:
    """What a new sheet holds; a text that is not given is empty, and known to be so."""
    given = {_known(name): value for name, value in fields.items()}
    blank: dict[str, Any] = {**dict.fromkeys(TEXTS, ""), **dict.fromkeys(ROWS), "languages": []}
    whole = {**blank, **given}
    if whole["capacity"] and not whole.get("capacity_on"):
        whole["capacity_on"] = clock.today()
    return whole


def derive(actor: Actor) -> None:
    """Set the keys that follow from the fields."""
    for name, value in (
        ("sort_name", keys.sort_name(actor.name)),
        ("phone_key", keys.phone_key(actor.phone)),
        ("address_key", keys.address_key(actor.address)),
    ):
        if getattr(actor, name) != value:
            setattr(actor, name, value)


def _begin_families(actors: Sequence[Actor]) -> None:
    """A family of its own for each, without counting as a change of the row."""
    ids = [actor.id for actor in actors]
    new = Actor.family_id.is_(None) & Actor.id.between(min(ids), max(ids))
    own = change(Actor).where(new).values(family_id=Actor.id)
    db.session.execute(own, execution_options={"synchronize_session": False})
    for actor in actors:
        set_committed_value(actor, "family_id", actor.id)
