"""The coordination's figures: numbers of sessions and steps, never content, never a person."""

from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.intervision import figures
from tests import factories as make
from tests.intervision import over
from tests.intervision.conftest import NOW

MINUTE = 60_000


pytestmark = pytest.mark.usefixtures("morning")


def hold(people=3, minutes=7, days_ago=0, **values):
    """A session that was held so many days ago, by an animator with so many people."""
    clock.clock.freeze(NOW - timedelta(days=days_ago))
    members = [make.worker().user for _ in range(people)]
    animator = members.pop() if people == 1 else make.worker().user
    held = over.hold(animator, members, minutes, **values)
    clock.clock.freeze(NOW)
    return held


def of_the_year():
    return figures.of(clock.today().replace(month=1, day=1), clock.today())


def test_sessions_people_and_cases_are_counted():
    hold(people=3, days_ago=9)
    hold(people=5)
    found = of_the_year()
    assert [(each.people, each.cases) for each in found.sessions] == [(4, 2), (6, 2)]
    assert (found.people, found.cases) == (5, 4)


def test_a_step_has_its_average_over_the_times_that_it_took_place():
    hold(minutes=8)
    hold(minutes=4)
    steps = {each.name: each for each in of_the_year().steps}
    assert (steps["Choix"].planned_ms, steps["Choix"].ran_ms) == (3 * MINUTE, 6 * MINUTE)
    assert steps["Récit"].sessions == 2
    assert "Analyse en groupe" not in steps  # nobody came that far
    assert list(steps) == ["Préalable", "Inventaire des cas", "Choix", "Récit"]


def test_the_average_of_fewer_than_three_sessions_is_shown_as_such(client):
    hold()
    hold()
    assert all(each.few for each in of_the_year().steps)
    page = client.sign_in(make.user()).get("/intervisions/chiffres").text
    assert "sur 2 séances seulement" in page
    hold()
    assert not any(each.few for each in of_the_year().steps)
    assert "seulement" not in client.get("/intervisions/chiffres").text


def test_rehearsals_open_rooms_and_other_years_are_not_counted():
    hold(rehearsal=True)
    hold(days_ago=500)
    over.open_session(make.worker().user, [make.worker().user])
    assert of_the_year().sessions == []
    assert of_the_year().steps == []


def test_of_a_session_with_one_person_only_the_day_is_told(client):
    hold(people=1)
    found = of_the_year()
    assert [(each.people, each.cases) for each in found.sessions] == [(None, None)]
    assert (found.people, found.cases, found.steps) == (None, 0, [])
    assert client.sign_in(make.user()).get("/intervisions/chiffres").status_code == 200


def test_the_page_says_how_many_and_nothing_of_anybody(client):
    held = hold(people=4)
    page = client.sign_in(make.user(name="Moi")).get("/intervisions/chiffres").text
    assert "1 intervision a eu lieu" in page
    assert "2 cas y ont été travaillés" in page
    for word in (over.TITLE, over.FACTS, over.FEELINGS, over.WHAT, over.META, "Personne "):
        assert word not in page
    assert f"/intervisions/{held.intervision.id}" not in page


def test_a_period_may_be_chosen_and_an_empty_one_says_so(client):
    hold(days_ago=40)
    client.sign_in(make.user())
    assert "1 intervision a eu lieu" in client.get("/intervisions/chiffres?du=2026-10-01").text
    later = "/intervisions/chiffres?du=2026-11-01&au=2026-11-20"
    assert "Rien à compter" in client.get(later).text
    assert client.get("/intervisions/chiffres?du=x&au=99").status_code == 200


@pytest.mark.parametrize("role", [Role.RAQ, Role.RESEARCH, Role.HOST, Role.ADMIN])
def test_nobody_but_the_coordination_reads_them(client, role):
    assert client.sign_in(make.user(role)).get("/intervisions/chiffres").status_code == 403
