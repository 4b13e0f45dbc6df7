"""What the form of a sheet offers to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload
from wtforms.fields.choices import SelectChoice

from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.lists import queries as lists
from raqnet.lists.models import ListValue
from raqnet.people.models import Commune, Language, Neighbourhood


@dataclass(frozen=True)
class Offer:
    """The rows that may be chosen, in the order in which they are shown."""

    types: list[ListValue]
    communes: list[Commune]
    neighbourhoods: list[Neighbourhood]
    languages: list[Language]


def offer(actor: Actor | None = None) -> Offer:
    """All that is in use; what is retired only where `actor` has it already."""
    kept = [actor.type_id] if actor and actor.type_id else []
    return Offer(
        types=lists.offered("actor_type", keep=kept)["actor_type"],
        communes=list(db.session.scalars(select(Commune).order_by(Commune.name))),
        neighbourhoods=_neighbourhoods(),
        languages=_languages(actor.languages if actor else []),
    )


def _neighbourhoods() -> list[Neighbourhood]:
    rows = select(Neighbourhood).join(Commune).order_by(Commune.name, Neighbourhood.name)
    commune, zone = joinedload(Neighbourhood.commune), joinedload(Neighbourhood.zone)
    return list(db.session.scalars(rows.options(commune, zone)))


def _languages(also: Iterable[Language]) -> list[Language]:
    kept = Language.id.in_([row.id for row in also])
    rows = select(Language).where(or_(Language.retired_at.is_(None), kept))
    return list(db.session.scalars(rows.order_by(Language.position, Language.name)))


def grouped(rows: Iterable[Neighbourhood]) -> list[SelectChoice]:
    """Neighbourhoods under their communes."""
    made = [SelectChoice(row.id, row.name, optgroup=row.commune.name) for row in rows]
    return [SelectChoice("", "—"), *made]


def labelled(labels: dict[Any, Any], empty: Any = "—") -> list[SelectChoice]:
    """Values with their words, after the empty one."""
    return [
        SelectChoice("", empty),
        *(SelectChoice(str(key), word) for key, word in labels.items()),
    ]


def one(rows: Iterable[Any], row_id: int | None) -> Any:
    """The row that was chosen, if any."""
    return next((row for row in rows if row.id == row_id), None)
