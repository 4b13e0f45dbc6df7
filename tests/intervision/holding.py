"""Holding a session in tests: time stands still unless a gesture lets it pass."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from raqnet import clock
from raqnet.db import db
from raqnet.intervision import flipchart, live, moves, snapshot, still, voting
from raqnet.intervision.frozen import Snapshot
from raqnet.intervision.live import Live
from raqnet.intervision.models import Case, Seat
from tests import factories as make

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
MINUTE = 60_000


class Held:
    """An open session of so many people, with a case on the flipchart for each."""

    def __init__(self, people: int = 4, cases: int = 0, **values: Any) -> None:
        self.now = NINE
        clock.clock.freeze(NINE)
        self.intervision = make.intervision(**values)
        self.id = self.intervision.id
        members = [make.worker().user for _ in range(people)]
        found = make.open_room(self.intervision, members)
        self.seats = [seat.id for seat in found.present]
        for seat in found.present[:cases]:
            flipchart.add(found, f"Un cas de {seat.name}", seat)
        db.session.flush()
        self.cases = [case.key for case in found.cases]

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)
        clock.clock.freeze(self.now)

    @property
    def live(self) -> Live:
        """The session as the next gesture finds it."""
        db.session.flush()
        found = live.find(self.id, lock=True)
        assert found is not None
        return found

    @property
    def shot(self) -> Snapshot:
        """The session as screens show it."""
        db.session.flush()
        return snapshot.make(still.look(self.id))

    def do(self, gesture: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Make a gesture, as a view does; what stands for a row is found by its id or key."""
        found = self.live
        answer = gesture(found, *args, **kwargs)
        found.room.moved_at = found.now
        db.session.flush()
        return answer

    def seat(self, number: int) -> Seat:
        """The seat of the person with this number."""
        return next(each for each in self.live.seats if each.id == self.seats[number])

    def case(self, number: int) -> Case:
        """The case of the person with this number."""
        return next(each for each in self.live.cases if each.key == self.cases[number])

    def go(self, stop: str) -> None:
        """Onwards until this stop, minutes and turns left out."""
        while str(self.live.stop) != stop:
            assert str(self.live.stop) != "9.0", f"{stop} is not on the way"
            self.do(moves.forward)

    def choose(self, *numbers: int) -> None:
        """Take these cases."""
        self.do(voting.choose, [self.cases[number] for number in numbers])

    def speak(self, number: int, **time: float) -> None:
        """Let a person speak for a while."""
        self.do(moves.give_floor, self.seat(number))
        self.wait(**time)
