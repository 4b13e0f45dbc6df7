"""What a change of rule or hours makes of an action's dates: told first, then done.

A plan is made without touching anything, so that a page can show it; `carrying.py` does it. What
has taken place and is evaluated, or bound otherwise, is history: it stays where it took place.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from raqnet import clock
from raqnet.calendar import dates, details, recurrence
from raqnet.calendar.details import Details
from raqnet.calendar.models import Occurrence
from raqnet.calendar.recurrence import Slot


@dataclass(frozen=True)
class Kept:
    """A date that goes on. It was moved on its own (`own_hours`): then it stays where it is.

    `stays`: it does so though one could expect otherwise, which a page tells.
    """

    occurrence: Occurrence
    slot: Slot
    own_hours: bool
    stays: bool = False

    @property
    def starts_at(self) -> datetime:
        """When it will begin."""
        return self.occurrence.starts_at if self.own_hours else self.slot.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it will end."""
        return self.occurrence.ends_at if self.own_hours else self.slot.ends_at

    @property
    def moves(self) -> bool:
        """Will it be at other hours than now?"""
        now = (self.occurrence.starts_at, self.occurrence.ends_at)
        return now != (self.starts_at, self.ends_at)


@dataclass(frozen=True)
class Plan:
    """Dates that go on, that go, that are kept apart (evaluated or bound), that come."""

    kept: list[Kept] = field(default_factory=list)
    gone: list[Occurrence] = field(default_factory=list)
    apart: list[Occurrence] = field(default_factory=list)
    appeared: list[Slot] = field(default_factory=list)
    spoken_of: frozenset[int] = frozenset()
    hung: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # see `hanging.counts`
    overwritten: tuple[tuple[str, str, str], ...] = ()  # see `carrying.overwritten`

    @property
    def moved(self) -> list[Kept]:
        """The dates that go on at other hours."""
        return [each for each in self.kept if each.moves]

    @property
    def staying(self) -> list[Kept]:
        """The dates that stay where they are though others move."""
        return [each for each in self.kept if each.stays]

    @property
    def changes(self) -> bool:
        """Is any date not exactly as it was, or does one stay though others move?"""
        return bool(self.gone or self.apart or self.appeared or self.moved or self.staying)

    @property
    def token(self) -> str:
        """Names this plan: another state of the dates, or another change, has another name."""
        told = (
            [(each.occurrence.id, str(each.starts_at), str(each.ends_at)) for each in self.moved],
            [each.id for each in self.gone],
            [each.id for each in self.apart],
            [(str(each.starts_at), str(each.ends_at)) for each in self.appeared],
            [each.occurrence.id for each in self.staying],
            self.overwritten,
        )
        return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def plan(
    old: Sequence[Occurrence],
    before: Details,
    after: Details,
    spoken_of: Collection[int],
    hung: Mapping[int, tuple[int, ...]] | None = None,
    exactly: bool = False,
) -> Plan:
    """What becomes of the dates `old`; `spoken_of`: those of which somebody has said something.

    `exactly`: history moves too, as undoing puts back what was.
    """
    kept, vanished, appeared = pair(old, dates.slots_by(after))
    turn = _Turn(before, after, frozenset() if exactly else frozenset(spoken_of))
    return Plan(
        [turn.keep(each, slot) for each, slot in kept],
        [each for each in vanished if each.id not in spoken_of],
        [each for each in vanished if each.id in spoken_of],
        list(appeared),
        frozenset(spoken_of),
        hung or {},
    )


def pair(
    old: Sequence[Occurrence], new: Sequence[Slot]
) -> tuple[list[tuple[Occurrence, Slot]], list[Occurrence], list[Slot]]:
    """Which date continues as which; the only date of a one-off continues as the first."""
    by_slot = {dates.slot_of(each): each for each in old}
    kept, vanished, appeared = recurrence.pair(list(by_slot), new)
    if len(old) == 1 and vanished and appeared:
        kept, vanished, appeared = {vanished[0]: appeared[0]}, [], appeared[1:]
    pairs = [(by_slot[before], after) for before, after in kept.items()]
    return pairs, [by_slot[slot] for slot in vanished], appeared


class _Turn:
    """From what an action was to what it will be; `fixed`: dates that stay once they are past."""

    def __init__(self, before: Details, after: Details, fixed: frozenset[int]) -> None:
        self.before, self.after, self.fixed = before, after, fixed
        self.given = {slot.recurrence_id: slot for slot in dates.slots_by(before)}
        self.hours_asked = any(before[name] != after[name] for name in details.TIMES)

    def keep(self, each: Occurrence, slot: Slot) -> Kept:
        """How a date goes on that a rule has put there (`slot`)."""
        if self.before["rrule"] is None and self.after["rrule"] is None:
            return Kept(each, slot, own_hours=False)  # a one-off has one form, one hour
        moves = (each.starts_at, each.ends_at) != (slot.starts_at, slot.ends_at)
        is_history = moves and each.id in self.fixed and each.starts_at <= clock.now()
        if self.after["rrule"] is not None:
            was_moved = self._was_moved(each)
            return Kept(each, slot, was_moved or is_history, is_history and not was_moved)
        if is_history or (moves and dates.is_own(each) and not self.hours_asked):
            return Kept(each, Slot(each.starts_at, each.starts_at, each.ends_at), True, True)
        return Kept(each, slot, own_hours=False)

    def _was_moved(self, each: Occurrence) -> bool:
        """Was this date of a series moved on its own?"""
        if not dates.is_own(each):
            return False
        own, slot = each.action, self.given.get(each.recurrence_id)
        hours = tuple(getattr(own, name) for name in details.TIMES)
        return slot is None or hours != (slot.starts_at, slot.ends_at, self.before["all_day"])
