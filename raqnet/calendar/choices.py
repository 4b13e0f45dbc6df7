"""What the form of an action offers to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload
from wtforms.fields.choices import SelectChoice

from raqnet import clock
from raqnet.calendar.models import Action, Activity, Mission
from raqnet.db import db
from raqnet.people.models import (
    Assignment,
    Commune,
    Language,
    ListedValue,
    Neighbourhood,
    Site,
    Worker,
)


@dataclass(frozen=True)
class Offer:
    """The rows that may be chosen, in the order in which they are shown."""

    activities: list[Activity]
    missions: list[Mission]
    languages: list[Language]
    communes: list[Commune]
    neighbourhoods: list[Neighbourhood]
    sites: list[Site]
    workers: list[Worker]


def offer(action: Action | None = None) -> Offer:
    """All that is in use; what is retired only where `action` has it already."""
    communes, around = _places()
    return Offer(
        activities=_listed(Activity, [action.activity] if action and action.activity else []),
        missions=_listed(Mission, action.missions if action else []),
        languages=_listed(Language, action.languages if action else []),
        communes=communes,
        neighbourhoods=around,
        sites=list(db.session.scalars(select(Site).order_by(Site.name))),
        workers=_workers(action.workers if action else []),
    )


def _listed(model: Any, also: Iterable[ListedValue]) -> list[Any]:
    kept = [row.id for row in also]
    rows = select(model).where(or_(model.retired_at.is_(None), model.id.in_(kept)))
    return list(db.session.scalars(rows.order_by(model.position, model.name)))


def activities() -> list[Activity]:
    """The activities in use."""
    return _listed(Activity, [])


def languages(also: Iterable[Language] = ()) -> list[Language]:
    """The languages in use, and those that something already has."""
    return _listed(Language, also)


def _places() -> tuple[list[Commune], list[Neighbourhood]]:
    """Communes and their neighbourhoods, by one query."""
    pairs = select(Commune, Neighbourhood).outerjoin(
        Neighbourhood, Neighbourhood.commune_id == Commune.id
    )
    loaded = pairs.options(contains_eager(Neighbourhood.commune))
    found = db.session.execute(loaded.order_by(Commune.name, Neighbourhood.name)).all()
    communes = list(dict.fromkeys(commune for commune, _ in found))
    return communes, [neighbourhood for _, neighbourhood in found if neighbourhood]


def offer_neighbourhoods() -> list[Neighbourhood]:
    """Every neighbourhood, with its commune."""
    rows = select(Neighbourhood).join(Commune).options(joinedload(Neighbourhood.commune))
    return list(db.session.scalars(rows.order_by(Commune.name, Neighbourhood.name)))


def _workers(also: Iterable[Worker]) -> list[Worker]:
    here = or_(Worker.left_on.is_(None), Worker.left_on >= clock.today())
    kept = Worker.id.in_([worker.id for worker in also])
    rows = select(Worker).where(or_(here, kept)).options(joinedload(Worker.user))
    return list(db.session.scalars(rows.order_by(Worker.id)))


def site_today(worker_id: int | None) -> int | None:
    """The site from which a worker works today."""
    today = clock.today()
    current = select(Assignment.site_id).where(
        Assignment.worker_id == worker_id,
        Assignment.starts_on <= today,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
    )
    return db.session.scalar(current.order_by(Assignment.id).limit(1))


def listed(rows: Iterable[Any], empty: Any = None) -> list[SelectChoice]:
    """Rows with `id` and `name` as choices, the empty one first where it has words."""
    made = [SelectChoice(row.id, row.name) for row in rows]
    return made if empty is None else [SelectChoice("", empty), *made]


def labelled(labels: dict[Any, Any], empty: Any = None) -> list[SelectChoice]:
    """Values with their words as choices."""
    made = [SelectChoice(str(value), label) for value, label in labels.items()]
    return made if empty is None else [SelectChoice("", empty), *made]


def workers(rows: Iterable[Worker]) -> list[SelectChoice]:
    """Workers by the names of their accounts."""
    return [SelectChoice(row.id, row.user.name) for row in rows]


def neighbourhoods(rows: Iterable[Neighbourhood]) -> list[SelectChoice]:
    """Neighbourhoods under their communes."""
    made = [SelectChoice(row.id, row.name, optgroup=row.commune.name) for row in rows]
    return [SelectChoice("", "—"), *made]


def by_id(rows: Iterable[Any], ids: Iterable[int | None]) -> list[Any]:
    """Those of `rows` that were chosen."""
    chosen = set(ids)
    return [row for row in rows if row.id in chosen]


def one(rows: Iterable[Any], row_id: int | None) -> Any:
    """The row that was chosen, if any."""
    return next((row for row in rows if row.id == row_id), None)
