"""The present is lively on whatever day the demo is loaded."""

from collections import Counter
from datetime import date, timedelta

import pytest

from raqnet.demo import present
from raqnet.demo.days import is_working

from .expand import days, originals
from .shape import check, names_nobody

# A week of any days, then around Christmas, Easter, a leap day and a change of hour.
TODAYS = [
    *(date(2026, 11, 16) + timedelta(days=n) for n in range(7)),
    *(date(2026, 12, 24) + timedelta(days=n) for n in range(5)),
    date(2024, 2, 29),
    date(2025, 4, 20),
    date(2025, 5, 1),
    date(2027, 10, 31),
    date(2029, 11, 29),
]


@pytest.fixture(params=TODAYS, ids=str)
def today(request):
    return request.param


def test_every_action_is_one_that_the_calendar_accepts(today):
    actions = present.plan(today)
    for action in actions:
        check(action)
        assert names_nobody(action.cancelled_reason or "")
    assert 40 <= len(actions) <= 50
    assert len({action.key for action in actions}) == len(actions)
    assert actions == present.plan(today)


def test_every_day_lies_between_three_weeks_ago_and_five_weeks_ahead(today):
    for action in present.plan(today):
        for day in [*days(action), action.last or action.first]:
            assert -21 <= (day - today).days <= 35, action.key
            assert is_working(day) or action.key.endswith("-raq1"), (action.key, day)


def test_all_kinds_and_states_are_there(today):
    actions = present.plan(today)
    assert {action.kind for action in actions} == {"collective", "permanence", "team"}
    assert len({action.team_kind for action in actions}) == 7
    assert {action.visibility for action in actions} == {"team", "hosts", "public"}
    states = Counter(action.status for action in actions)
    assert states["cancelled"] == 1 and states["planned"] >= 4
    changes = [change for action in actions for change in action.overrides]
    assert len(changes) == 3 and sum(bool(c.cancelled_reason) for c in changes) == 1
    assert all(change.original > today for change in changes)


def test_the_collective_day_is_on_thursdays(today):
    team = next(a for a in present.plan(today) if a.team_kind == "collective_day")
    assert {day.weekday() for day in days(team)} == {3} and len(team.workers) == 18


def test_raq_1_has_something_today_and_tomorrow(today):
    mine = [a for a in present.plan(today) if a.workers[0] == "RAQ 1" and a.status == "confirmed"]
    found = {day for action in mine for day in days(action)}
    assert {today, today + timedelta(days=1)} <= found


def test_the_first_six_workers_have_something_to_evaluate(today):
    actions = present.plan(today)
    evaluated = {(e.key, e.original) for e in present.evaluations(actions, today)}
    waiting = {
        worker
        for action in actions
        if action.kind == "collective"
        for day in originals(action)
        if day < today and (action.key, day) not in evaluated
        for worker in action.workers
    }
    assert {f"RAQ {number}" for number in range(1, 7)} <= waiting
    assert len(evaluated) >= 10


def test_only_past_collective_actions_are_evaluated(today):
    actions = {action.key: action for action in present.plan(today)}
    for one in present.evaluations(actions.values(), today):
        assert actions[one.key].kind == "collective" and one.original < today


@pytest.mark.parametrize("day", [date(2021, 8, 1), date(2021, 10, 14), date(2022, 1, 10)])
def test_the_present_never_touches_the_period_of_the_report(day):
    assert present.plan(day) == []
