"""All that anybody may read, read once per version of the calendar and kept: strangers cost little.

Whatever is made of it is kept under the same version, so that what is closed is gone at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import select

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.cache import Kept
from raqnet.calendar import listing, version
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.people.models import (
    Assignment,
    Commune,
    Language,
    Neighbourhood,
    Organisation,
    Site,
    Worker,
    worker_languages,
)
from raqnet.people.queries import at_work, in_force
from raqnet.people.words import natural
from raqnet.public import opened
from raqnet.public.models import PublicHost, PublicProfile
from raqnet.public.opened import Shown, Town

AHEAD = timedelta(weeks=8)
BOOKS_BYTES = 16 * 1024 * 1024
BYTES_PER_ROW = 1000  # about


class Area(NamedTuple):
    """A neighbourhood and its commune."""

    id: int
    name: str
    town: Town


class Contact(NamedTuple):
    """What a worker shows of themself; what is empty is not shown."""

    name: str
    phone: str
    email: str
    words_fr: str
    words_nl: str
    site: str
    address: str
    languages: tuple[str, ...]


class Day(NamedTuple):
    """One date of a public action."""

    id: int
    starts_at: datetime
    ends_at: datetime
    shown: Shown


class House(NamedTuple):
    """A host that shows its public actions on its own site."""

    organisation_id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Book:
    """Everything, in the order in which one reads it; `stamp` and `today` say as of when."""

    stamp: version.Stamp
    today: date
    areas: tuple[Area, ...]
    contacts: dict[int, tuple[Contact, ...]]  # by neighbourhood
    days: tuple[Day, ...]
    houses: dict[str, House]  # by slug

    def __len__(self) -> int:
        return BYTES_PER_ROW * (len(self.areas) + len(self.contacts) + len(self.days) + 1)

    def area(self, neighbourhood_id: int) -> Area | None:
        """A neighbourhood, by its id."""
        return next((each for each in self.areas if each.id == neighbourhood_id), None)

    def towns(self) -> list[Town]:
        """The communes of the neighbourhoods, in order of name."""
        return sorted({each.town for each in self.areas}, key=lambda town: natural(town.name))

    def coming(self) -> list[Day]:
        """The dates that are not over."""
        now = clock.now()
        return [each for each in self.days if each.ends_at > now]


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["public_books"] = Kept[Book](BOOKS_BYTES)


def now() -> Book:
    """The book as of now."""
    stamp, today = version.stamp(), clock.today()
    if not stamp:  # something is changing in this very session
        return _read(stamp, today)
    store: Kept[Book] = current_app.extensions["public_books"]
    return store.kept_or_made((stamp, today), lambda: _read(stamp, today))


def _read(stamp: version.Stamp, today: date) -> Book:
    return Book(stamp, today, _areas(), _contacts(today), _days(today), _houses())


def _areas() -> tuple[Area, ...]:
    query = select(
        Neighbourhood.id, Neighbourhood.name, Commune.id, Commune.name, Commune.postcode
    ).join(Commune, Commune.id == Neighbourhood.commune_id)
    rows = db.session.execute(query)
    found = [Area(id_, name, Town(*town)) for id_, name, *town in rows]  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda each: natural(each.name)))


def _days(today: date) -> tuple[Day, ...]:
    query = opened.joined(
        select(Occurrence.id, Occurrence.starts_at, Occurrence.ends_at, *opened.COLUMNS)
        .join(Action, Action.id == Occurrence.action_id)
        .where(listing.within(today, today + AHEAD))
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    return _told(query)


def day(occurrence_id: int) -> Day | None:
    """One date of a public action, whenever it is or was."""
    query = opened.joined(
        select(Occurrence.id, Occurrence.starts_at, Occurrence.ends_at, *opened.COLUMNS)
        .join(Action, Action.id == Occurrence.action_id)
        .where(Occurrence.id == occurrence_id)
    )
    return next(iter(_told(query)), None)


def _told(query: Any) -> tuple[Day, ...]:
    rows = db.session.execute(query).all()
    pairs = zip(rows, opened.shown(rows), strict=True)
    return tuple(Day(row.id, row.starts_at, row.ends_at, shown) for row, shown in pairs)


def _houses() -> dict[str, House]:
    query = (
        select(PublicHost.organisation_id, PublicHost.slug, Organisation.name)
        .join(Organisation, Organisation.id == PublicHost.organisation_id)
        .where(PublicHost.shown)
    )
    return {row.slug: House(*row) for row in db.session.execute(query)}


def _contacts(today: date) -> dict[int, tuple[Contact, ...]]:
    """Who shows themself where: at work today, their account open, their assignment in force."""
    query = (
        select(Assignment.neighbourhood_id, PublicProfile, Site.name, Site.address)
        .join(Worker, Worker.id == PublicProfile.worker_id)
        .join(User, User.id == Worker.user_id)
        .join(Assignment, Assignment.worker_id == Worker.id)
        .join(Site, Site.id == Assignment.site_id)
        .where(
            PublicProfile.shown,
            User.disabled_at.is_(None),
            User.role == Role.RAQ,
            at_work(today),
            in_force(today),
        )
        .order_by(Worker.id, Assignment.id)
    )
    rows = db.session.execute(query).all()
    spoken = _spoken(profile.worker_id for _id, profile, *_site in rows if profile.shows_languages)
    found: dict[int, tuple[Contact, ...]] = {}
    for neighbourhood_id, profile, site, address in rows:
        made = contact(profile, (site, address), spoken.get(profile.worker_id, ()))
        found[neighbourhood_id] = (*found.get(neighbourhood_id, ()), made)
    return found


def contact(profile: PublicProfile, site: tuple[str, str], languages: tuple[str, ...]) -> Contact:
    """What of a profile may be read."""
    name, address = site if profile.shows_site else ("", "")
    return Contact(
        name=profile.name,
        phone=profile.phone,
        email=profile.email,
        words_fr=profile.words_fr,
        words_nl=profile.words_nl,
        site=name,
        address=address,
        languages=languages if profile.shows_languages else (),
    )


def _spoken(worker_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(worker_languages.c.worker_id, Language.name)
        .join(Language, Language.id == worker_languages.c.language_id)
        .where(worker_languages.c.worker_id.in_(set(worker_ids)))
        .order_by(Language.position, Language.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for worker_id, name in db.session.execute(query):
        found[worker_id] = (*found.get(worker_id, ()), name)
    return found
