"""What a person may load of signals: colleagues see them all, their authors what they withdrew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.people.models import Assignment, Neighbourhood
from raqnet.people.queries import in_force
from raqnet.people.rows import Named
from raqnet.signals.filters import Filters
from raqnet.signals.models import OVER, Dossier, Echo, Signal
from raqnet.signals.words import KIND_PARAMS, NEW, STATE_PARAMS

PAGE = 20
MOST_NEWS = 5
WHOLE = (joinedload(Signal.actor), joinedload(Signal.author))


@dataclass
class Seen:
    """By how many a signal was seen and where, and one's own echo; no name of anybody."""

    where: list[tuple[str, int]] = field(default_factory=list)  # the most first; "" is nowhere
    mine: Echo | None = None

    @property
    def count(self) -> int:
        """How many saw it."""
        return sum(count for _name, count in self.where)


@dataclass(frozen=True)
class Page:
    """Signals, the newest first, what is seen of each, and after which one the next page begins."""

    rows: list[Signal]
    seen: dict[int, Seen]
    after: int | None


def page(user: Principal, filters: Filters, after: int | None) -> Page:
    """Signals as they are narrowed down, read on from where a page ended."""
    query = (
        select(Signal)
        .where(_read_by(user), Signal.withdrawn_at.is_(None), *matching(filters))
        .options(*WHOLE, joinedload(Signal.dossier))
        .order_by(Signal.id.desc())
        .limit(PAGE + 1)
    )
    rows = list(db.session.scalars(query.where(Signal.id < after) if after else query))
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(rows, seen(user, rows), rows[-1].id if more else None)


def matching(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a signal."""
    asked: list[ColumnElement[bool]] = []
    if filters.kind:
        asked.append(Signal.kind == KIND_PARAMS[filters.kind])
    if filters.state:
        asked.append(_in_state(STATE_PARAMS[filters.state]))
    if filters.neighbourhood:
        asked.append(Signal.echoes.any(Echo.neighbourhood_id == filters.neighbourhood))
    return asked


def _in_state(state: str) -> ColumnElement[bool]:
    if state == NEW:
        return Signal.dossier_id.is_(None)
    return Signal.dossier.has(Dossier.state == state)


def find(user: Principal, signal_id: int, lock: bool = False) -> Signal | None:
    """A signal; one that was withdrawn, for its author alone. Locked, its file cannot leave."""
    there = or_(Signal.withdrawn_at.is_(None), Signal.author_id == user.id)
    query = select(Signal).where(Signal.id == signal_id, _read_by(user), there)
    query = query.options(joinedload(Signal.actor), joinedload(Signal.author))
    # The file is read after the lock is taken: by then it may have left.
    query = query.options(selectinload(Signal.dossier))
    return db.session.scalar(query.with_for_update(of=Signal) if lock else query)


def echo_of(user: Principal, signal_id: int) -> Echo | None:
    """What one has said of seeing it."""
    return db.session.scalar(
        select(Echo).where(Echo.signal_id == signal_id, Echo.user_id == user.id)
    )


def seen(user: Principal, signals: Sequence[Signal]) -> dict[int, Seen]:
    """By how many each was seen and where; two queries."""
    found = {each.id: Seen() for each in signals}
    for signal_id, name, count in db.session.execute(_counted(found)):
        found[signal_id].where.append((name or "", count))
    mine = select(Echo).where(Echo.signal_id.in_(found), Echo.user_id == user.id)
    for echo in db.session.scalars(mine.options(joinedload(Echo.neighbourhood))):
        found[echo.signal_id].mine = echo
    return found


def _counted(ids: Iterable[int]) -> Any:
    count = func.count(Echo.id)
    return (
        select(Echo.signal_id, Neighbourhood.name, count)
        .outerjoin(Neighbourhood, Neighbourhood.id == Echo.neighbourhood_id)
        .where(Echo.signal_id.in_(list(ids)))
        .group_by(Echo.signal_id, Neighbourhood.name)
        .order_by(count.desc(), Neighbourhood.name)
    )


def witnesses(signal: Signal) -> list[Echo]:
    """Who saw it, for the team's own eyes, on the page of one signal."""
    query = (
        select(Echo)
        .where(Echo.signal_id == signal.id)
        .options(joinedload(Echo.user), joinedload(Echo.neighbourhood))
        .order_by(Echo.id)
    )
    return list(db.session.scalars(query))


def my_neighbourhoods(user: Principal) -> list[Named]:
    """Where a worker works today, the first one first; nobody else has any."""
    if user.worker_id is None:
        return []
    query = (
        select(Neighbourhood.id, Neighbourhood.name)
        .join(Assignment, Assignment.neighbourhood_id == Neighbourhood.id)
        .where(Assignment.worker_id == user.worker_id, in_force(clock.today()))
        .order_by(Assignment.starts_on, Assignment.id)
    )
    return list({row.id: Named(*row) for row in db.session.execute(query)}.values())


def news(user: Principal) -> list[Signal]:
    """What became of files, not read yet: of each file one signal that leads to it."""
    by_dossier: dict[int | None, Signal] = {}
    for each in unread(user):
        by_dossier.setdefault(each.dossier_id, each)
    return list(by_dossier.values())[:MOST_NEWS]


def unread(user: Principal) -> list[Signal]:
    """What one has signalled, or seen too, whose answer, or end without, one has not read yet."""
    if not user.can("signals.write"):
        return []
    query = (
        select(Signal)
        .join(Dossier, Dossier.id == Signal.dossier_id)
        .join(Echo, Echo.signal_id == Signal.id)
        .where(
            Echo.user_id == user.id,
            Signal.withdrawn_at.is_(None),
            Dossier.state.in_(OVER),
            or_(Echo.seen_at.is_(None), Echo.seen_at < Dossier.answer_at),
        )
        .options(joinedload(Signal.dossier))
        .order_by(Dossier.answer_at.desc(), Signal.id.desc())
    )
    return list(db.session.scalars(query))


def find_actor(actor_id: int | None) -> Actor | None:
    """The sheet that a link or a form names; of one that was merged, the one that was kept."""
    if actor_id is None:
        return None
    family = func.coalesce(Actor.family_id, Actor.id)
    kept = select(family).where(Actor.id == actor_id).scalar_subquery()
    return db.session.scalar(select(Actor).where(Actor.id == kept, Actor.removed_at.is_(None)))


def _read_by(user: Principal) -> ColumnElement[bool]:
    readable = user.can("signals.write")
    return Signal.id.is_not(None) if readable else Signal.id.is_(None)
