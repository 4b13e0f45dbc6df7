"""Autumn 2021 gives back the report's figures, whoever expands it."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from raqnet.demo import autumn_2021
from raqnet.demo.people import assignments, neighbourhoods
from raqnet.demo.planned import occurrences

from .expand import days, originals
from .shape import check, names_nobody

DATA = Path(autumn_2021.__file__).parent / "data"
PERIOD = (date(2021, 9, 1), date(2021, 12, 20))
HOLIDAYS = {date(2021, 11, 1), date(2021, 11, 2), date(2021, 11, 11)}
CHAIN = ["Comité de regard", "marche exploratoire", "sensibilisation et information", "Officiel"]
ACTIONS = autumn_2021.plan()


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.key)
def test_every_action_is_one_that_the_calendar_accepts(action):
    check(action)
    assert action.kind == "collective" and action.status == "confirmed"


def test_the_plan_is_always_the_same_and_its_keys_are_unique():
    assert autumn_2021.plan() == ACTIONS
    assert len({action.key for action in ACTIONS}) == len(ACTIONS)


def test_there_are_152_occurrences():
    assert sum(len(days(action)) for action in ACTIONS) == 152


def test_counts_per_commune_and_activity_are_those_of_the_report():
    counted = Counter((a.commune, a.activity) for a in ACTIONS for _ in days(a))
    assert counted == {
        (row["commune"], row["activity"]): int(row["events"]) for row in table("actions_2021.csv")
    }


def test_counts_missions_and_modes_per_activity_are_those_of_the_report():
    counted = Counter(
        (a.activity, "+".join(a.missions), a.mode or "") for a in ACTIONS for _ in days(a)
    )
    assert counted == {
        (row["activity"], row["mission"], row["mode"]): int(row["events"])
        for row in table("activities.csv")
    }


def test_missions_add_up_to_52_73_and_28_because_two_count_twice_and_one_not_at_all():
    social = sum(len(days(a)) for a in ACTIONS if "social_sante" in a.missions)
    covid = Counter(a.mode for a in ACTIONS if "covid" in a.missions for _ in days(a))
    twice = sum(len(days(a)) for a in ACTIONS if len(a.missions) == 2)
    never = sum(len(days(a)) for a in ACTIONS if not a.missions)
    assert (social, covid["renfort"], covid["initiative"]) == (52, 73, 28)
    assert (twice, never) == (2, 1)
    assert social + covid.total() - twice + never == 152


def test_everything_happens_on_working_days_within_the_period():
    for action in ACTIONS:
        for day in [*days(action), *originals(action), action.last or action.first]:
            assert PERIOD[0] <= day <= PERIOD[1]
            assert day.weekday() < 5 and day not in HOLIDAYS, (action.key, day)


def test_the_market_is_held_on_16_wednesdays():
    market = next(a for a in ACTIONS if a.key == "2021-marche-saint-servais")
    assert [day.weekday() for day in originals(market)] == [2] * 16


def test_series_exceptions_and_changes_are_real():
    series = [action for action in ACTIONS if action.rule]
    assert len(series) >= 8
    assert {a.rule.freq for a in series if a.rule} == {"WEEKLY", "MONTHLY"}
    assert {day for a in series for day in a.exdates} == HOLIDAYS
    changes = [change for a in series for change in a.overrides]
    assert len(changes) >= 5
    assert any(change.day != change.original for change in changes)
    assert not any(change.cancelled_reason for change in changes)
    assert sum(a.last is not None for a in ACTIONS) == 1
    assert any(a.start is None and a.last is None for a in ACTIONS)


@pytest.mark.parametrize("commune", ["Schaerbeek", "Koekelberg", "Anderlecht"])
def test_bri_co_follows_its_chain(commune):
    chain = [a for a in ACTIONS if a.project == f"BRI-Co {commune}"]
    steps = sorted((day, CHAIN.index((a.activity or "")[9:])) for a in chain for day in days(a))
    assert [step for _, step in steps] == sorted(step for _, step in steps)


def test_neighbourhoods_and_workers_fit_the_commune():
    areas = {area.name: area for area in neighbourhoods()}
    for action in ACTIONS:
        if action.commune == "Ville de Bruxelles":
            assert action.neighbourhood is None
            continue
        assert areas[action.neighbourhood or ""].commune == action.commune
        zones = {area.zone for area in areas.values() if area.commune == action.commune}
        for worker in action.workers:
            assert any(a.zone in zones for a in assignments() if a.worker == worker)


def test_nobody_is_booked_twice_at_the_same_time():
    booked: dict[tuple[str, date], list[tuple[int, int, str]]] = {}
    for action in ACTIONS:
        for one in occurrences(action):
            hours = (one.start.hour if one.start else 0, one.end.hour if one.end else 24)
            for worker in action.workers:
                booked.setdefault((worker, one.day), []).append((*hours, action.key))
    for who, slots in booked.items():
        slots.sort()
        for before, after in zip(slots, slots[1:], strict=False):
            assert before[1] <= after[0], (who, before, after)


def test_our_own_expansion_agrees():
    for action in ACTIONS:
        assert [one.original for one in occurrences(action)] == originals(action)


def test_evaluations_cover_most_occurrences_and_say_plausible_things():
    found = autumn_2021.evaluations(ACTIONS)
    held = {(a.key, day): a for a in ACTIONS for day in originals(a)}
    assert found == autumn_2021.evaluations(ACTIONS)
    assert 0.82 <= len(found) / 152 <= 0.88
    assert len({(e.key, e.original) for e in found}) == len(found)
    assert 2 <= sum(e.state == "draft" for e in found) <= 12
    for one in found:
        action = held[one.key, one.original]
        assert one.author in action.workers and set(one.languages) <= set(action.languages)
        assert one.participants_enough in {"yes", "partly", "no"}
        assert one.organisation in {1, 2, 3, 4} or one.state == "draft"
        assert one.satisfaction in {1, 2, 3, 4} or one.state == "draft"
        assert all(names_nobody(text) for text in (one.difficulties, one.follow_up))
    assert len({e.difficulties for e in found}) > 12 and len({e.follow_up for e in found}) > 12


def test_evaluations_are_mostly_positive():
    done = [e for e in autumn_2021.evaluations(ACTIONS) if e.state == "done"]
    assert sum(e.participants_enough == "yes" for e in done) > len(done) / 2
    assert sum((e.organisation or 0) >= 3 for e in done) > len(done) * 0.7
    assert sum((e.satisfaction or 0) >= 3 for e in done) > len(done) * 0.7


def test_hosts_comment_only_what_they_see():
    seen = {action.key: action for action in ACTIONS if action.visibility != "team"}
    comments = autumn_2021.host_comments(ACTIONS)
    assert {one.kind for one in comments} == {"comment", "request"}
    for one in comments:
        assert one.original in originals(seen[one.key])
        assert one.author_email.startswith("ph") and names_nobody(one.text)
