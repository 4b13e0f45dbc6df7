"""A session as its readers find it: plain rows of which nothing will be changed.

A screen is drawn anew in every process after each gesture; entities, which could be changed, would
take three times as long to load.
"""

from functools import cached_property
from typing import Any

from sqlalchemy import Result, bindparam, select

from raqnet import clock as wall
from raqnet.db import db
from raqnet.intervision.live import Live
from raqnet.intervision.models import Case, Intervision, Room, Seat, StepTime
from raqnet.intervision.script import Phase, Stop


def look(intervision_id: int) -> Live | None:
    """The session as it is, in rows that have the entities' names; no gesture may be done on it."""
    room: Any = _plain(Room, intervision_id).one_or_none()
    if room is None:
        return None
    intervision: Any = _plain(Intervision, intervision_id).one()
    return Live(intervision, room, wall.exact(), lambda model: list(_plain(model, intervision_id)))


def _plain(model: Any, intervision_id: int) -> Result[Any]:
    return db.session.connection().execute(_PLAIN[model], {"id": intervision_id})


_PLAIN: dict[Any, Any] = {
    model: select(*model.__table__.c, *more)
    .where(model.intervision_id == bindparam("id"))
    .order_by(*model.__table__.primary_key)
    for model, more in (  # and what is a property of the entity
        (Room, ()),
        (Seat, ()),
        (Case, ()),
        (StepTime, ((StepTime.given_ms - StepTime.left_ms).label("ran_ms"),)),
    )
}
_PLAIN[Intervision] = select(*Intervision.__table__.c).where(Intervision.id == bindparam("id"))


class Still(Live):
    """A session while nobody moves anything: what follows from the rows is worked out once."""

    def __init__(self, of: Live) -> None:
        vars(self).update(vars(of))

    @cached_property
    def stops(self) -> list[Stop]:
        """As in `Live`; so are those below."""
        return super().stops

    @cached_property
    def stop(self) -> Stop:
        return super().stop

    @cached_property
    def chosen(self) -> list[Case]:
        return super().chosen

    @cached_property
    def case(self) -> Case | None:
        return super().case

    @cached_property
    def phase(self) -> Phase | None:
        return super().phase

    @cached_property
    def present(self) -> list[Seat]:
        return super().present
