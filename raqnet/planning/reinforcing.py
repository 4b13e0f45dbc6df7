"""Colleagues wanted for a date: asking, joining, leaving; places are never oversold.

Whoever joins becomes one of the workers of that date, which gets a row of its own: so it is in
their agenda and their feeds, and counted once. The date is held first, then the places: two taps
at the same instant stand in a row, and the second one finds what the first one left.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, delete, exists, select, update
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import queries as calendar
from raqnet.calendar import services
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.db import INSERTS, db
from raqnet.people.models import Language, Skill, Worker
from raqnet.planning import queries_reinforcement as queries
from raqnet.planning.models import Reinforcement, ReinforcementJoin


class Refusal(enum.StrEnum):
    """Why somebody cannot join."""

    OVER = "over"
    CANCELLED = "cancelled"
    NOT_ASKED = "not asked"
    THERE = "there"  # one of the workers already
    AWAY = "away"  # not at work on that day
    UNMATCHED = "unmatched"  # another language or skill is wanted
    FULL = "full"


class Refused(Exception):
    """Nobody joins here, for a reason."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Wish:
    """How many colleagues, and what they bring."""

    wanted: int
    language_id: int | None = None
    skill_id: int | None = None
    note: str = ""


def ask(dates: Iterable[int], wish: Wish, author_id: int) -> None:
    """Ask for colleagues on these dates, or change what was asked; who has joined stays."""
    values = {**vars(wish), "author_id": author_id, "created_at": clock.now()}
    rows = [{"occurrence_id": id_, "taken": 0, "closed": False, **values} for id_ in dates]
    if not rows:
        return
    insert = INSERTS[db.session.get_bind().dialect.name](Reinforcement)
    enough = case((Reinforcement.taken > wish.wanted, Reinforcement.taken), else_=wish.wanted)
    upsert = insert.values(rows).on_conflict_do_update(
        index_elements=["occurrence_id"], set_={**vars(wish), "wanted": enough, "closed": False}
    )
    db.session.execute(upsert)


def stop(dates: Iterable[int]) -> None:
    """Ask no more on these dates; those who have joined stay, they count on it."""
    of_dates = Reinforcement.occurrence_id.in_(list(dates))
    db.session.execute(delete(Reinforcement).where(of_dates, Reinforcement.taken == 0))
    closing = update(Reinforcement).where(of_dates)
    db.session.execute(closing.values(wanted=Reinforcement.taken, closed=True))


def remember(dates: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is asked on these dates, as plain values."""
    rows = db.session.scalars(
        select(Reinforcement).where(Reinforcement.occurrence_id.in_(list(dates)))
    )
    names = ("wanted", "language_id", "skill_id", "note", "author_id", "closed")
    return {row.occurrence_id: {name: getattr(row, name) for name in names} for row in rows}


def put_back(occurrence_id: int, plain: Mapping[str, Any]) -> None:
    """Ask on a date that is back what was asked on it; a skill or language that is gone is not."""
    still = {
        name: plain[name] if plain[name] and db.session.get(model, plain[name]) else None
        for name, model in (("language_id", Language), ("skill_id", Skill))
    }
    row = Reinforcement(occurrence_id=occurrence_id, taken=0, **{**plain, **still})
    db.session.add(row)
    db.session.flush()


def joined(occurrence_id: int) -> list[Worker]:
    """Who has joined a date and not left it."""
    ids = select(ReinforcementJoin.worker_id).where(
        ReinforcementJoin.reinforcement_id.in_(
            select(Reinforcement.id).where(Reinforcement.occurrence_id == occurrence_id)
        ),
        ReinforcementJoin.left_at.is_(None),
    )
    rows = select(Worker).where(Worker.id.in_(ids)).options(joinedload(Worker.user))
    return list(db.session.scalars(rows.order_by(Worker.id)))


def coming(series_id: int) -> list[int]:
    """The dates of a series, or of a one-off, that are still to come and to be held."""
    rows = (
        select(Occurrence.id)
        .join(Action, Action.id == Occurrence.action_id)
        .where(
            Occurrence.series_id == series_id,
            Occurrence.ends_at > clock.now(),
            Action.status != Status.CANCELLED,
        )
    )
    return list(db.session.scalars(rows))


def join(user: Principal, occurrence_id: int) -> Occurrence | None:
    """Take a place on a date; None where this person sees no such date. Errors: Refused."""
    date = _held(user, occurrence_id)
    if date is None or user.worker_id is None:
        return None
    if _joined(date, user.worker_id):
        return date
    _check(user, date)
    place = update(Reinforcement).where(Reinforcement.occurrence_id == date.id, *queries.places())
    if not _changed(place.values(taken=Reinforcement.taken + 1)):
        raise Refused(Refusal.FULL)
    asked = select(Reinforcement.id).where(Reinforcement.occurrence_id == date.id)
    reinforcement_id = db.session.scalars(asked).one()
    db.session.merge(
        ReinforcementJoin(
            reinforcement_id=reinforcement_id,
            worker_id=user.worker_id,
            at=clock.now(),
            left_at=None,
        )
    )
    db.session.flush()
    services.override(date, user.id, workers=[*date.action.workers, _worker(user.worker_id)])
    return date


def leave(user: Principal, occurrence_id: int) -> Occurrence | None:
    """Give the place back; None as above. Errors: Refused once the date is over."""
    date = _held(user, occurrence_id)
    if date is None or user.worker_id is None:
        return None
    if date.ends_at <= clock.now():
        raise Refused(Refusal.OVER)
    if _give_back(date.id, user.worker_id):
        others = [each for each in date.action.workers if each.id != user.worker_id]
        services.override(date, user.id, workers=others)
    return date


def follow(action: Action) -> None:
    """The places follow the workers: freed by those taken off since they joined, taken again by
    those who are back.
    """
    follow_many([action])


def follow_many(actions: Sequence[Action]) -> None:
    """The same of many actions, in as few queries."""
    there = exists().where(
        action_workers.c.action_id == Occurrence.action_id,
        action_workers.c.worker_id == ReinforcementJoin.worker_id,
    )
    query = (
        select(Reinforcement.occurrence_id, ReinforcementJoin.worker_id, ReinforcementJoin.left_at)
        .join(Reinforcement, Reinforcement.id == ReinforcementJoin.reinforcement_id)
        .join(Occurrence, Occurrence.id == Reinforcement.occurrence_id)
        .where(
            Occurrence.series_id.in_([action.id for action in actions]),
            ReinforcementJoin.left_at.is_(None) != there,
        )
    )
    for occurrence_id, worker_id, left_at in db.session.execute(query).all():
        (_give_back if left_at is None else _take_again)(occurrence_id, worker_id)


def _held(user: Principal, occurrence_id: int) -> Occurrence | None:
    """The date, as it is once nobody else can change who joins it."""
    rows = select(Occurrence.id).where(Occurrence.id == occurrence_id)
    if db.session.scalar(rows.with_for_update()) is None:
        return None
    db.session.expire_all()
    return calendar.find_occurrence(user, occurrence_id)


def _check(user: Principal, date: Occurrence) -> None:
    if date.action.status == Status.CANCELLED:
        raise Refused(Refusal.CANCELLED)
    if date.ends_at <= clock.now():
        raise Refused(Refusal.OVER)
    if user.worker_id in {each.id for each in date.action.workers}:
        raise Refused(Refusal.THERE)
    asked = queries.asked(date.id)
    if asked is None or asked.closed:
        raise Refused(Refusal.NOT_ASKED)
    if not queries.is_there(user, date.id):
        raise Refused(Refusal.AWAY)
    if not queries.matches(user, asked):
        raise Refused(Refusal.UNMATCHED)


def _joined(date: Occurrence, worker_id: int) -> bool:
    here = ReinforcementJoin.left_at.is_(None)
    return bool(db.session.scalar(select(exists().where(_join_of(date.id, worker_id), here))))


def _join_of(occurrence_id: int, worker_id: int) -> Any:
    ids = select(Reinforcement.id).where(Reinforcement.occurrence_id == occurrence_id)
    return and_(
        ReinforcementJoin.reinforcement_id.in_(ids), ReinforcementJoin.worker_id == worker_id
    )


def _give_back(occurrence_id: int, worker_id: int) -> bool:
    """One place more, if this person had taken it."""
    here = ReinforcementJoin.left_at.is_(None)
    gone = update(ReinforcementJoin).where(_join_of(occurrence_id, worker_id), here)
    if not _changed(gone.values(left_at=clock.now())):
        return False
    places = update(Reinforcement).where(Reinforcement.occurrence_id == occurrence_id)
    db.session.execute(places.values(taken=Reinforcement.taken - 1))
    return True


def _take_again(occurrence_id: int, worker_id: int) -> None:
    """Somebody who had left is back: room is made for them, whoever came meanwhile."""
    back = update(ReinforcementJoin).where(_join_of(occurrence_id, worker_id))
    db.session.execute(back.values(left_at=None))
    full = Reinforcement.taken == Reinforcement.wanted
    room = case((full, Reinforcement.wanted + 1), else_=Reinforcement.wanted)
    places = update(Reinforcement).where(Reinforcement.occurrence_id == occurrence_id)
    db.session.execute(places.values(taken=Reinforcement.taken + 1, wanted=room))


def _changed(statement: Any) -> bool:
    return bool(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def _worker(worker_id: int) -> Worker:
    """With the name of the account, which the history tells."""
    rows = select(Worker).where(Worker.id == worker_id).options(joinedload(Worker.user))
    return db.session.scalars(rows).one()
