"""The animation's gestures on clock, steps and turns; nothing here happens by itself."""

from raqnet.db import db
from raqnet.intervision import advice, turns
from raqnet.intervision import script as scripts
from raqnet.intervision.live import Live, is_present
from raqnet.intervision.models import Case, Seat, StepTime
from raqnet.intervision.script import LEAST_TURN, MINUTE, MOST_TURN, Speaks, StepKind, Stop

# The clock --------------------------------------------------------------------------------------


def start(live: Live) -> None:
    """Let time pass."""
    live.clock = live.clock.start(live.now)
    if live.intervision.started_at is None:
        live.intervision.started_at = live.now
    live.show()


def pause(live: Live) -> None:
    """Let time stand still."""
    live.clock = live.clock.pause(live.now)
    live.show()


def add_minutes(live: Live, minutes: int) -> None:
    """Give this step more minutes, or fewer."""
    live.clock = live.clock.add(minutes * MINUTE, live.now)
    live.show()


def lengthen_to(live: Live, minutes: int) -> None:
    """Let this step last so many minutes in all."""
    live.clock = live.clock.add(minutes * MINUTE - live.clock.step_given_ms, live.now)
    live.show()


# Steps ------------------------------------------------------------------------------------------


def forward(live: Live) -> None:
    """The next part of this step, or the next step; its clock waits to be started."""
    if live.room.phase < len(live.phases) - 1:
        _turn_over(live)
        live.room.phase += 1
        _new_round(live)
        live.show()
        return
    _go(live, scripts.after(live.stops, live.stop))


def skip(live: Live) -> None:
    """Leave this step out, or what is left of it; the last one has nothing after it."""
    stop = scripts.after(live.stops, live.stop)
    if stop is not None and not live.clock.step_ran(live.now):
        _time_of(live, live.stop).skipped = True
    _go(live, stop)


def back(live: Live) -> None:
    """The part or the step before; it goes on with the time that it had left."""
    if live.room.phase:
        _turn_over(live)
        live.room.phase -= 1
        _new_round(live)
        live.show()
        return
    _go(live, scripts.before(live.stops, live.stop))


def _go(live: Live, stop: Stop | None) -> None:
    if stop is None:
        return
    _turn_over(live)
    settle(live)
    room = live.room
    room.stop, room.phase = str(stop), 0
    time = _time_of(live, stop)
    if not time.ran_ms:
        time.given_ms = time.left_ms = live.planned_ms(stop)
    time.skipped = False
    live.clock = live.clock.with_step(time.given_ms, time.left_ms)
    room.turn_seconds = live.step.turn
    for seat in live.seats:
        seat.hand_at = None
    _new_round(live)
    if live.step.kind == StepKind.CHOICE and not room.vote:
        room.vote = "open"
    live.show()


def settle(live: Live) -> None:
    """Note how long the step that is left has lasted."""
    time = _time_of(live, live.stop)
    time.given_ms, time.left_ms = live.clock.step_given_ms, live.clock.step_left(live.now)


def _time_of(live: Live, stop: Stop) -> StepTime:
    found = live.times.get(str(stop))
    if found is None:
        step, planned = live.script.steps[stop.number], live.planned_ms(stop)
        found = StepTime(
            intervision_id=live.intervision.id, stop=str(stop), kind=step.kind, name=step.name,
            planned_ms=planned, given_ms=planned, left_ms=planned, skipped=False,
        )  # fmt: skip
        live.times[str(stop)] = found
        db.session.add(found)
    return found


def choose_method(live: Live, case: Case, method: int, rounds: int) -> None:
    """How the group works on this case; the analysis begins again with its first part."""
    if (case.method, case.rounds) == (method, rounds):
        return
    case.method, case.rounds = method, rounds
    if case is live.case and live.step.kind == StepKind.ANALYSIS:
        _turn_over(live)
        live.room.phase = 0
        _new_round(live)
    live.show()


# Turns ------------------------------------------------------------------------------------------


def next_up(live: Live) -> list[int]:
    """The seats whose turn is to come, the next one first."""
    chairs = turns.waiting(
        live.chairs, live.speaks, live.owner_id, live.room.round, live.room.speaker_id
    )
    return [each.id for each in chairs]


def give_floor(live: Live, seat: Seat) -> None:
    """Let this person speak; the turn before is over, the clock runs."""
    speaks_already = live.room.speaker_id == seat.id
    if speaks_already or not is_present(seat) or live.speaks in turns.NO_TURNS:
        return
    _turn_over(live)
    live.room.speaker_id, seat.hand_at = seat.id, None
    limited = live.speaks in turns.ROUNDS
    live.clock = live.clock.with_turn(live.room.turn_seconds * 1000 if limited else 0, live.now)
    start(live)


def end_turn(live: Live) -> None:
    """Nobody has the floor."""
    if live.room.speaker_id is not None:
        _turn_over(live)
        live.show()


def new_round(live: Live) -> None:
    """Once more around the table."""
    _turn_over(live)
    _new_round(live)
    live.show()


def set_turn(live: Live, seconds: int) -> None:
    """Let each turn of this step last so long, the present one too."""
    live.room.turn_seconds = min(max(seconds, LEAST_TURN), MOST_TURN)
    if live.room.speaker_id is not None and live.speaks == Speaks.ROUND:
        live.clock = live.clock.with_turn_length(live.room.turn_seconds * 1000, live.now)
    live.show()


def _turn_over(live: Live) -> None:
    """Count what the present speaker has spoken; the floor is free."""
    speaker = live.seat(live.room.speaker_id)
    if speaker is not None:
        speaker.spoken_ms += max(0, live.clock.turn_ran(live.now))
        speaker.spoke_round = live.room.round
        live.clock = live.clock.with_turn(0, live.now)
    live.room.speaker_id = None


def _new_round(live: Live) -> None:
    live.room.round += 1


# The expected end -------------------------------------------------------------------------------


def after_ms(live: Live) -> int:
    """How long the steps after this one last: as planned, or what they had left."""
    return sum(_left_ms(live, stop) for stop in _to_come(live))


def _to_come(live: Live) -> list[Stop]:
    stops = live.stops
    nearest = scripts.after(stops, live.stop)
    return stops[stops.index(nearest) :] if nearest else []


def _begun(live: Live, stop: Stop) -> bool:
    """Was this step entered before, and did it run? It goes on with what it had left."""
    return str(stop) in live.times and live.times[str(stop)].ran_ms != 0


def _left_ms(live: Live, stop: Stop) -> int:
    if _begun(live, stop):
        return max(0, live.times[str(stop)].left_ms)
    return live.planned_ms(stop)


def share_out(live: Live) -> None:
    """Give the steps to come the minutes that are left until the end that was promised.

    In proportion to the template, so that doing it again changes nothing.
    """
    if live.room.ends_by is None:
        return
    left = int((live.room.ends_by - live.now).total_seconds() * 1000) * live.room.speed
    left -= max(0, live.clock.step_left(live.now))
    left -= sum(_left_ms(live, stop) for stop in _to_come(live) if _begun(live, stop))
    fresh = [stop for stop in _to_come(live) if not _begun(live, stop)]
    planned = [live.script.steps[stop.number].minutes * MINUTE for stop in fresh]
    shares = advice.share_out(planned, left)
    given = {str(stop): share for stop, share in zip(fresh, shares, strict=True)}
    live.room.minutes = {**live.room.minutes, **given}
    live.show()
