"""What the console proposes when turns do not fit or minutes are to be shared out anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.intervision.advice import GRAIN, LEAST_STEP, LEAST_TURN, SHARE_GRAIN, fit, share_out

MINUTE = 60_000
unhurried = settings(deadline=None)  # a busy machine is not a failure
plans = st.lists(st.integers(0, 60).map(lambda minutes: minutes * MINUTE), min_size=1, max_size=25)
times = st.integers(-2 * 3600_000, 8 * 3600_000)


# Turns that fit


@unhurried
@given(st.integers(1, 80), st.integers(5, 600), st.integers(1, 240))
def test_turns_that_fit_need_no_advice(people, seconds, minutes):
    fits = people * seconds <= minutes * 60
    assert (fit(people, seconds * 1000, minutes * MINUTE) is None) == fits


@unhurried
@given(st.integers(1, 80), st.integers(5, 600), st.integers(1, 240))
def test_the_shorter_turn_and_the_longer_step_each_make_them_fit(people, seconds, minutes):
    advice = fit(people, seconds * 1000, minutes * MINUTE)
    if advice is None:
        return
    assert people * seconds <= advice.step_minutes * 60 < people * seconds + 60
    assert advice.turn_seconds <= seconds
    if advice.turn_seconds > LEAST_TURN // 1000:
        assert people * advice.turn_seconds <= minutes * 60
        assert advice.turn_seconds % (GRAIN // 1000) == 0
    elif people * advice.turn_seconds > minutes * 60:
        assert advice.two_rooms, "neither turn is short enough"


def test_eighteen_people_at_a_minute_do_not_fit_in_ten():
    advice = fit(18, MINUTE, 10 * MINUTE)
    assert (advice.turn_seconds, advice.step_minutes, advice.two_rooms) == (30, 18, True)


def test_eleven_people_stay_together():
    assert not fit(11, MINUTE, 10 * MINUTE).two_rooms


def test_where_nobody_waits_or_no_time_is_set_everything_fits():
    assert fit(0, MINUTE, 10 * MINUTE) is None
    assert fit(12, 0, 10 * MINUTE) is None
    assert fit(12, MINUTE, 0) is None


# Minutes shared out


@unhurried
@given(plans, times)
def test_what_is_shared_out_is_what_there_is(planned, available):
    shares = share_out(planned, available)
    least = sum(LEAST_STEP for each in planned if each)
    if not any(planned):
        assert shares == planned
    elif available <= least:
        assert sum(shares) == least
    else:
        assert available - SHARE_GRAIN < sum(shares) <= available


@unhurried
@given(plans, times)
def test_a_step_that_was_planned_keeps_a_minute_and_no_other_gets_any(planned, available):
    for before, now in zip(planned, share_out(planned, available), strict=True):
        assert now >= LEAST_STEP if before else now == 0


@unhurried
@given(plans, times)
def test_whoever_was_planned_longer_is_never_given_less(planned, available):
    shares = share_out(planned, available)
    for one, one_now in zip(planned, shares, strict=True):
        for other, other_now in zip(planned, shares, strict=True):
            if one > other:
                assert one_now >= other_now - SHARE_GRAIN


def test_the_nine_steps_in_half_the_time():
    halves = share_out([10 * MINUTE, 5 * MINUTE, 20 * MINUTE, 5 * MINUTE, 0], 20 * MINUTE)
    assert [share / MINUTE for share in halves] == [5, 3, 9.5, 2.5, 0]


def test_steps_of_a_minute_grow_too_when_there_is_time():
    assert share_out([MINUTE, MINUTE], 10 * MINUTE) == [5 * MINUTE, 5 * MINUTE]
