"""Changing the closed periods: which series would lose or gain which dates, and doing it.

A period that is added, moved or taken away reaches every series that leaves closed periods out.
What would become of their dates is told first (`effects`), then done (`apply`).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from raqnet import clock
from raqnet.calendar import apart, closures, dates, details, redating, school_holidays, series
from raqnet.calendar.models import Action, ClosedPeriod
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.recurrence import RuleError
from raqnet.calendar.redating import Plan
from raqnet.db import db


@dataclass(frozen=True)
class Span:
    """A closed period as it would be; both days included."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Change:
    """Another list of periods: what it will be, and what makes it so."""

    among: Sequence[Span]
    act: Callable[[], object]


@dataclass(frozen=True)
class Effect:
    """What becomes of one series; no plan where nothing would be left of it: it stays."""

    action: Action
    plan: Plan | None


def find(closure_id: int) -> ClosedPeriod | None:
    """A period; all of the team see them."""
    return db.session.scalar(select(ClosedPeriod).where(ClosedPeriod.id == closure_id))


def adding(*new: Span) -> Change:
    """These come."""
    return Change([*_spans(), *new], lambda: add(new))


def add(new: Iterable[Span]) -> None:
    """More periods, where no series is there yet to follow."""
    db.session.add_all(ClosedPeriod(**vars(span)) for span in new)


def changing(row: ClosedPeriod, span: Span) -> Change:
    """One has other days, or another name."""

    def act() -> None:
        row.name, row.starts_on, row.ends_on = span.name, span.starts_on, span.ends_on

    return Change([*_spans(without=row.id), span], act)


def removing(row: ClosedPeriod) -> Change:
    """One goes: the dates that it had taken come back."""
    return Change(_spans(without=row.id), lambda: db.session.delete(row))


def _spans(without: int | None = None) -> list[Span]:
    kept = (each for each in closures.periods() if each.id != without)
    return [Span(each.name, each.starts_on, each.ends_on) for each in kept]


def effects(among: Sequence[Span]) -> list[Effect]:
    """What would become of each series if these were the closed periods; nothing is changed."""
    found = (_effect(action, among) for action in _leaving_out())
    return [effect for effect in found if effect]


def _leaving_out() -> list[Action]:
    rows = select(Action).where(Action.skips_closed, Action.rrule.is_not(None))
    return list(db.session.scalars(rows.options(*WHOLE).order_by(Action.id)).unique())


def _effect(action: Action, among: Sequence[Span]) -> Effect | None:
    before = details.read(action)
    try:
        if closures.lay_out(before, before, among=among) == before:
            return None  # most of them, without a look at their dates
        seen = dates.glimpse(action)
        after = apart.lay_out(before, before, seen.dates, among, seen.apart)
        plan = redating.plan(seen.dates, before, after, seen.spoken_of, seen.hung)
    except RuleError:
        return Effect(action, None)
    return Effect(action, plan) if plan.changes else None


def token(found: Sequence[Effect]) -> str:
    """Names these effects, so that what was seen is what is done."""
    told = [(each.action.id, each.plan.token if each.plan else "") for each in found]
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def make(change: Change, found: Sequence[Effect], actor_id: int | None) -> None:
    """Change the periods, and the series with them, as it was seen."""
    change.act()
    apply(found, change.among, actor_id)


def apply(found: Sequence[Effect], among: Sequence[Span], actor_id: int | None) -> None:
    """Lay the series out anew."""
    for effect in found:
        if effect.plan:
            series.close(effect.action, among, actor_id)


def unknown_holidays() -> list[Span]:
    """The school holidays of this year and the next that no period covers yet."""
    known = closures.periods()
    offered = [Span(*each) for each in school_holidays.around(clock.today())]
    return [each for each in offered if not _covered(each, known)]


def _covered(span: Span, known: Sequence[ClosedPeriod]) -> bool:
    return any(each.starts_on <= span.ends_on and span.starts_on <= each.ends_on for each in known)
