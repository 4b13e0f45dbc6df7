"""A template as data, and the way through its steps."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.intervision import default
from raqnet.intervision.script import (
    MOST_CASES,
    MOST_STEPS,
    Phase,
    Script,
    Speaks,
    Step,
    StepKind,
    Stop,
    after,
    before,
    envelope,
    from_json,
    including,
    phases,
    speaks,
    stop_of,
    way,
)

unhurried = settings(deadline=None)  # a busy machine is not a failure
step_lists = st.lists(
    st.builds(
        Step, kind=st.sampled_from(StepKind), name=st.text(max_size=20),
        minutes=st.integers(0, 240), speaks=st.sampled_from(Speaks), prompt=st.text(max_size=20),
        hints=st.text(max_size=20), turn_seconds=st.integers(0, 600),
        shared=st.sampled_from([0, 20, 30]), per_case=st.booleans(), optional=st.booleans(),
    ),
    min_size=1, max_size=MOST_STEPS,
)  # fmt: skip
case_counts = st.integers(1, MOST_CASES)


@st.composite
def scripts(draw):
    """Any script that an editor could make; its first step comes once."""
    first, *others = draw(step_lists)
    return Script((replace(first, per_case=False), *others), tuple(draw(st.lists(st.text()))))


def walk(stops, start, step):
    """Every stop that `step` leads to, from `start` to the end."""
    here, seen = start, [start]
    while (here := step(stops, here)) is not None:
        seen.append(here)
        assert len(seen) <= len(stops) + 1, "it goes round in circles"
    return seen


# As data


@unhurried
@given(scripts())
def test_a_script_comes_back_from_the_database_as_it_went(script):
    assert from_json(json.loads(json.dumps(script.to_json()))) == script


def test_the_template_that_all_begin_with_is_the_report_s():
    names = [step.name for step in default.STEPS]
    assert names == [
        "Préalable", "Inventaire des cas", "Choix", "Récit", "Questions de clarification",
        "Reformulation", "Analyse en groupe", "Synthèse, plan d'action", "Retour méta",
        "Évaluation collective",
    ]  # fmt: skip
    assert [step.minutes for step in default.STEPS] == [0, 10, 3, 5, 10, 5, 20, 5, 10, 5]
    assert [step.number for step in way(default.SCRIPT, 1) if step.case] == [3, 4, 5, 6, 7]
    assert (default.SCRIPT.cases, default.SCRIPT.crosses) == (2, 2)
    assert not default.SCRIPT.open_crosses, "crosses are secret unless a template says otherwise"


@pytest.mark.parametrize("text", ["", "3", "3.1.2", "a.b", "3.", "."])
def test_what_is_no_stop_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        stop_of(text)


# The way


def test_two_cases_go_through_their_steps_one_after_the_other():
    texts = [str(stop) for stop in way(default.SCRIPT, 2)]
    assert texts == [
        "0.0", "1.0", "2.0", "3.1", "4.1", "5.1", "6.1", "7.1", "3.2", "4.2", "5.2", "6.2", "7.2",
        "8.0", "9.0",
    ]  # fmt: skip


@unhurried
@given(scripts(), case_counts)
def test_next_and_back_walk_every_stop_once(script, cases):
    stops = way(script, cases)
    assert walk(stops, stops[0], after) == stops
    assert walk(stops, stops[-1], before) == stops[::-1]
    assert len(set(stops)) == len(stops)
    assert all(stop_of(str(stop)) == stop for stop in stops)


@unhurried
@given(scripts(), case_counts)
def test_every_step_comes_once_or_once_per_case(script, cases):
    stops = way(script, cases)
    for number, step in enumerate(script.steps):
        expected = range(1, cases + 1) if step.per_case else (0,)
        assert [stop.case for stop in stops if stop.number == number] == list(expected)


@unhurried
@given(scripts(), case_counts, case_counts, st.data())
def test_a_changed_number_of_cases_never_strands(script, cases, others, data):
    """Wherever one is when cases come or go: the end and the beginning can be reached from there,
    over the same stops as if one had been nowhere else."""
    here = data.draw(st.sampled_from(way(script, cases)))
    stops = way(script, others)
    onwards, backwards = walk(stops, here, after)[1:], walk(stops, here, before)[1:]
    assert [*reversed(backwards), *([here] if here in stops else []), *onwards] == stops
    full = including(stops, here)
    assert [*reversed(backwards), here, *onwards] == full


def test_whoever_is_at_a_case_that_is_taken_back_goes_on_with_what_comes_after_the_cases():
    stops = way(default.SCRIPT, 1)
    assert after(stops, Stop(3, 2)) == Stop(8)
    assert before(stops, Stop(3, 2)) == Stop(7, 1)
    assert including(stops, Stop(3, 2)).index(Stop(3, 2)) == 8


def test_the_first_stop_has_none_before_and_the_last_none_after():
    stops = way(default.SCRIPT, 2)
    assert before(stops, stops[0]) is None
    assert after(stops, stops[-1]) is None


# Envelopes


def test_the_three_first_steps_of_a_case_share_one_time():
    members = [Stop(3, 2), Stop(4, 2), Stop(5, 2)]
    assert all(envelope(default.SCRIPT, stop) == members for stop in members)
    assert envelope(default.SCRIPT, Stop(6, 2)) == []


def test_only_neighbours_share_a_time():
    one, other = default.STEPS[3], replace(default.STEPS[6], shared=0)
    script = Script((one, one, other, one), ())
    assert envelope(script, Stop(1, 1)) == [Stop(0, 1), Stop(1, 1)]
    assert envelope(script, Stop(3, 1)) == [Stop(3, 1)]


# Parts of the analysis


def test_by_the_first_method_the_owner_speaks_after_the_rounds():
    assert phases(StepKind.ANALYSIS, 1, 3) == [Phase.ROUND] * 3 + [Phase.OWNER_LAST]


def test_by_the_second_method_the_owner_listens_and_then_answers():
    parts = phases(StepKind.ANALYSIS, 2, 3)
    analysis = default.STEPS[6]
    assert [speaks(analysis, part) for part in parts] == [Speaks.OTHERS, Speaks.TOGETHER]


@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind != StepKind.ANALYSIS])
def test_no_other_step_has_parts(kind):
    assert phases(kind, 1, 2) == phases(kind, 2, 2) == []


def test_a_step_without_parts_lets_speak_whom_its_template_says():
    assert [speaks(step, None) for step in default.STEPS] == [s.speaks for s in default.STEPS]
