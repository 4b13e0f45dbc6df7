"""What of a public action anybody may read: the one place where a column of ours becomes public.

A stranger reads its title, its day and its commune, whether it is confirmed or called off, and
what its workers have opened besides. Whatever is not in `Shown` stays in the house.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from raqnet.calendar.models import Action, Status, Visibility, action_languages
from raqnet.calendar.queries import visible_to
from raqnet.db import db
from raqnet.people.models import Commune, Language, Neighbourhood, Site
from raqnet.public.models import PublicAction

# What may be opened, in the order in which it is offered.
FIELDS = ("place", "address", "neighbourhood", "audience", "languages", "host")


class Town(NamedTuple):
    """A commune."""

    id: int
    name: str
    postcode: str


class Shown(NamedTuple):
    """What anybody may read of an action; `organisation_id` says whose frame it is in, no more."""

    family_id: int
    status: str
    all_day: bool
    title: str
    title_nl: str
    town: Town | None
    neighbourhood_id: int | None
    neighbourhood: str
    place: str
    address: str
    audience: str
    languages: tuple[str, ...]
    host: str
    words_fr: str
    words_nl: str
    organisation_id: int | None

    @property
    def cancelled(self) -> bool:
        """Is it called off?"""
        return self.status == Status.CANCELLED

    @property
    def tentative(self) -> bool:
        """Is it still to be confirmed?"""
        return self.status == Status.PLANNED


series = aliased(Action)
FAMILY = func.coalesce(Action.series_id, Action.id)  # a series and its dates are opened as one
COLUMNS = (
    Action.id.label("action_id"),
    FAMILY.label("family_id"),
    Action.status,
    Action.all_day,
    Action.title,
    series.title.label("series_title"),
    Action.place,
    Action.address,
    Action.audience,
    Commune.id.label("commune_id"),
    Commune.name.label("commune"),
    Commune.postcode,
    Neighbourhood.id.label("neighbourhood_id"),
    Neighbourhood.name.label("neighbourhood"),
    Site.name.label("site"),
    Site.organisation_id,
    PublicAction.fields,
    PublicAction.title_nl,
    PublicAction.words_fr,
    PublicAction.words_nl,
)


def joined(statement: Any) -> Any:
    """A statement that begins at `Action`, with all that `COLUMNS` needs, of public actions."""
    return (
        statement.outerjoin(series, series.id == Action.series_id)
        .outerjoin(Commune, Commune.id == Action.commune_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Action.neighbourhood_id)
        .outerjoin(Site, Site.id == Action.site_id)
        .outerjoin(PublicAction, PublicAction.action_id == FAMILY)
        .where(visible_to(Visibility.PUBLIC))
    )


def shown(rows: Sequence[Any]) -> list[Shown]:
    """What of these rows may be read, in their order."""
    spoken = _languages(row.action_id for row in rows if "languages" in _fields(row))
    return [_shown(row, _fields(row), spoken) for row in rows]


def _fields(row: Any) -> frozenset[str]:
    return frozenset(row.fields or ())


def _shown(row: Any, fields: frozenset[str], spoken: Mapping[int, tuple[str, ...]]) -> Shown:
    # A date that was given a title of its own is not what the series was called in Dutch.
    translated = row.series_title in (None, row.title)
    in_it = "neighbourhood" in fields
    return Shown(
        family_id=row.family_id,
        status=row.status,
        all_day=row.all_day,
        title=row.title,
        title_nl=(row.title_nl or "") if translated else "",
        town=Town(row.commune_id, row.commune, row.postcode) if row.commune_id else None,
        neighbourhood_id=row.neighbourhood_id if in_it else None,
        neighbourhood=(row.neighbourhood or "") if in_it else "",
        place=row.place if "place" in fields else "",
        address=row.address if "address" in fields else "",
        audience=row.audience if "audience" in fields else "",
        languages=spoken.get(row.action_id, ()),
        host=(row.site or "") if "host" in fields else "",
        words_fr=row.words_fr or "",
        words_nl=row.words_nl or "",
        organisation_id=row.organisation_id,
    )


def _languages(action_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(action_languages.c.action_id, Language.name)
        .join(Language, Language.id == action_languages.c.language_id)
        .where(action_languages.c.action_id.in_(list(action_ids)))
        .order_by(Language.position, Language.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for action_id, name in db.session.execute(query):
        found[action_id] = (*found.get(action_id, ()), name)
    return found
