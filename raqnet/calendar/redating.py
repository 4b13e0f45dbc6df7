"""What a change of rule or hours makes of an action's dates: told first, then done.

A plan is made without touching anything, so that a page can show it; `series.py` carries it out.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from raqnet.calendar import dates, details, recurrence
from raqnet.calendar.details import Details
from raqnet.calendar.models import Occurrence
from raqnet.calendar.recurrence import Slot


@dataclass(frozen=True)
class Kept:
    """A date that goes on. It was moved on its own (`own_hours`): then it stays where it is."""

    occurrence: Occurrence
    slot: Slot
    own_hours: bool

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

    @property
    def moved(self) -> list[Kept]:
        """The dates that go on at other hours."""
        return [each for each in self.kept if each.moves]

    @property
    def changes(self) -> bool:
        """Is any date not exactly as it was?"""
        return bool(self.gone or self.apart or self.appeared or self.moved)

    @property
    def token(self) -> str:
        """Names this plan: another state of the dates, or another change, has another name."""
        told = (
            [(each.occurrence.id, str(each.starts_at), str(each.ends_at)) for each in self.moved],
            [each.id for each in self.gone],
            [each.id for each in self.apart],
            [(str(each.starts_at), str(each.ends_at)) for each in self.appeared],
        )
        return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def plan(
    old: Sequence[Occurrence],
    before: Details,
    after: Details,
    spoken_of: Collection[int],
    hung: Mapping[int, tuple[int, ...]] | None = None,
) -> Plan:
    """What becomes of the dates `old`; `spoken_of`: those of which somebody has said something."""
    kept, vanished, appeared = pair(old, dates.slots_by(after))
    given = {slot.recurrence_id: slot for slot in dates.slots_by(before)}
    return Plan(
        [Kept(each, slot, _own_hours(each, given, before, after)) for each, slot in kept],
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


def _own_hours(
    each: Occurrence, given: dict[datetime, Slot], before: Details, after: Details
) -> bool:
    """Was this date moved on its own, and does it stay so? A one-off has one form, one hour."""
    if not dates.is_own(each) or after["rrule"] is None:
        return False
    own, slot = each.action, given.get(each.recurrence_id)
    hours = tuple(getattr(own, name) for name in details.TIMES)
    return slot is None or hours != (slot.starts_at, slot.ends_at, before["all_day"])
