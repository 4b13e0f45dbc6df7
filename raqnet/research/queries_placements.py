"""What may be loaded of placements: of the actions that one may see, by those who place."""

from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from raqnet.access import Principal
from raqnet.calendar import queries as calendar
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Kind
from raqnet.db import db
from raqnet.research.continuum import Placed
from raqnet.research.models import Placement
from raqnet.research.scope import Scope

_WHOLE = (selectinload(Placement.marks), joinedload(Placement.author))


def find_action(user: Principal, action_id: int) -> Action | None:
    """A collective action that one may place; of a date that differs, its series."""
    action = calendar.find_action(user, action_id)
    if action and action.series_id:
        action = calendar.find_action(user, action.series_id)
    placeable = action and action.kind == Kind.COLLECTIVE and user.can("placements.write")
    return action if placeable else None


def find(user: Principal, placement_id: int) -> Placement | None:
    """A placement of an action that one may see."""
    return db.session.scalar(_seen(user).where(Placement.id == placement_id))


def of_action(user: Principal, action_id: int) -> list[Placement]:
    """The way of one action, the earliest first."""
    query = _seen(user).where(Placement.action_id == action_id).order_by(Placement.placed_on)
    return list(db.session.scalars(query))


def of_period(user: Principal, scope: Scope) -> list[tuple[int, str, Placed]]:
    """Every placement of these days, with the action's number and title."""
    query = _seen(user).where(
        Placement.placed_on.between(scope.first, scope.last),
        *calendar.matching(_filters(scope)),
    )
    return [(row.action_id, row.action.title, told(row)) for row in db.session.scalars(query)]


def told(row: Placement) -> Placed:
    """A placement as the picture and the table read it."""
    levels = {mark.marker: mark.level for mark in row.marks}
    return Placed(row.id, row.placed_on, levels, row.note)


def _filters(scope: Scope) -> Filters:
    return Filters(
        commune=scope.commune, zone=scope.zone, neighbourhood=scope.neighbourhood,
        organisation=scope.organisation, mission=scope.mission,
    )  # fmt: skip


def _seen(user: Principal) -> Select[Any]:
    query = select(Placement).join(Action, Action.id == Placement.action_id)
    if not user.can("placements.write"):
        return query.where(false())
    return query.where(calendar.visible(user)).options(*_WHOLE, contains_eager(Placement.action))
