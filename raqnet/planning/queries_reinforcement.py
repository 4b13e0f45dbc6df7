"""Where colleagues are wanted: on one date, and everywhere for whoever has what is wanted.

Whoever is away on a day, or will have left by then, is asked for nothing on it.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.calendar import queries as calendar
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.db import db
from raqnet.people.models import (
    Absence,
    Language,
    Skill,
    Worker,
    worker_languages,
    worker_skills,
)
from raqnet.people.words import natural
from raqnet.planning.models import Reinforcement, ReinforcementJoin

MOST = 5


class Wanted(NamedTuple):
    """A date that looks for colleagues, as a list shows it."""

    occurrence_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    place: str
    missing: int
    language: str | None
    skill: str | None
    note: str


def asked(occurrence_id: int) -> Reinforcement | None:
    """What is asked for a date that one has found already."""
    rows = select(Reinforcement).where(Reinforcement.occurrence_id == occurrence_id)
    told = (joinedload(Reinforcement.language), joinedload(Reinforcement.skill))
    return db.session.scalar(rows.options(*told))


def joined(reinforcement: Reinforcement) -> dict[int, str]:
    """The names of those who have joined, in the order in which people read them."""
    rows = (
        select(Worker.id, User.name)
        .join(ReinforcementJoin, ReinforcementJoin.worker_id == Worker.id)
        .join(User, User.id == Worker.user_id)
        .where(
            ReinforcementJoin.reinforcement_id == reinforcement.id,
            ReinforcementJoin.left_at.is_(None),
        )
    )
    found = [(id_, name) for id_, name in db.session.execute(rows)]
    return dict(sorted(found, key=lambda row: natural(row[1])))


def of_series(series_id: int) -> tuple[int, int]:
    """How many coming dates of a series look for colleagues, and for how many in all."""
    rows = (
        select(func.count(), func.sum(Reinforcement.wanted - Reinforcement.taken))
        .join(Occurrence, Occurrence.id == Reinforcement.occurrence_id)
        .join(Action, Action.id == Occurrence.action_id)
        .where(Occurrence.series_id == series_id, *_open())
    )
    count, missing = db.session.execute(rows).one()
    return count, missing or 0


def matches(user: Principal, reinforcement: Reinforcement) -> bool:
    """Does this worker speak the language, and have the skill?"""
    row = select(Reinforcement.id).where(Reinforcement.id == reinforcement.id)
    return db.session.scalar(row.where(*_fitting(user.worker_id))) is not None


def is_there(user: Principal, occurrence_id: int) -> bool:
    """Will this worker be at work on that date?"""
    row = select(Occurrence.id).where(Occurrence.id == occurrence_id)
    return db.session.scalar(row.where(*_at_work(user.worker_id))) is not None


def for_me(user: Principal) -> list[Wanted]:
    """The next dates that look for what one brings, and on which one is not yet."""
    if user.worker_id is None or not user.can("reinforcement.join"):
        return []
    there = exists().where(
        action_workers.c.action_id == Action.id, action_workers.c.worker_id == user.worker_id
    )
    query = (
        _wanted()
        .where(calendar.visible(user), ~there, *_fitting(user.worker_id), *_at_work(user.worker_id))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(MOST)
    )
    return [Wanted(*row) for row in db.session.execute(query)]


def _wanted() -> Any:
    """Dates to come, to be held, with a place left."""
    return (
        select(
            Occurrence.id, Action.title, Occurrence.starts_at, Occurrence.ends_at, Action.all_day,
            Action.place, Reinforcement.wanted - Reinforcement.taken, Language.name, Skill.name,
            Reinforcement.note,
        )
        .join(Reinforcement, Reinforcement.occurrence_id == Occurrence.id)
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(Language, Language.id == Reinforcement.language_id)
        .outerjoin(Skill, Skill.id == Reinforcement.skill_id)
        .where(*_open())
    )  # fmt: skip


def places() -> list[ColumnElement[bool]]:
    """On what a date asks: somebody is still looked for."""
    return [Reinforcement.taken < Reinforcement.wanted, ~Reinforcement.closed]


def _open() -> list[ColumnElement[bool]]:
    """On a date and what it asks: it is to come and to be held, with a place left."""
    return [
        *places(),
        Occurrence.ends_at > clock.now(),
        Action.status != Status.CANCELLED,
    ]


def _fitting(worker_id: int | None) -> list[ColumnElement[bool]]:
    """On `Reinforcement`: a worker brings all that is wanted."""
    spoken = select(worker_languages.c.language_id).where(worker_languages.c.worker_id == worker_id)
    able = select(worker_skills.c.skill_id).where(worker_skills.c.worker_id == worker_id)
    return [
        or_(Reinforcement.language_id.is_(None), Reinforcement.language_id.in_(spoken)),
        or_(Reinforcement.skill_id.is_(None), Reinforcement.skill_id.in_(able)),
    ]


def _at_work(worker_id: int | None) -> list[ColumnElement[bool]]:
    """On `Occurrence`: this worker is neither away then nor gone; days are those of Brussels."""
    coming = and_(Absence.worker_id == Worker.id, Absence.ends_on >= clock.today())
    rows = db.session.execute(
        select(Worker.left_on, Absence.starts_on, Absence.ends_on)
        .outerjoin(Absence, coming)
        .where(Worker.id == worker_id)
    ).all()
    away = [clock.day_span(row.starts_on, row.ends_on) for row in rows if row.starts_on]
    there = [or_(Occurrence.ends_at <= first, Occurrence.starts_at >= end) for first, end in away]
    gone = [clock.day_span(row.left_on, row.left_on)[1] for row in rows[:1] if row.left_on]
    return [*there, *(Occurrence.starts_at < end for end in gone)]
