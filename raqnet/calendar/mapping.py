"""Where the actions of some days are: each once, however many dates it has in them."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from raqnet.calendar import queries
from raqnet.calendar.models import Action, Kind, Occurrence, Visibility
from raqnet.db import db
from raqnet.people.models import Commune

MOST_SPOTS = 500
OF_THE_FIELD = Action.kind != Kind.TEAM  # the team's own life is no stop on a walk


class Spot(NamedTuple):
    """An action with a place: its first date of these days, and how many it has."""

    title: str
    kind: str
    team_kind: str | None
    place: str
    commune: str | None
    latitude: float
    longitude: float
    action_id: int
    starts_at: datetime
    dates: int


def spots(reader: Visibility, *conditions: ColumnElement[bool]) -> list[Spot]:
    """The located actions with a date under `conditions`, by their first: one too many too."""
    located = and_(Action.latitude.is_not(None), Action.longitude.is_not(None), OF_THE_FIELD)
    first = func.min(Occurrence.starts_at)
    rows: Any = (
        select(
            Action.title, Action.kind, Action.team_kind, Action.place, Commune.name,
            Action.latitude, Action.longitude, Action.id, first,
            func.count(Occurrence.id),
        )
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(Commune, Commune.id == Action.commune_id)
        .where(queries.visible_to(reader), located, *conditions)
        .group_by(Action.id, Commune.name)
        .order_by(first, Action.id)
        .limit(MOST_SPOTS + 1)
    )  # fmt: skip
    return [Spot(*row) for row in db.session.connection().execute(rows)]


def without_place(reader: Visibility, *conditions: ColumnElement[bool]) -> int:
    """How many actions of these days have none: they are in the list of the calendar alone."""
    nowhere = or_(Action.latitude.is_(None), Action.longitude.is_(None))
    rows = select(func.count(Action.id.distinct())).join(
        Occurrence, Occurrence.action_id == Action.id
    )
    return (
        db.session.scalar(
            rows.where(queries.visible_to(reader), nowhere, OF_THE_FIELD, *conditions)
        )
        or 0
    )
