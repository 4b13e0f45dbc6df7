"""A scope's places as conditions on whatever lies in a neighbourhood."""

from typing import Any

from sqlalchemy import ColumnElement, select

from raqnet.people.models import Neighbourhood
from raqnet.research.scope import Scope


def of_neighbourhood(scope: Scope, column: Any) -> list[ColumnElement[bool]]:
    """For what is known by its neighbourhood alone."""
    asked = {
        Neighbourhood.id: scope.neighbourhood, Neighbourhood.zone_id: scope.zone,
        Neighbourhood.commune_id: scope.commune,
    }  # fmt: skip
    wanted = [each == value for each, value in asked.items() if value is not None]
    return [column.in_(select(Neighbourhood.id).where(*wanted))] if wanted else []


def of_actor(scope: Scope, actor: Any) -> list[ColumnElement[bool]]:
    """For an actor's sheet, which says its commune by itself."""
    wanted: list[ColumnElement[bool]] = []
    if scope.commune is not None:
        wanted.append(actor.commune_id == scope.commune)
    return wanted + of_neighbourhood(scope.without("commune"), actor.neighbourhood_id)
