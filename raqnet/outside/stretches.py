"""What repeats, cut where its words or its hours change from a date on (RFC 5545, 3.2.13)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from raqnet.forms import YEARS
from raqnet.outside import parts
from raqnet.outside.component import Hours
from raqnet.outside.lines import Properties
from raqnet.outside.parts import Part
from raqnet.outside.values import Moment, Unreadable


@dataclass(frozen=True)
class Repeated:
    """What repeats: how its dates begin by the rule, besides the rule, which take place or differ.

    Those that differ are known by when they would have begun.
    """

    base: Part
    hours: Hours
    by_rule: list[Moment]
    added: list[Moment]
    there: dict[datetime, Moment]
    changed: dict[datetime, Properties]


@dataclass(frozen=True)
class Turn:
    """What holds from a date on: `at` is when that date would have begun."""

    at: datetime
    base: Part
    hours: Hours

    @property
    def shift(self) -> timedelta:
        """By how much dates move on the wall."""
        wall: timedelta = self.hours.start.wall - _wall(self.at, self.hours.start)
        return wall

    def moved(self, instant: datetime) -> Moment:
        """How a date begins that would have begun at this instant. Errors: Unreadable."""
        wall = _wall(instant, self.hours.start) + self.shift
        if wall.year not in YEARS:
            raise Unreadable("year")
        return replace(self.hours.start, wall=wall)

    def is_like(self, other: "Turn") -> bool:
        """Does nothing change?"""
        words = all(getattr(self.base, name) == getattr(other.base, name) for name in parts.WORDS)
        return words and (self.shift, self.hours.length) == (other.shift, other.hours.length)


def _wall(instant: datetime, like: Moment) -> datetime:
    return instant.astimezone(like.zone).replace(tzinfo=None)


def cut(whole: Repeated, since: Mapping[datetime, Turn]) -> list[Repeated]:
    """The stretches of what repeats; `since`: what holds from which date on. Errors: Unreadable."""
    turns = [Turn(whole.hours.start.instant, whole.base, whole.hours)]
    for at in sorted(since):
        if since[at].hours.start.is_day != whole.hours.start.is_day:
            raise Unreadable("rule")
        if not since[at].is_like(turns[-1]):
            turns.append(since[at])
    more = turns[1:]
    ends = [*(turn.at for turn in more), None]
    found = [_between(whole, None, ends[0])]
    return found + [
        _moved(_between(whole, turn.at, end), turn)
        for turn, end in zip(more, ends[1:], strict=True)
    ]


def _between(whole: Repeated, first: datetime | None, end: datetime | None) -> Repeated:
    """What repeats, from a date on and before another."""

    def within(at: datetime) -> bool:
        return (first is None or at >= first) and (end is None or at < end)

    return replace(
        whole,
        by_rule=[each for each in whole.by_rule if within(each.instant)],
        added=[each for each in whole.added if within(each.instant)],
        there={at: each for at, each in whole.there.items() if within(at)},
        changed={at: row for at, row in whole.changed.items() if within(at)},
    )


def _moved(stretch: Repeated, turn: Turn) -> Repeated:
    there = [turn.moved(at) for at in stretch.there]
    return Repeated(
        turn.base, turn.hours,
        [turn.moved(each.instant) for each in stretch.by_rule],
        [turn.moved(each.instant) for each in stretch.added],
        {each.instant: each for each in there},
        {turn.moved(at).instant: row for at, row in stretch.changed.items()},
    )  # fmt: skip
