"""Nothing of fewer than five people can be computed from what is shown of groups."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.journal.groups import LEAST, Group, showable

TEAM = 11


def leak(everybody, shown):
    """People, fewer than five, of whom some combination of the shown sums tells alone; or None.

    A solver: a combination that is zero outside a few people exists where leaving these people's
    columns out lowers the rank of the matrix of who is in which sum.
    """
    people = sorted(everybody)
    sums = [frozenset(people), *(group.people for group in shown)]
    matrix = np.array([[person in each for person in people] for each in sums], dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    for few in combinations(range(len(people)), LEAST - 1):
        if np.linalg.matrix_rank(np.delete(matrix, few, axis=1)) < rank:
            return [people[each] for each in few]
    return None


members = st.frozensets(st.integers(0, TEAM - 1))
named = st.builds(Group, st.sampled_from(("commune", "zone", "host")), st.text(max_size=2), members)


@settings(max_examples=60, deadline=None)
@given(st.frozensets(st.integers(0, TEAM - 1), min_size=5), st.lists(named, max_size=6))
def test_no_sum_or_difference_of_what_is_shown_tells_of_one_to_four_people(everybody, groups):
    shown = showable(everybody, groups)
    assert shown is not None
    assert leak(everybody, shown) is None
    assert all(len(group.people) >= LEAST for group in shown)


def test_the_solver_finds_what_a_careless_page_would_tell():
    everybody = frozenset(range(9))
    assert leak(everybody, [Group("zone", "05", frozenset(range(5)))]) is not None
    ten = frozenset(range(10))
    assert leak(ten, [Group("zone", "05", frozenset(range(5)))]) is None


def test_with_four_people_nothing_is_shown_and_with_five_the_team():
    assert showable(frozenset(range(4)), []) is None
    assert showable(frozenset(range(5)), [Group("zone", "05", frozenset({1, 2}))]) == []


def test_a_group_whose_rest_is_too_small_stays_hidden_as_well():
    """Nine people, five of them in a zone: the team less the zone would be four."""
    five = Group("zone", "05", frozenset(range(5)))
    assert showable(frozenset(range(9)), [five]) == []
    assert showable(frozenset(range(10)), [five]) == [five]


def test_groups_of_different_kinds_that_differ_by_one_person_are_not_both_shown():
    one = Group("commune", "A", frozenset(range(6)))
    other = Group("host", "B", frozenset(range(7)))
    assert showable(frozenset(range(14)), [one, other]) == [other]


def test_who_noted_nothing_does_not_count_towards_five():
    of_six = Group("zone", "05", frozenset(range(4)) | {98, 99})
    assert showable(frozenset(range(12)), [of_six]) == []


def test_the_order_in_which_groups_are_read_changes_nothing():
    groups = [Group("zone", name, frozenset(range(n, n + 6))) for n, name in enumerate("abc")]
    everybody = frozenset(range(14))
    assert showable(everybody, groups) == showable(everybody, groups[::-1])
