"""The animation's gestures: the clock, the steps, the turns; nothing happens by itself."""

import pytest

from raqnet import clock
from raqnet.intervision import moves
from raqnet.intervision.script import Phase, Speaks
from tests.intervision.holding import MINUTE, NINE, Held


@pytest.fixture
def held(app):
    return Held(people=4, cases=3)


def stop(held):
    return str(held.live.stop)


def left(held):
    found = held.live
    return found.clock.step_left(found.now) / MINUTE


def shared(held):
    """(what is left of the envelope now, what it was given), in minutes."""
    shot = held.shot
    gone = held.live.clock.passed(held.live.now)
    return (shot.shared_ms - gone) / MINUTE, shot.shared_given_ms / MINUTE


def times(held):
    return {key: (time.ran_ms / MINUTE, time.skipped) for key, time in held.live.times.items()}


# The clock


def test_the_room_opens_at_the_first_step_with_its_clock_standing(held):
    assert stop(held) == "0.0"
    assert not held.live.clock.running
    assert held.live.intervision.started_at is None


def test_the_session_begins_when_its_clock_first_does(held):
    held.wait(minutes=4)
    held.do(moves.start)
    held.wait(minutes=1)
    held.do(moves.pause)
    held.do(moves.start)
    assert held.live.intervision.started_at == held.now - clock.timedelta(minutes=1)


def test_nothing_advances_by_itself(held):
    held.go("1.0")
    held.do(moves.start)
    held.wait(hours=3)
    assert stop(held) == "1.0"
    assert left(held) == 10 - 180


def test_a_minute_more_or_less_and_a_length_in_all(held):
    held.go("1.0")
    held.do(moves.start)
    held.wait(minutes=4)
    held.do(moves.add_minutes, 1)
    assert left(held) == 7
    held.do(moves.add_minutes, -1)
    held.do(moves.add_minutes, -1)
    assert left(held) == 5
    held.do(moves.lengthen_to, 18)
    assert left(held) == 14
    held.do(moves.lengthen_to, 1)
    assert left(held) == 0, "never less than it has had"


# Steps


def test_a_whole_session_goes_through_the_steps_once_per_chosen_case(held):
    held.choose(2, 0)
    way = [stop(held)]
    for _ in range(60):
        held.do(moves.forward)
        if stop(held) != way[-1]:
            way.append(stop(held))
    assert way == [str(each) for each in held.live.stops]
    assert way[3:13] == [f"{step}.{case}" for case in (1, 2) for step in range(3, 8)]
    assert way[-1] == "9.0"


def test_each_step_waits_to_be_started_with_the_time_it_was_planned(held):
    for key, minutes in (("1.0", 10), ("2.0", 3), ("3.1", 5), ("4.1", 10), ("6.1", 20)):
        held.go(key)
        held.wait(minutes=2)
        assert not held.live.clock.running
        assert left(held) == minutes


def test_the_case_on_the_table_is_the_one_whose_turn_it_is(held):
    held.choose(2, 0)
    held.go("3.1")
    assert held.live.case.key == held.cases[2]
    assert held.live.owner_id == held.seats[2]
    held.go("7.2")
    assert held.live.case.key == held.cases[0]
    held.go("8.0")
    assert held.live.case is None
    assert held.live.owner_id is None


def test_next_at_the_end_and_back_at_the_beginning_stay(held):
    version = held.live.room.version
    held.do(moves.back)
    assert (stop(held), held.live.room.version) == ("0.0", version)
    held.go("9.0")
    held.do(moves.start)
    held.do(moves.forward)
    held.do(moves.skip)
    assert stop(held) == "9.0"
    assert held.live.clock.running
    assert not any(skipped for _ran, skipped in times(held).values())


def test_back_goes_on_with_the_time_that_was_left(held):
    held.go("1.0")
    held.do(moves.start)
    held.wait(minutes=4)
    held.do(moves.forward)
    held.do(moves.start)
    held.wait(minutes=1)
    held.do(moves.back)
    assert left(held) == 6
    assert not held.live.clock.running
    held.do(moves.forward)
    assert left(held) == 2


def test_back_to_an_overrun_step_finds_it_overrun(held):
    held.go("2.0")
    held.do(moves.start)
    held.wait(minutes=5)
    held.do(moves.forward)
    held.do(moves.back)
    assert left(held) == -2


def test_what_was_given_or_taken_stays_with_the_step(held):
    held.go("1.0")
    held.do(moves.add_minutes, 5)
    held.do(moves.start)
    held.wait(minutes=1)
    held.do(moves.forward)
    held.do(moves.back)
    assert left(held) == 14


def test_real_durations_are_noted_without_the_pauses(held):
    held.go("1.0")
    held.do(moves.start)
    held.wait(minutes=4)
    held.do(moves.pause)
    held.wait(minutes=30)
    held.do(moves.start)
    held.wait(minutes=8)
    held.do(moves.forward)
    found = held.live.times["1.0"]
    assert (found.kind, found.name) == ("inventory", "Inventaire des cas")
    assert (found.ran_ms, found.planned_ms) == (12 * MINUTE, 10 * MINUTE)


def test_a_step_left_out_says_so_and_one_that_had_begun_does_not(held):
    held.go("5.1")
    held.do(moves.skip)
    assert stop(held) == "6.1"
    held.do(moves.start)
    held.wait(minutes=3)
    held.do(moves.skip)
    assert stop(held) == "7.1", "what is left of its parts is left out too"
    assert times(held)["5.1"] == (0, True)
    assert times(held)["6.1"] == (3, False)


def test_a_step_left_out_may_be_come_back_to(held):
    held.go("5.1")
    held.do(moves.skip)
    held.do(moves.back)
    assert left(held) == 5
    held.do(moves.start)
    held.wait(minutes=2)
    held.do(moves.forward)
    assert times(held)["5.1"] == (2, False)


def test_whoever_is_at_a_case_that_is_taken_back_goes_on_after_the_cases(held):
    held.choose(0, 1)
    held.go("4.2")
    held.choose(0)
    assert held.live.case is None
    laps = held.shot.laps
    assert [str(lap.stop) for lap in laps if lap.here] == ["4.2"]
    assert held.shot.next_lap.stop == moves.scripts.stop_of("8.0")
    held.do(moves.forward)
    assert stop(held) == "8.0"


def test_a_third_case_is_gone_through_when_the_group_takes_it_later(held):
    held.choose(0, 1)
    held.go("7.2")
    held.choose(0, 1, 2)
    held.do(moves.forward)
    assert stop(held) == "3.3"


# The envelope of story, questions and reframing


def test_the_envelope_of_twenty_minutes_runs_through_its_three_steps(held):
    held.go("3.1")
    assert shared(held) == (20, 20)
    held.do(moves.start)
    held.wait(minutes=6)
    assert shared(held) == (14, 20)
    held.do(moves.forward)
    assert shared(held) == (14, 20)
    held.do(moves.start)
    held.wait(minutes=10)
    held.do(moves.forward)
    held.do(moves.start)
    held.wait(minutes=5)
    assert shared(held) == (-1, 20)
    assert left(held) == 0, "its own time and the shared one both show"


def test_each_case_has_an_envelope_of_its_own(held):
    held.go("3.1")
    held.do(moves.start)
    held.wait(minutes=9)
    held.go("3.2")
    assert shared(held) == (20, 20)
    held.go("6.2")
    assert held.shot.shared_ms is None


# Parts of the analysis


def test_by_the_first_method_next_goes_through_the_rounds_and_the_owner_s_word(held):
    held.choose(0, 1)
    held.do(moves.choose_method, held.case(0), 1, 2)
    held.go("6.1")
    held.do(moves.start)
    seen = []
    while stop(held) == "6.1":
        seen.append((held.live.phase, held.live.speaks))
        held.wait(minutes=1)
        held.do(moves.forward)
    assert seen == [
        (Phase.ROUND, Speaks.ROUND), (Phase.ROUND, Speaks.ROUND), (Phase.OWNER_LAST, Speaks.OWNER),
    ]  # fmt: skip
    assert times(held)["6.1"] == (3, False)


def test_by_the_second_method_the_owner_listens_and_then_answers(held):
    held.choose(0, 1)
    held.do(moves.choose_method, held.case(0), 2, 1)
    held.go("6.1")
    assert held.seats[0] not in held.do(moves.next_up)
    held.do(moves.forward)
    assert (stop(held), held.live.phase) == ("6.1", Phase.TOGETHER)
    assert held.seats[0] in held.do(moves.next_up)
    held.do(moves.forward)
    assert stop(held) == "7.1"


def test_each_case_has_its_own_method(held):
    held.choose(0, 1)
    held.do(moves.choose_method, held.case(1), 2, 1)
    held.go("6.1")
    assert held.live.phase == Phase.ROUND
    held.go("6.2")
    assert held.live.phase == Phase.APART


def test_a_part_of_a_step_keeps_the_step_s_clock(held):
    held.choose(0, 1)
    held.go("6.1")
    held.do(moves.start)
    held.wait(minutes=5)
    held.do(moves.forward)
    assert held.live.clock.running
    assert left(held) == 15
    held.do(moves.back)
    assert (stop(held), held.live.phase, left(held)) == ("6.1", Phase.ROUND, 15)


def test_another_method_begins_the_analysis_again_the_same_one_changes_nothing(held):
    held.choose(0, 1)
    held.go("6.1")
    held.do(moves.forward)
    held.do(moves.choose_method, held.case(0), 1, 2)
    assert held.live.room.phase == 1
    held.do(moves.choose_method, held.case(0), 2, 2)
    assert (held.live.room.phase, held.live.phase) == (0, Phase.APART)


# Turns


def test_a_round_offers_everybody_once_and_a_new_one_begins_again(held):
    held.go("1.0")
    order = []
    while waiting := held.do(moves.next_up):
        order.append(waiting[0])
        held.do(moves.give_floor, held.live.seat(waiting[0]))
        held.wait(seconds=20)
    assert order == held.seats
    held.do(moves.end_turn)
    held.do(moves.new_round)
    assert sorted(held.do(moves.next_up)) == sorted(held.seats)


def test_giving_the_floor_starts_the_clock_and_counts_the_turn_before(held):
    held.go("1.0")
    held.speak(0, seconds=45)
    assert held.live.clock.running
    assert held.live.clock.turn_left(held.live.now) == 15_000
    held.speak(1, seconds=70)
    assert held.seat(0).spoken_ms == 45_000
    assert held.live.clock.turn_left(held.live.now) == -10_000
    held.do(moves.end_turn)
    assert held.seat(1).spoken_ms == 70_000
    assert held.live.room.speaker_id is None


def test_a_pause_is_not_counted_as_speech(held):
    held.go("1.0")
    held.speak(0, seconds=30)
    held.do(moves.pause)
    held.wait(minutes=9)
    held.do(moves.start)
    held.wait(seconds=10)
    held.do(moves.end_turn)
    assert held.seat(0).spoken_ms == 40_000


def test_the_step_after_takes_the_floor_back(held):
    held.go("1.0")
    held.speak(0, seconds=30)
    held.do(moves.forward)
    assert held.live.room.speaker_id is None
    assert held.seat(0).spoken_ms == 30_000
    assert held.live.clock.turn_given_ms == 0


def test_where_the_floor_is_nobody_s_nobody_gets_it(held):
    held.do(moves.give_floor, held.seat(0))
    held.go("2.0")
    held.do(moves.give_floor, held.seat(0))
    assert held.live.room.speaker_id is None


def test_without_a_round_a_turn_has_no_limit_and_is_counted(held):
    held.choose(0, 1)
    held.go("3.1")
    held.speak(0, minutes=4)
    assert held.live.clock.turn_given_ms == 0
    held.do(moves.forward)
    assert held.seat(0).spoken_ms == 4 * MINUTE


@pytest.mark.parametrize(("seconds", "expected"), [(30, 30), (1, 5), (9999, 600)])
def test_a_shorter_or_longer_turn_holds_for_the_one_who_speaks_too(held, seconds, expected):
    held.go("1.0")
    held.speak(0, seconds=20)
    held.do(moves.set_turn, seconds)
    assert held.live.clock.turn_left(held.live.now) == (expected - 20) * 1000
    held.speak(1)
    assert held.live.clock.turn_given_ms == expected * 1000


def test_each_step_has_its_template_s_turns_again(held):
    held.go("1.0")
    held.do(moves.set_turn, 30)
    held.go("8.0")
    assert held.live.room.turn_seconds == 60


def test_hands_are_down_in_the_next_step(held):
    held.choose(0, 1)
    held.go("4.1")
    held.seat(1).hand_at = held.now
    held.do(moves.forward)
    assert held.seat(1).hand_at is None


def test_too_many_people_for_a_step_is_said_before(app):
    held = Held(people=18)
    held.go("1.0")
    advice = held.shot.too_many
    assert (advice.turn_seconds, advice.step_minutes, advice.two_rooms) == (30, 18, True)
    held.do(moves.set_turn, 30)
    assert held.shot.too_many is None


def test_rounds_of_the_analysis_are_all_counted_in(app):
    held = Held(people=13, cases=2)
    held.choose(0, 1)
    held.go("6.1")
    assert held.live.case.rounds == 2  # 12 people, a minute each, twice: 24 minutes for 20
    advice = held.shot.too_many
    assert (advice.turn_seconds, advice.step_minutes) == (50, 24)
    held.do(moves.choose_method, held.live.case, 1, 1)
    assert held.shot.too_many is None


# The promised end


def finish(held):
    """When the session ends if everything lasts as planned from now on."""
    found = held.live
    ahead = max(0, found.clock.step_left(found.now)) + held.do(moves.after_ms)
    return found.now + clock.timedelta(milliseconds=ahead)


def test_the_expected_end_is_known_before_the_start(held):
    assert finish(held) == NINE + clock.timedelta(minutes=10 + 3 + 2 * 45 + 10 + 5)


def test_redistribution_reaches_the_promised_end(held):
    held.live.room.ends_by = NINE + clock.timedelta(minutes=90)
    held.go("1.0")
    held.do(moves.start)
    held.wait(minutes=14)
    held.do(moves.share_out)
    assert 0 <= (held.live.room.ends_by - finish(held)).total_seconds() < 30
    before = dict(held.live.room.minutes)
    held.do(moves.share_out)
    assert held.live.room.minutes == before, "done twice is done once"


def test_shared_out_minutes_are_what_the_steps_get(held):
    held.live.room.ends_by = NINE + clock.timedelta(minutes=60)
    held.do(moves.share_out)
    held.go("6.1")
    assert left(held) < 20
    assert left(held) == held.live.room.minutes["6.1"] / MINUTE


def test_minutes_that_come_back_are_shared_out_again_as_the_template_has_them(held):
    held.live.room.ends_by = NINE + clock.timedelta(minutes=10)
    held.do(moves.share_out)
    assert set(held.live.room.minutes.values()) == {MINUTE}
    held.live.room.ends_by = NINE + clock.timedelta(minutes=118)
    held.do(moves.share_out)
    assert held.live.room.minutes["6.1"] == 20 * MINUTE
    assert held.live.room.minutes["2.0"] == 3 * MINUTE


def test_a_step_that_has_begun_keeps_its_time_when_minutes_are_shared_out(held):
    held.live.room.ends_by = NINE + clock.timedelta(minutes=80)
    held.go("1.0")
    held.do(moves.start)
    held.wait(minutes=4)
    held.do(moves.back)
    assert held.do(moves.after_ms) == (6 + 3 + 90 + 10 + 5) * MINUTE
    held.do(moves.share_out)
    assert 0 <= (held.live.room.ends_by - finish(held)).total_seconds() < 30
    held.do(moves.forward)
    assert left(held) == 6


def test_an_end_that_is_past_leaves_a_minute_to_each_step(held):
    held.live.room.ends_by = NINE - clock.timedelta(minutes=5)
    held.do(moves.share_out)
    assert set(held.live.room.minutes.values()) == {MINUTE}
