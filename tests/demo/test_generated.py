"""Generated actions fill one month exactly and are quick to make."""

from collections import Counter
from datetime import date
from time import process_time

import pytest

from raqnet.demo import generated

from .expand import days
from .shape import check

AROUND = date(2026, 11, 22)


def in_month(actions) -> int:
    found = Counter((day.year, day.month) for action in actions for day in days(action))
    return found[AROUND.year, AROUND.month]


@pytest.mark.parametrize(("n", "per_month"), [(1000, 400), (3000, 400), (2000, 37), (500, 0)])
def test_the_month_has_exactly_its_occurrences(n, per_month):
    actions = list(generated.plan(n, AROUND, per_month))
    assert len(actions) == n
    assert in_month(actions) == per_month


def test_few_actions_all_fall_into_the_month():
    assert in_month(generated.plan(10, AROUND)) == 10


def test_one_in_twenty_is_a_series_of_three_weeks():
    actions = list(generated.plan(3000, AROUND))
    assert sum(action.rule is not None for action in actions) == 150
    assert {len(days(action)) for action in actions} == {1, 3}


def test_the_rest_is_spread_evenly_and_spares_the_report():
    actions = list(generated.plan(3000, AROUND))
    months = Counter((a.first.year, a.first.month) for a in actions)
    del months[2026, 11]
    assert max(months.values()) - min(months.values()) <= 1
    assert {year for year, _ in months} == set(range(2015, 2036))
    assert not any(date(2021, 9, 1) <= day < date(2022, 1, 1) for a in actions for day in days(a))


def test_generated_actions_are_such_as_the_calendar_accepts():
    actions = list(generated.plan(600, AROUND))
    assert len({action.key for action in actions}) == 600
    assert actions == list(generated.plan(600, AROUND))
    for action in actions:
        check(action)


def test_a_hundred_thousand_take_less_than_three_seconds():
    start = process_time()
    assert sum(1 for _ in generated.plan(100_000, AROUND)) == 100_000
    assert process_time() - start < 3
