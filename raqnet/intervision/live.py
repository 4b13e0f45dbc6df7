"""A session as its gestures find it: its row locked, its people, cases and steps at hand.

Two gestures on one session never mix: each takes the room's row first (`FOR UPDATE`; SQLite lets
one transaction write at a time anyway), and sees what the one before has left.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Integer, String, bindparam, exists, insert, select

from raqnet import clock as wall
from raqnet.db import db
from raqnet.intervision import script as scripts
from raqnet.intervision.clock import Clock
from raqnet.intervision.models import (
    Case,
    GestureDone,
    Intervision,
    Room,
    Seat,
    SeatState,
    StepTime,
)
from raqnet.intervision.script import MINUTE, Phase, Script, Speaks, Step, Stop
from raqnet.intervision.turns import Chair

LATEST_REPLAY = timedelta(hours=12)


class Live:
    """The rows of one open session, and what follows from them.

    `load` gives the rows of a model that are this session's; what nobody looks at is not loaded.
    """

    def __init__(
        self, intervision: Intervision, room: Room, now: datetime, load: Callable[[Any], list[Any]]
    ) -> None:
        self.intervision, self.room, self.now = intervision, room, now
        self._load = load

    @cached_property
    def script(self) -> Script:
        """The steps that this session goes by."""
        return scripts.from_json(self.intervision.script or {})

    @cached_property
    def seats(self) -> list[Seat]:
        """Its people, in the order in which they came."""
        return self._load(Seat)

    @cached_property
    def cases(self) -> list[Case]:
        """The lines of its flipchart."""
        return self._load(Case)

    @cached_property
    def times(self) -> dict[str, StepTime]:
        """How the steps went that were entered, by their stop."""
        return {each.stop: each for each in self._load(StepTime)}

    # Where we are ------------------------------------------------------------------------------

    @property
    def stops(self) -> list[Stop]:
        """The way: as many cases as were chosen, or as are wanted until then."""
        return scripts.way(self.script, len(self.chosen) or self.intervision.cases_wanted)

    @property
    def stop(self) -> Stop:
        """Where we are on it."""
        return scripts.stop_of(self.room.stop)

    @property
    def step(self) -> Step:
        """The step that we are in."""
        return self.script.steps[self.stop.number]

    @property
    def chosen(self) -> list[Case]:
        """The chosen cases in the order in which they are taken."""
        picked = [each for each in self.cases if each.chosen]
        return sorted(picked, key=lambda each: each.chosen or 0)

    @property
    def case(self) -> Case | None:
        """The case on the table, if any."""
        number = self.stop.case
        return self.chosen[number - 1] if 0 < number <= len(self.chosen) else None

    @property
    def phases(self) -> list[Phase]:
        """The parts of this step."""
        case = self.case
        return scripts.phases(
            self.step.kind, case.method if case else 1, case.rounds if case else 2
        )

    @property
    def phase(self) -> Phase | None:
        """The part of this step that we are in."""
        phases = self.phases
        return phases[min(self.room.phase, len(phases) - 1)] if phases else None

    @property
    def speaks(self) -> Speaks:
        """Who speaks now."""
        return scripts.speaks(self.step, self.phase)

    @property
    def owner_id(self) -> int | None:
        """The seat of whoever brought the case that is on the table."""
        return self.case.owner_id if self.case else None

    # People ------------------------------------------------------------------------------------

    def seat(self, seat_id: int | None) -> Seat | None:
        """One seat of this session."""
        return next((each for each in self.seats if each.id == seat_id), None)

    @property
    def present(self) -> list[Seat]:
        """Those who are there and take part in rounds and votes."""
        return [each for each in self.seats if each.takes_part and is_present(each)]

    @property
    def chairs(self) -> list[Chair]:
        """The same for the turn engine."""
        return [chair(each) for each in self.present]

    # The clock ---------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The room's clock."""
        room = self.room
        return Clock(
            room.running_since, room.step_ms, room.turn_ms, room.step_given_ms,
            room.turn_given_ms, room.speed,
        )  # fmt: skip

    @clock.setter
    def clock(self, clock: Clock) -> None:
        room = self.room
        room.running_since = clock.since
        room.step_ms, room.step_given_ms = clock.step_ms, clock.step_given_ms
        room.turn_ms, room.turn_given_ms = clock.turn_ms, clock.turn_given_ms

    def planned_ms(self, stop: Stop) -> int:
        """How long a stop is to last, as planned or as shared out since."""
        own = self.room.minutes.get(str(stop))
        return own if own is not None else self.script.steps[stop.number].minutes * MINUTE

    # Being seen --------------------------------------------------------------------------------

    def show(self) -> None:
        """Everybody's screen has something new."""
        self.room.version += 1

    def show_backstage(self) -> None:
        """Only the animation's screens have."""
        self.room.backstage += 1


def is_present(seat: Seat) -> bool:
    """Is this person in the room?"""
    return seat.state == SeatState.PRESENT


def chair(seat: Seat) -> Chair:
    """A seat as the turn engine knows it."""
    return Chair(seat.id, seat.spoken_ms, seat.spoke_round, seat.hand_at)


def find(intervision_id: int, lock: bool = False, at: datetime | None = None) -> Live | None:
    """The live state of a session whose room was opened; `at` is when its gesture was made.

    With `lock`, until the end of the transaction nobody else changes it.
    """
    asked = _ROOM_LOCKED if lock else _ROOM
    # Under the lock all is read anew: what this session has seen before it may be old.
    options = {"populate_existing": lock}
    room = db.session.scalar(asked, {"id": intervision_id}, execution_options=options)
    if room is None:
        return None
    found = db.session.scalars(_INTERVISION, {"id": intervision_id}, execution_options=options)
    intervision = found.one()

    def load(model: Any) -> list[Any]:
        values = {"id": intervision_id}
        return list(db.session.scalars(_ROWS[model], values, execution_options=options))

    return Live(intervision, room, moment(room, at), load)


# The statements of every gesture are put together once.
_ROOM = select(Room).where(Room.intervision_id == bindparam("id"))
_ROOM_LOCKED = _ROOM.with_for_update()
# Asked once the lock is there: PostgreSQL would join it as it was while it waited.
_INTERVISION = select(Intervision).where(Intervision.id == bindparam("id"))
_MODELS: tuple[Any, ...] = (Seat, Case, StepTime)
_ROWS = {
    model: select(model).where(model.intervision_id == bindparam("id")).order_by(model.id)
    for model in _MODELS
}


def moment(room: Room, at: datetime | None) -> datetime:
    """When a gesture counts: when it was made, but neither to come nor before the one before.

    A laptop that lost the link tells when each gesture was made; hours later nobody believes it.
    """
    now = wall.exact()
    if at is None or at > now or now - at > LATEST_REPLAY:
        return now
    return max(at, room.moved_at) if room.moved_at else at


_GESTURE = bindparam("room", type_=Integer), bindparam("gesture", type_=String)
_KNOWN = exists().where(GestureDone.intervision_id == _GESTURE[0], GestureDone.key == _GESTURE[1])
_NOTE = insert(GestureDone.__table__).from_select(  # type: ignore[arg-type]
    ["intervision_id", "key"], select(*_GESTURE).where(~_KNOWN)
)


def once(intervision_id: int, key: str | None) -> bool:
    """Is this the first time that the gesture with this key arrives? Notes that it has.

    Call it with the room locked.
    """
    if not key:
        return True
    values = {"room": intervision_id, "gesture": key}
    done = db.session.connection().execute(
        _NOTE, values, execution_options={"preserve_rowcount": True}
    )
    return done.rowcount == 1


def keys(cases: Iterable[Case]) -> list[str]:
    """The keys of cases."""
    return [each.key for each in cases]
