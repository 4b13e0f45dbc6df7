"""What a session is at one version, frozen: everything that its screens may show.

What is secret while the vote is open is not in it. Nothing of it changes once it is made, so that
what follows from its parts is worked out once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from raqnet.intervision import advice, turns
from raqnet.intervision.clock import Clock
from raqnet.intervision.models import SeatState
from raqnet.intervision.script import Phase, Script, Speaks, Step, Stop

ABOUT = 6000  # bytes that a snapshot takes, about


class Person(NamedTuple):
    """A seat."""

    id: int
    user_id: int | None
    name: str
    state: str
    animates: bool
    takes_part: bool
    ready: bool
    hand_up: bool
    voted: bool
    spoken_ms: int
    spoke: bool  # in this round

    @property
    def present(self) -> bool:
        """Is this person in the room?"""
        return self.state == SeatState.PRESENT


class Line(NamedTuple):
    """What the owner of a case will do."""

    what: str
    due_on: date | None


class Sheet(NamedTuple):
    """A case; its words are None once erased, its crosses until the vote is closed."""

    id: int
    key: str
    owner_id: int | None
    title: str | None
    knot: str
    synthesis: str
    crosses: int | None
    paper_crosses: int
    chosen: int | None
    method: int
    rounds: int
    lines: tuple[Line, ...]


class Lap(NamedTuple):
    """A stop of the way, as it was planned and as it went."""

    stop: Stop
    step: Step
    given_ms: int
    ran_ms: int
    here: bool
    done: bool


@dataclass(frozen=True)
class Snapshot:
    """Everything that a screen may show; what a given person may see is the view's choice."""

    id: int
    version: int
    backstage: int
    label: str
    rehearsal: bool
    open: bool
    started: bool
    code: str | None
    script: Script
    laps: tuple[Lap, ...]
    stop: Stop
    step: Step
    phases: tuple[Phase, ...]
    phase: Phase | None
    phase_index: int
    speaks: Speaks
    clock: Clock
    turn_seconds: int
    shared_ms: int | None  # what is left of the envelope, as `clock.step_ms` is
    shared_given_ms: int
    case: Sheet | None
    cases: tuple[Sheet, ...]
    chosen: tuple[Sheet, ...]
    people: tuple[Person, ...]
    awaited: tuple[str, ...]  # the names of those who are expected and have not come
    speaker: Person | None
    waiting: tuple[Person, ...]  # whose turn is to come, the next one first
    vote: str
    tied: tuple[str, ...]
    after_ms: int  # how long the steps after this one last
    ends_by: datetime | None
    evaluation: dict[str, str]
    notice: str  # of a later subject: see parts.py

    def __len__(self) -> int:
        return ABOUT + 400 * len(self.cases) + 200 * len(self.people)

    @cached_property
    def here(self) -> tuple[Person, ...]:
        """Those who are in the room and take part."""
        return tuple(each for each in self.people if each.present and each.takes_part)

    @cached_property
    def way(self) -> tuple[tuple[Stop, int, bool, bool], ...]:
        """The way as a list tells it: stops, how long each lasts, where we are, what is over."""
        return tuple((each.stop, each.given_ms, each.here, each.done) for each in self.laps)

    @cached_property
    def owner(self) -> Person | None:
        """Whoever brought the case that is on the table."""
        return self.person(self.case.owner_id) if self.case else None

    @cached_property
    def names(self) -> tuple[tuple[int, str], ...]:
        """Those who take part, by seat and name."""
        return tuple((each.id, each.name) for each in self.here)

    @cached_property
    def asking(self) -> list[Person]:
        """Those who wait at the door."""
        return [each for each in self.people if each.state == SeatState.ASKING]

    @cached_property
    def cases_total(self) -> int:
        """How many cases there will be."""
        return max((lap.stop.case for lap in self.laps), default=0)

    @cached_property
    def next_lap(self) -> Lap | None:
        """The stop after this one."""
        return self._beside(1)

    @cached_property
    def previous_lap(self) -> Lap | None:
        """The stop before this one."""
        return self._beside(-1)

    @cached_property
    def too_many(self) -> advice.TooMany | None:
        """What to do when not everybody's turn fits in this step."""
        if self.speaks not in turns.ROUNDS:
            return None
        owner = self.case.owner_id if self.case else None
        speakers = [each for each in self.here if each.id != owner]
        turn, rounds = self.turn_seconds * 1000, self.phases.count(Phase.ROUND) or 1
        return advice.fit(len(speakers), turn, self.clock.step_given_ms, rounds)

    def _beside(self, way: int) -> Lap | None:
        at = next((i for i, lap in enumerate(self.laps) if lap.here), None)
        if at is None or not 0 <= at + way < len(self.laps):
            return None
        return self.laps[at + way]

    def person(self, seat_id: int | None) -> Person | None:
        """One person of the session."""
        return self._people.get(seat_id)

    def sheet_of(self, seat_id: int) -> Sheet | None:
        """The line of a person on the flipchart."""
        return self._sheets.get(seat_id)

    # Every phone asks for its person and line at every change.
    @cached_property
    def _people(self) -> dict[int | None, Person]:
        return {each.id: each for each in self.people}

    @cached_property
    def _sheets(self) -> dict[int | None, Sheet]:
        """The first of each owner."""
        return {each.owner_id: each for each in reversed(self.cases)}
