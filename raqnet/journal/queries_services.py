"""Where a person may be sent on to: actors by their families, and hosts; found as one types."""

import re
from typing import NamedTuple

from sqlalchemy import select

from raqnet.actors import keys, listing
from raqnet.actors.filters import Filters
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.people.models import Organisation
from raqnet.text import fold

MOST_WORDS = 100  # characters that are looked at
MOST_FOUND = 8
KEY = re.compile(r"([ah])(\d{1,9})", re.ASCII)


class Service(NamedTuple):
    """An actor or a host, as a form names it: `a12`, `h3`; or a name alone, without a key."""

    key: str
    name: str
    where: str = ""

    @property
    def label(self) -> str:
        """Its name, and where it is."""
        return f"{self.name} ({self.where})" if self.where else self.name

    @property
    def actor_id(self) -> int | None:
        """The actor that it is, if it is one."""
        return int(self.key[1:]) if self.key.startswith("a") else None

    @property
    def organisation_id(self) -> int | None:
        """The host that it is, if it is one."""
        return int(self.key[1:]) if self.key.startswith("h") else None


def search(words: str) -> list[Service]:
    """Hosts and actors of which each word begins a word; few, by name. At most two queries."""
    words = words[:MOST_WORDS]
    begun = fold(words).split()
    if not begun:
        return []
    return [*_hosts(begun), *_actors(words)][:MOST_FOUND]


def find(key: str) -> Service | None:
    """What a form has named; an actor that was merged or archived meanwhile still stands."""
    match = KEY.fullmatch(key)
    if match is None:
        return None
    model = Actor if match[1] == "a" else Organisation
    name = db.session.scalar(select(model.name).where(model.id == int(match[2])))
    return None if name is None else Service(key, name)


def named(name: str) -> Service:
    """The one service of this name; where there is none, or several, the name alone."""
    folded = fold(name)
    actors = select(Actor.id, Actor.name).where(
        Actor.sort_name == keys.sort_name(name),
        Actor.removed_at.is_(None), Actor.merged_into_id.is_(None),
    )  # fmt: skip
    found = [
        *(each for each in _hosts(folded.split()) if fold(each.name) == folded),
        *(Service(f"a{id_}", called) for id_, called in db.session.execute(actors.limit(2))),
    ]
    return found[0] if len(found) == 1 else Service("", name)


def _hosts(begun: list[str]) -> list[Service]:
    """There are about fifteen: their names are folded here."""
    rows = db.session.execute(select(Organisation.id, Organisation.name))
    return sorted(
        (Service(f"h{id_}", name) for id_, name in rows if _begins(fold(name), begun)),
        key=lambda each: each.name,
    )


def _begins(folded: str, begun: list[str]) -> bool:
    return all(f" {word}" in f" {folded}" for word in begun)


def _actors(words: str) -> list[Service]:
    rows = listing.page(Filters(words=words), size=MOST_FOUND).rows
    return [Service(f"a{row.id}", row.name, row.commune or "") for row in rows]
