"""Who speaks next: round tables, the popcorn, and the silence of whoever brought the case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.intervision.script import Speaks
from raqnet.intervision.turns import NO_TURNS, Chair, may_speak, waiting

unhurried = settings(deadline=None)  # a busy machine is not a failure
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
hands = st.none() | st.integers(0, 600).map(lambda seconds: NINE + timedelta(seconds=seconds))
groups = st.lists(
    st.builds(
        Chair, id=st.integers(1, 99), spoken_ms=st.integers(0, 10**6),
        spoke_round=st.integers(0, 3), hand_at=hands,
    ),
    min_size=1, max_size=20, unique_by=lambda chair: chair.id,
)  # fmt: skip
POPCORN = [Speaks.QUESTIONS, Speaks.TOGETHER, Speaks.OTHERS, Speaks.EVERYONE]
kinds = st.sampled_from(Speaks)


@st.composite
def tables(draw):
    """A group, whose case it is (maybe nobody's), and who is speaking (maybe nobody)."""
    group = draw(groups)
    anybody = st.none() | st.sampled_from([chair.id for chair in group])
    return group, draw(anybody), draw(anybody)


def ids(chairs):
    return [chair.id for chair in chairs]


def go_round(group, owner_id=None, round_=1, lengths=None):
    """Give the floor to whoever is first, until nobody waits: who spoke, in order."""
    chairs, speaker, order = {chair.id: chair for chair in group}, None, []
    while next_up := waiting(chairs.values(), Speaks.ROUND, owner_id, round_, speaker):
        speaker = next_up[0].id
        order.append(speaker)
        told = chairs[speaker]
        took = lengths[speaker] if lengths else 1000
        chairs[speaker] = replace(told, spoken_ms=told.spoken_ms + took, spoke_round=round_)
        assert len(order) <= len(group)
    return order


# The round table


@unhurried
@given(groups)
def test_in_a_round_everybody_speaks_once_and_nobody_twice(group):
    assert sorted(go_round(group, round_=4)) == sorted(ids(group))


@unhurried
@given(groups, st.data())
def test_in_a_round_about_their_case_its_owner_is_silent(group, data):
    owner = data.draw(st.sampled_from(ids(group)))
    assert sorted(go_round(group, owner, round_=4)) == sorted(set(ids(group)) - {owner})


@unhurried
@given(groups)
def test_whoever_has_spoken_least_begins_the_round(group):
    order = go_round(group, round_=4)
    spoken = {chair.id: chair.spoken_ms for chair in group}
    assert [spoken[each] for each in order] == sorted(spoken.values())


def test_among_equals_the_round_follows_the_seats():
    group = [Chair(number) for number in (3, 1, 2)]
    assert go_round(group) == [1, 2, 3]
    assert ids(waiting(group, Speaks.ROUND, None, 1, speaker_id=2)) == [3, 1]


@unhurried
@given(groups)
def test_whoever_has_had_their_turn_in_this_round_is_not_offered_again(group):
    offered = waiting(group, Speaks.ROUND, None, 2)
    assert {chair.id for chair in group if chair.spoke_round < 2} == set(ids(offered))


def test_whoever_comes_late_still_has_their_turn():
    spoken = [Chair(number, 1000, spoke_round=1) for number in (1, 2, 3)]
    assert ids(waiting([*spoken, Chair(9)], Speaks.ROUND, None, 1)) == [9]


# The popcorn


@unhurried
@given(tables(), st.sampled_from(POPCORN))
def test_raised_hands_come_first_and_least_spoken_first_among_them(table, speaks):
    group, owner, speaker = table
    offered = waiting(group, speaks, owner, 1, speaker)
    raised = [chair for chair in offered if chair.hand_at]
    if raised:
        assert offered == raised, "while hands are up, nobody else is offered"
    assert [chair.spoken_ms for chair in offered] == sorted(chair.spoken_ms for chair in offered)


def test_of_two_who_spoke_as_much_the_hand_that_was_up_first_is_first():
    later, first = NINE + timedelta(seconds=9), NINE
    group = [Chair(1, hand_at=later), Chair(2, hand_at=first), Chair(3)]
    assert ids(waiting(group, Speaks.EVERYONE, None, 1)) == [2, 1]


def test_without_a_hand_up_everybody_is_offered_the_one_who_spoke_least_first():
    group = [Chair(1, 900), Chair(2, 100), Chair(3, 500)]
    assert ids(waiting(group, Speaks.EVERYONE, None, 1)) == [2, 3, 1]


# Everywhere


@unhurried
@given(tables(), kinds, st.integers(0, 4))
def test_whoever_speaks_is_not_offered_and_nobody_twice(table, speaks, round_):
    group, owner, speaker = table
    offered = ids(waiting(group, speaks, owner, round_, speaker))
    assert speaker not in offered
    assert len(offered) == len(set(offered))
    assert set(offered) <= set(ids(may_speak(group, speaks, owner)))


@unhurried
@given(tables(), st.sampled_from([Speaks.OTHERS, Speaks.QUESTIONS, Speaks.ROUND]))
def test_where_the_others_speak_the_owner_is_never_offered(table, speaks):
    group, owner, speaker = table
    assert owner is None or owner not in ids(waiting(group, speaks, owner, 1, speaker))


@unhurried
@given(tables())
def test_where_the_owner_speaks_nobody_else_is_offered(table):
    group, owner, speaker = table
    expected = [] if owner is None or owner == speaker else [owner]
    assert ids(waiting(group, Speaks.OWNER, owner, 1, speaker)) == expected


@unhurried
@given(tables(), st.sampled_from([Speaks.TOGETHER, Speaks.EVERYONE]))
def test_where_all_speak_together_the_owner_may_too(table, speaks):
    group, owner, _speaker = table
    assert may_speak(group, speaks, owner) == group


@pytest.mark.parametrize("speaks", sorted(NO_TURNS))
def test_where_the_animation_speaks_or_all_are_silent_nobody_is_offered(speaks):
    assert waiting([Chair(1, hand_at=NINE), Chair(2)], speaks, None, 1) == []


def test_an_empty_room_offers_nobody():
    assert all(waiting([], speaks, None, 1) == [] for speaks in Speaks)
