"""Crosses: what a ballot may hold, how they are counted, and that a tie is the group's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.intervision.ballots import BadBallot, check, count, outcome

unhurried = settings(deadline=None)  # a busy machine is not a failure
CASES = ["a", "b", "c", "d"]
ballots = st.dictionaries(st.sampled_from(CASES), st.integers(0, 3))
crosses = st.dictionaries(st.sampled_from(CASES), st.integers(0, 12))
wishes = st.integers(1, 6)


# One ballot


@unhurried
@given(ballots, st.integers(1, 6))
def test_a_ballot_within_its_number_of_crosses_is_taken_and_any_other_refused(ballot, most):
    if sum(ballot.values()) <= most:
        assert check(ballot, CASES, most) == {key: n for key, n in ballot.items() if n}
    else:
        with pytest.raises(BadBallot):
            check(ballot, CASES, most)


def test_two_crosses_may_be_on_one_case_or_on_two():
    assert check({"a": 2}, CASES, 2) == {"a": 2}
    assert check({"a": 1, "b": 1}, CASES, 2) == {"a": 1, "b": 1}


def test_no_cross_is_less_than_none():
    with pytest.raises(BadBallot):
        check({"a": 4, "b": -2}, CASES, 2)


def test_a_cross_on_a_case_that_is_not_there_is_refused_an_empty_line_is_not():
    with pytest.raises(BadBallot):
        check({"z": 1}, CASES, 2)
    assert check({"z": 0, "a": 1}, CASES, 2) == {"a": 1}


def test_an_empty_ballot_says_nothing():
    assert check({}, CASES, 2) == {}


# All ballots


@unhurried
@given(st.lists(ballots, max_size=20), crosses)
def test_every_cross_counts_once_those_on_paper_too(cast, paper):
    total = count(cast, paper)
    for key in CASES:
        assert total[key] == paper.get(key, 0) + sum(ballot.get(key, 0) for ballot in cast)


# Which cases come out


@unhurried
@given(crosses, wishes)
def test_the_cases_that_are_in_have_more_crosses_than_all_others(counted, wanted):
    sure, tied = outcome(counted, wanted)
    others = [key for key in counted if key not in sure]
    assert all(counted[one] > counted[other] for one in sure for other in others)
    assert not set(sure) & set(tied)
    assert all(counted[key] for key in [*sure, *tied]), "a case without a cross is not chosen"


@unhurried
@given(crosses, wishes)
def test_as_many_come_out_as_are_wanted_or_the_group_settles(counted, wanted):
    sure, tied = outcome(counted, wanted)
    marked = sum(1 for each in counted.values() if each)
    if tied:
        assert len(sure) < wanted < len(sure) + len(tied)
        assert len({counted[key] for key in tied}) == 1
    else:
        assert len(sure) == min(wanted, marked)


@unhurried
@given(crosses, wishes, st.randoms())
def test_the_order_of_the_lines_decides_nothing(counted, wanted, chance):
    shuffled = list(counted.items())
    chance.shuffle(shuffled)
    first, second = outcome(counted, wanted), outcome(dict(shuffled), wanted)
    assert [set(each) for each in first] == [set(each) for each in second]


def test_a_tie_for_the_last_place_is_left_to_the_group():
    assert outcome({"a": 5, "b": 3, "c": 3, "d": 0}, 2) == (["a"], ["b", "c"])
    assert outcome({"a": 3, "b": 3, "c": 3}, 2) == ([], ["a", "b", "c"])


def test_a_tie_among_those_that_are_in_is_none():
    assert outcome({"a": 3, "b": 3, "c": 1}, 2) == (["a", "b"], [])
