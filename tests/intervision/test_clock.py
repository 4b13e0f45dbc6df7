"""The room's clock: what remains is computed, never counted down; nothing stops at nought."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from raqnet.intervision.clock import MOST_MS, Clock

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE = 60_000
instants = st.integers(0, 3 * 3600 * 10**6).map(lambda us: NINE + timedelta(microseconds=us))
waits = st.integers(0, 3600 * 10**6).map(lambda us: timedelta(microseconds=us))
lengths = st.integers(0, 240 * MINUTE)
speeds = st.sampled_from([1, 5, 10, 30])
LATE = NINE + timedelta(hours=13)
unhurried = settings(deadline=None)  # a busy machine is not a failure

either = st.booleans()


@st.composite
def clocks(draw, running=either):
    """A clock somewhere in the middle of a step and of a turn."""
    step, turn = draw(lengths), draw(lengths)
    return Clock(
        draw(instants) if draw(running) else None,
        step - draw(lengths), turn - draw(lengths), step, turn, draw(speeds),
    )  # fmt: skip


def ten_minutes(speed=1, running=True):
    """Ten minutes given at nine, a turn of one minute in them."""
    return Clock(NINE if running else None, 10 * MINUTE, MINUTE, 10 * MINUTE, MINUTE, speed)


# Reading


@unhurried
@given(clocks(), st.lists(instants, max_size=8), instants)
def test_what_remains_is_the_same_however_often_it_is_read(clock, readings, last):
    expected = clock.step_left(last), clock.turn_left(last)
    for instant in readings:
        clock.step_left(instant), clock.turn_ran(instant)
    assert (clock.step_left(last), clock.turn_left(last)) == expected


@unhurried
@given(clocks(), st.lists(waits, max_size=8))
def test_what_remains_is_the_same_however_often_it_is_wound(clock, pauses):
    wound, now = clock, clock.since or NINE
    for wait in pauses:
        now += wait
        wound = wound.wound(now)
    assert wound.step_left(LATE) == clock.step_left(LATE)
    assert wound.turn_left(LATE) == clock.turn_left(LATE)


@unhurried
@given(clocks(), instants, waits)
def test_a_running_clock_never_goes_backwards_and_never_jumps(clock, now, wait):
    fell = clock.step_left(now) - clock.step_left(now + wait)
    assert 0 <= fell <= (wait / timedelta(milliseconds=1) + 1) * clock.speed


@unhurried
@given(clocks(running=st.just(False)), instants)
def test_a_clock_that_stands_keeps_what_it_has(clock, now):
    assert (clock.step_left(now), clock.turn_left(now)) == (clock.step_ms, clock.turn_ms)


@unhurried
@given(clocks(), instants)
def test_what_ran_and_what_is_left_are_what_was_given(clock, now):
    assert clock.step_ran(now) + clock.step_left(now) == clock.step_given_ms
    assert clock.turn_ran(now) + clock.turn_left(now) == clock.turn_given_ms


def test_before_it_was_wound_no_time_has_passed():
    clock = ten_minutes()
    early = NINE - timedelta(minutes=3)  # the server's clock was set back
    assert clock.step_left(early) == 10 * MINUTE
    assert clock.wound(early).step_left(NINE) == 10 * MINUTE
    assert clock.pause(early).step_left(NINE) == 10 * MINUTE


def test_an_overrun_step_is_negative_and_goes_on():
    clock = ten_minutes()
    assert clock.step_left(NINE + timedelta(minutes=10)) == 0
    assert clock.step_left(NINE + timedelta(minutes=11, seconds=5)) == -65_000
    assert clock.step_ran(NINE + timedelta(minutes=12)) == 12 * MINUTE
    assert clock.turn_left(NINE + timedelta(minutes=3)) == -2 * MINUTE


def test_a_forgotten_room_is_at_most_a_day_over():
    clock = ten_minutes(speed=30)
    later = NINE + timedelta(days=400)
    assert clock.step_left(later) == clock.turn_left(later) == -MOST_MS
    assert clock.pause(later).start(later).step_left(later + timedelta(days=1)) == -MOST_MS


@unhurried
@given(speeds, waits)
def test_a_rehearsal_lets_time_pass_as_many_times_quicker(speed, wait):
    passed = wait // timedelta(milliseconds=1) * speed
    left = max(-MOST_MS, 10 * MINUTE - passed)
    assert ten_minutes(speed).step_left(NINE + wait) == left


# Starting and pausing


@unhurried
@given(clocks(), st.lists(st.tuples(waits, waits), max_size=8))
def test_pauses_lose_nothing_but_the_time_they_last(clock, times):
    """Whole milliseconds are kept: a pause may cost what is below one, and gives nothing."""
    now, ran = max(clock.since or NINE, NINE), timedelta()
    clock = clock.wound(now)
    left = clock.step_left(now)
    for running, paused in times:
        clock = clock.start(now)
        now, ran = now + running, ran + running
        clock = clock.pause(now)
        now += paused
    exact = max(-MOST_MS, left - ran / timedelta(milliseconds=1) * clock.speed)
    assert exact - 1 <= clock.step_left(now) <= exact + len(times) * clock.speed + 1


@unhurried
@given(clocks(), instants, waits)
def test_starting_and_pausing_twice_is_once(clock, now, wait):
    started = clock.start(now)
    assert started.start(now + wait) == started
    paused = clock.pause(now)
    assert paused.pause(now + wait) == paused
    assert not paused.running


# More time, less time


@unhurried
@given(clocks(), instants, st.integers(1, 30))
def test_more_minutes_are_given_to_the_step_alone(clock, now, minutes):
    more = clock.add(minutes * MINUTE, now)
    gained = min(minutes * MINUTE, MOST_MS - clock.step_given_ms)
    assert more.step_left(now) == clock.step_left(now) + gained
    assert more.step_ran(now) == clock.step_ran(now)
    assert more.turn_left(now) == clock.turn_left(now)
    assert more.running == clock.running


@unhurried
@given(clocks(), instants, st.integers(-300, -1))
def test_a_step_never_gets_less_than_it_has_had(clock, now, minutes):
    less = clock.add(minutes * MINUTE, now)
    assert less.step_given_ms >= min(clock.step_given_ms, clock.step_ran(now))
    assert less.step_given_ms >= 0
    assert less.step_left(now) <= clock.step_left(now)
    if clock.step_left(now) >= 0:
        assert less.step_left(now) >= 0


def test_a_minute_more_and_a_minute_less_leave_it_as_it_was():
    now = NINE + timedelta(minutes=2)
    clock = ten_minutes()
    assert clock.add(MINUTE, now).add(-MINUTE, now) == clock.wound(now)
    assert clock.add(-MINUTE, now).add(MINUTE, now) == clock.wound(now)


def test_an_overrun_step_takes_no_minute_less_and_more_brings_it_back():
    now = NINE + timedelta(minutes=12)
    clock = ten_minutes()
    assert clock.add(-MINUTE, now).step_left(now) == -2 * MINUTE
    assert clock.add(3 * MINUTE, now).step_left(now) == MINUTE


@unhurried
@given(clocks(), instants, st.integers(0, 10**9))
def test_a_step_is_never_given_more_than_a_day(clock, now, milliseconds):
    assert clock.add(milliseconds, now).step_given_ms <= MOST_MS


# Steps and turns


@unhurried
@given(clocks(), instants, lengths, lengths)
def test_another_step_stands_still_and_nobody_has_a_turn(clock, now, given_ms, left_ms):
    other = clock.with_step(given_ms, left_ms)
    assert not other.running
    assert (other.step_given_ms, other.step_left(now)) == (given_ms, left_ms)
    assert other.turn_given_ms == other.turn_left(now) == 0
    assert other.speed == clock.speed


@unhurried
@given(clocks(), instants, lengths)
def test_a_new_turn_leaves_the_step_alone(clock, now, turn_ms):
    other = clock.with_turn(turn_ms, now)
    assert other.step_left(now) == clock.step_left(now)
    assert other.turn_ran(now) <= clock.speed  # below a millisecond of the wall's
    assert other.turn_left(now) <= turn_ms
    assert other.running == clock.running


@unhurried
@given(clocks(), instants, lengths)
def test_a_turn_made_longer_or_shorter_has_run_as_long(clock, now, turn_ms):
    other = clock.with_turn_length(turn_ms, now)
    assume(min(clock.turn_left(now), other.turn_left(now)) > -MOST_MS)  # nobody counts further
    assert other.turn_ran(now) == clock.turn_ran(now)
    assert other.step_left(now) == clock.step_left(now)
