"""The rules of shared sheets: made, changed, verified, archived; each act leaves its history.

Services change the session; the caller commits once. Rows are given as rows: `type`, `commune`,
`neighbourhood`, `languages`. A sheet that is changed was loaded with `queries.WHOLE`.
"""

from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy import update as change
from sqlalchemy.orm.attributes import set_committed_value

from raqnet import clock
from raqnet.actors import history, keys, queries
from raqnet.actors.models import Actor, ActorWord, Capacity
from raqnet.db import db
from raqnet.lists import queries as lists

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
    actor = Actor(author_id=author_id, **_complete(fields))
    derive(actor)
    db.session.add(actor)
    db.session.flush()
    _begin_family(actor)
    db.session.execute(insert(ActorWord), _word_rows(actor, words_of(actor)))
    history.record(actor, history.CREATED, author_id)
    return actor


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
    refresh_words(actor)
    return True


def verify(actor: Actor, user_id: int, on: date | None = None) -> None:
    """What the sheet says was found right, today unless said otherwise."""
    before = history.told(actor)
    actor.verified_on, actor.verified_by_id = on or clock.today(), user_id
    changes = history.between(before, history.told(actor))
    if changes:
        history.record(actor, history.VERIFIED, user_id, changes)


def set_capacity(
    actor: Actor, user_id: int, capacity: str, note: str, on: date | None = None
) -> None:
    """Whether people can be sent there, as of today unless said otherwise."""
    before = history.told(actor)
    actor.capacity, actor.capacity_note = Capacity(capacity), note
    actor.capacity_on = (on or clock.today()) if capacity else None
    changes = history.between(before, history.told(actor))
    if changes:
        history.record(actor, history.CAPACITY, user_id, changes)


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


def _begin_family(actor: Actor) -> None:
    """A family of its own, without counting as a change of the row."""
    own = change(Actor).where(Actor.id == actor.id).values(family_id=actor.id)
    db.session.execute(own, execution_options={"synchronize_session": False})
    set_committed_value(actor, "family_id", actor.id)


def words_of(actor: Actor) -> set[str]:
    """Every word that this sheet is found by."""
    kept = lists.kept(actor.type) if actor.type else None
    rows = [actor.type, kept, actor.commune, actor.neighbourhood, *actor.languages]
    texts = [
        actor.name, actor.address, actor.contact, actor.email, actor.publics, actor.opening_hours,
        actor.specifics, actor.specifics_nl, actor.phone_key,
        keys.site(actor.website),
    ]  # fmt: skip
    return keys.words(*texts, *(row.name for row in rows if row))


def refresh_words(actor: Actor) -> None:
    """Find a sheet by its words of now, and by those of the sheets that were merged into it."""
    every = words_of(actor)
    for each in queries.absorbed(actor):
        every |= words_of(each)
    db.session.execute(delete(ActorWord).where(ActorWord.actor_id == actor.id))
    db.session.execute(insert(ActorWord), _word_rows(actor, every))


def _word_rows(actor: Actor, words: set[str]) -> list[dict[str, Any]]:
    # An empty list would insert a row of defaults; every sheet has its own id as a last resort.
    return [{"word": word, "actor_id": actor.id} for word in sorted(words) or ["-"]]
