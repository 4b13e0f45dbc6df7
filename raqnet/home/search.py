"""Search across subjects: dates, actors, and people for those who may read of them."""

from dataclasses import dataclass

from raqnet import clock
from raqnet.access import Principal
from raqnet.actors import filters as actor_filters
from raqnet.actors import listing as actor_listing
from raqnet.calendar import listing, queries
from raqnet.calendar.access import audience
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Occurrence
from raqnet.people import directory
from raqnet.people import queries as people
from raqnet.people.directory import Person, Search

MOST = 25


@dataclass(frozen=True)
class Found:
    """What was found, at most 25 of each."""

    coming: list[listing.Entry]
    past: list[listing.Entry]
    people: list[Person]
    actors: list[actor_listing.Row]

    def __bool__(self) -> bool:
        return bool(self.coming or self.past or self.people or self.actors)


def search(user: Principal, words: str) -> Found:
    """Everything that this person may see and that these words begin."""
    conditions = queries.matching(Filters(words=words))
    now, reader = clock.now(), audience(user)
    coming = listing.statement(reader, *conditions, Occurrence.ends_at > now).limit(MOST)
    past = (
        listing.statement(reader, *conditions, Occurrence.ends_at <= now)
        .order_by(None)
        .order_by(Occurrence.starts_at.desc(), Occurrence.id)
        .limit(MOST)
    )
    found = listing.page(coming, reader), listing.page(past, reader)
    return Found(
        *found,
        people=_people(words) if user.can("directory.read") else [],
        actors=_actors(words) if user.can("actors.read") else [],
    )


def _actors(words: str) -> list[actor_listing.Row]:
    return actor_listing.page(actor_filters.Filters(words=words), size=MOST).rows


def _people(words: str) -> list[Person]:
    """Colleagues by name, language, skill, neighbourhood or host."""
    today = clock.today()
    everybody = directory.Directory(
        people.neighbourhoods(),
        people.cover(today),
        people.traits(today),
        people.absences_between(None, today, today),
    )
    spots = [spot for zone in everybody.find(Search(words)).zones for spot in zone.spots]
    return list({person.id: person for spot in spots for person in spot.people}.values())[:MOST]
