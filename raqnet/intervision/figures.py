"""Numbers for the coordination: sessions, how many took part, how long steps last. Never content.

Rehearsals are left out. A session with a single person would tell of that person: it is counted,
and nothing more is told of it. Times are in milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from raqnet import clock
from raqnet.db import db
from raqnet.intervision import script as scripts
from raqnet.intervision.models import Case, Intervision, Seat, StepTime
from raqnet.intervision.queries import SEATED

ENOUGH_PEOPLE = 2
ENOUGH_SESSIONS = 3


@dataclass(frozen=True)
class Session:
    """A session that is over; `people` and `cases` are None where they would tell of a person."""

    held_at: datetime
    people: int | None
    cases: int | None


@dataclass(frozen=True)
class StepFigure:
    """How long a step lasts on average, over the times that it took place."""

    name: str
    sessions: int
    planned_ms: int
    ran_ms: int

    @property
    def few(self) -> bool:
        """Is this the average of too few sessions to lean on?"""
        return self.sessions < ENOUGH_SESSIONS


@dataclass(frozen=True)
class Figures:
    """The figures of a period; sessions in order of time, steps in the order of the way."""

    sessions: list[Session]
    steps: list[StepFigure]

    @property
    def cases(self) -> int:
        """How many cases were worked on."""
        return sum(each.cases or 0 for each in self.sessions)

    @property
    def told(self) -> list[Session]:
        """The sessions of which more is told than that they took place."""
        return [each for each in self.sessions if each.people is not None]

    @property
    def people(self) -> float | None:
        """How many people there were on average."""
        told = [each.people or 0 for each in self.told]
        return sum(told) / len(told) if told else None


def of(first: date, last: date) -> Figures:
    """The figures of the sessions held from `first` to `last`, both counted."""
    rows = db.session.execute(_held(first, last)).all()
    told = [row.id for row in rows if row.people >= ENOUGH_PEOPLE]
    return Figures([_session(row) for row in rows], _steps(told))


def _held(first: date, last: date) -> Any:
    start, end = clock.day_span(first, last)
    held_at = func.coalesce(Intervision.started_at, Intervision.opened_at)
    people = select(func.count(Seat.id)).where(
        Seat.intervision_id == Intervision.id, Seat.state.in_(SEATED)
    )
    cases = select(func.count(Case.id)).where(
        Case.intervision_id == Intervision.id, Case.chosen.is_not(None)
    )
    return (
        select(
            Intervision.id, held_at.label("held_at"), people.scalar_subquery().label("people"),
            cases.scalar_subquery().label("cases"),
        )
        .where(
            Intervision.closed_at.is_not(None), Intervision.rehearsal.is_(False),
            held_at >= start, held_at < end,
        )
        .order_by(held_at, Intervision.id)
    )  # fmt: skip


def _session(row: Any) -> Session:
    enough = row.people >= ENOUGH_PEOPLE
    return Session(row.held_at, row.people if enough else None, row.cases if enough else None)


def _steps(ids: Iterable[int]) -> list[StepFigure]:
    """The steps by name, whatever template they come from."""
    taken = select(StepTime).where(StepTime.intervision_id.in_(ids), StepTime.skipped.is_(False))
    found: dict[str, list[StepTime]] = {}
    for time in db.session.scalars(taken.order_by(StepTime.id)):
        if time.ran_ms > 0:
            found.setdefault(time.name, []).append(time)
    return [_figure(name, found[name]) for name in sorted(found, key=lambda n: _place(found[n]))]


def _place(times: list[StepTime]) -> int:
    return min(scripts.stop_of(each.stop).number for each in times)


def _figure(name: str, times: list[StepTime]) -> StepFigure:
    return StepFigure(
        name,
        len({each.intervision_id for each in times}),
        sum(each.planned_ms for each in times) // len(times),
        sum(each.ran_ms for each in times) // len(times),
    )
