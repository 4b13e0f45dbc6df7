"""A session as its readers find it: plain rows of which nothing will be changed.

A screen is drawn anew in every process after each gesture; entities, which could be changed, would
take three times as long to load. What is the same in the rows is the same on the screens.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from raqnet import clock as wall
from raqnet.accounts.models import User
from raqnet.db import Raw, db
from raqnet.intervision import seating
from raqnet.intervision.live import Live
from raqnet.intervision.models import ActionLine, Case, Intervision, Room, Seat, StepTime
from raqnet.intervision.script import Phase, Stop

# What a gesture that winds the clock moves, and nothing else (`snapshot.rewound` takes it over).
WOUND: dict[Any, tuple[str, ...]] = {
    Room: (
        "version", "backstage", "moved_at",
        "running_since", "step_ms", "step_given_ms", "turn_ms", "turn_given_ms",
    ),
    Intervision: ("version", "updated_at", "started_at"),
}  # fmt: skip


def _all_of(model: Any, *more: Any) -> Raw:
    """The rows of this model that are a session's; what a wound clock moves comes last."""
    columns = sorted(model.__table__.c, key=lambda each: each.name in WOUND.get(model, ()))
    session = model.id if model is Intervision else model.intervision_id
    asked = select(*columns, *more).where(session == bindparam("id"))
    return Raw(asked.order_by(*model.__table__.primary_key))


_ROWS: dict[Any, Raw] = {
    Room: _all_of(Room),
    Intervision: _all_of(Intervision),
    Seat: _all_of(Seat),
    Case: _all_of(Case),
    # … and what is a property of the entity.
    StepTime: _all_of(StepTime, (StepTime.given_ms - StepTime.left_ms).label("ran_ms")),
    # Of the chosen cases.
    ActionLine: Raw(
        select(ActionLine.case_id, ActionLine.key, ActionLine.sealed, ActionLine.due_on)
        .join(Case, Case.id == ActionLine.case_id)
        .where(Case.intervision_id == bindparam("id"), Case.chosen.is_not(None))
        .order_by(ActionLine.id)
    ),
    User: Raw(seating.AWAITED),
}


def look(intervision_id: int) -> "Still":
    """The session as it is, in rows that have the entities' names; no gesture may be done on it."""
    connection = db.session.connection()
    rows = {model: raw.all(connection, id=intervision_id) for model, raw in _ROWS.items()}

    def load(model: Any) -> list[Any]:
        return [_ROWS[model].read(connection.dialect, row) for row in rows[model]]

    found = Still(Live(load(Intervision)[0], load(Room)[0], wall.exact(), load))
    found.apart_from_time = _apart_from_time(rows)
    return found


def _apart_from_time(rows: dict[Any, list[Sequence[Any]]]) -> list[Any]:
    """All that these rows hold, but for what a wound clock moves."""
    return [row[: len(row) - len(WOUND.get(model, ()))] for model in rows for row in rows[model]]


class Still(Live):
    """A session while nobody moves anything: what follows from the rows is worked out once."""

    # Where this is equal, so is all of a snapshot but its time.
    apart_from_time: list[Any]

    def __init__(self, of: Live) -> None:
        vars(self).update(vars(of))

    @cached_property
    def lines(self) -> list[Any]:
        """The lines of action of the chosen cases."""
        return self._load(ActionLine)

    @cached_property
    def awaited(self) -> list[Any]:
        """Who is expected and has no seat yet."""
        return self._load(User)

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
