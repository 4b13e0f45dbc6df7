"""The list of sheets: one query of plain rows, by keyset, over the index of words.

Both engines are to gather the sheets of the longest word once, then read in the order of names,
asking each gathered sheet for the other words by the index, until the page is full. SQLite would
rather fetch them all and sort: `+ 0` keeps it from that. PostgreSQL would rather look up the words
of each sheet in turn: `IS TRUE` keeps it from that.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from raqnet import clock
from raqnet.actors import keys
from raqnet.actors.filters import Cursor, Filters
from raqnet.actors.models import Actor, ActorWord, actor_languages
from raqnet.db import db
from raqnet.lists.models import ListValue
from raqnet.people.models import Commune, Neighbourhood, Zone
from raqnet.text import fold

PAGE = 25  # a search as one types draws no more than a screen or two
MOST_SPOTS = 500  # on a map
MOST_WORDS = 6
LONGEST_WORD = 40
VERIFIED_FOR = timedelta(days=183)
_LAST = "\U0010ffff"  # no word goes on with it


class Row(NamedTuple):
    """A sheet as lists show it."""

    id: int
    name: str
    sort_name: str
    type: str | None
    address: str
    commune: str | None
    neighbourhood: str | None
    zone: str | None
    phone: str
    capacity: str
    capacity_on: date | None
    verified_on: date | None
    latitude: float | None
    longitude: float | None

    @property
    def cursor(self) -> str:
        """Where the page after this row begins."""
        return str(Cursor(self.sort_name, self.id))

    @property
    def about(self) -> str:
        """What it is and where, in a line; what says the same twice says it once."""
        said = (self.type, self.neighbourhood, self.commune)
        return " · ".join(dict.fromkeys(each for each in said if each))

    @property
    def unverified(self) -> bool:
        """Does it ask to be verified?"""
        return self.verified_on is None or self.verified_on < clock.today() - VERIFIED_FOR


class Page(NamedTuple):
    """Some rows, and where the next page begins, if there is one."""

    rows: list[Row]
    following: str | None


# A merged type is called what it was merged into.
_TYPE = aliased(ListValue)
_ROWS: Any = (
    select(
        Actor.id, Actor.name, Actor.sort_name, _TYPE.name, Actor.address, Commune.name,
        Neighbourhood.name, Zone.code, Actor.phone, Actor.capacity, Actor.capacity_on,
        Actor.verified_on, Actor.latitude, Actor.longitude,
    )
    .outerjoin(ListValue, ListValue.id == Actor.type_id)
    .outerjoin(_TYPE, _TYPE.id == func.coalesce(ListValue.merged_into_id, ListValue.id))
    .outerjoin(Commune, Commune.id == Actor.commune_id)
    .outerjoin(Neighbourhood, Neighbourhood.id == Actor.neighbourhood_id)
    .outerjoin(Zone, Zone.id == Neighbourhood.zone_id)
    .order_by(Actor.sort_name, Actor.id)
)  # fmt: skip
# Neither archived nor merged into another.
LISTED = and_(Actor.removed_at.is_(None), Actor.merged_into_id.is_(None))


def page(filters: Filters, after: Cursor | None = None, size: int = PAGE) -> Page:
    """Sheets in the order of their names, from `after` on."""
    query = _ROWS.where(LISTED, *matching(filters)).limit(size + 1)
    if after:
        query = query.where(tuple_(Actor.sort_name, Actor.id) > (after.sort_name, after.id))
    rows = _read(query)
    return Page(rows[:size], rows[size - 1].cursor if len(rows) > size else None)


def spots(filters: Filters) -> Page:
    """The sheets that have a place on the map."""
    located = and_(Actor.latitude.is_not(None), Actor.longitude.is_not(None))
    rows = _read(_ROWS.where(LISTED, located, *matching(filters)).limit(MOST_SPOTS + 1))
    return Page(rows[:MOST_SPOTS], "more" if len(rows) > MOST_SPOTS else None)


def rows_of(*conditions: ColumnElement[bool], most: int = PAGE) -> list[Row]:
    """Sheets under other conditions."""
    return _read(_ROWS.where(LISTED, *conditions).limit(most))


def unverified() -> ColumnElement[bool]:
    """Not verified for six months, or never."""
    return or_(Actor.verified_on.is_(None), Actor.verified_on < clock.today() - VERIFIED_FOR)


def begins(word: str) -> ColumnElement[bool]:
    """Words of the index that begin like this one, letter by letter."""
    return and_(ActorWord.word >= word, ActorWord.word < word + _LAST)


def _read(query: Select[Any]) -> list[Row]:
    # Through the connection: the ORM's loading costs more than the rows.
    return [Row(*row) for row in db.session.connection().execute(query)]


def matching(filters: Filters) -> list[ColumnElement[bool]]:
    """What `filters` asks of a sheet, joined with its neighbourhood."""
    conditions = _found_by(_asked(filters.words or ""))
    if filters.type:
        conditions.append(_among(Actor.type_id, same_type(filters.type)))
    if filters.commune:
        conditions.append(Actor.commune_id == filters.commune)
    if filters.zone:
        conditions.append(Neighbourhood.zone_id == filters.zone)
    if filters.capacity:
        conditions.append(Actor.capacity == filters.capacity)
    if filters.language:
        speak = select(actor_languages.c.actor_id)
        of_language = actor_languages.c.language_id == filters.language
        conditions.append(_among(Actor.id, speak.where(of_language)))
    return [*conditions, unverified()] if filters.unverified else conditions


def _found_by(words: list[str]) -> list[ColumnElement[bool]]:
    """The sheets of the longest word, likely the rarest, are gathered, and asked for the rest."""
    if not words:
        return []
    longest, *others = sorted((word[:LONGEST_WORD] for word in words), key=len, reverse=True)
    gathered = _among(Actor.id, select(ActorWord.actor_id).where(begins(longest)))
    has = [exists().where(ActorWord.actor_id == Actor.id, begins(word)) for word in others]
    return [gathered, *has]


def _asked(query: str) -> list[str]:
    """The words to look for; a telephone number is one."""
    number = keys.dialled(query)
    return [number] if number else fold(keys.site(query)).split()[:MOST_WORDS]


def _among(column: Any, ids: Any) -> ColumnElement[bool]:
    """Among ids that are gathered once."""
    among: ColumnElement[bool] = (column + 0).in_(ids).is_(true())
    return among


def same_type(type_id: int) -> Any:
    """A type and those that were merged into it."""
    same = or_(ListValue.id == type_id, ListValue.merged_into_id == type_id)
    return select(ListValue.id).where(same).correlate(None)
