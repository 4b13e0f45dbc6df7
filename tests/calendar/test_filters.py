"""Filters: each narrows down what it says, whatever the view, and leaves the way back open."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar.filters import PARAMS, Filters
from raqnet.calendar.models import Kind, Mode, Status, TeamKind
from tests import factories as make

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
TODAY = NOW.date()
VIEWS = ("/calendrier", "/calendrier/semaine", "/calendrier/liste")


@pytest.fixture(autouse=True)
def frozen(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def team(client):
    """A browser of the coordination."""
    return client.sign_in(make.user(Role.COORDINATION))


def both(**wanted):
    """An action that a filter should keep, and one that it should leave out."""
    make.action(TODAY, title="Gardée", **wanted)
    make.action(TODAY, title="Écartée")


def wanted_by_commune():
    commune = make.commune()
    both(commune=commune)
    return commune.id


def wanted_by_neighbourhood():
    area = make.neighbourhood()
    both(neighbourhood=area)
    return area.id


def wanted_by_zone():
    area = make.neighbourhood()
    both(neighbourhood=area)
    return area.zone_id


def wanted_by_mission():
    mission = make.mission()
    both(missions=[make.mission(), mission])
    return mission.id


def wanted_by_activity():
    activity = make.activity()
    both(activity=activity)
    return activity.id


def wanted_by_worker():
    worker = make.worker()
    both(workers=[make.worker(), worker])
    return worker.id


def wanted_by_organisation():
    site = make.site()
    both(site=site)
    return site.organisation_id


def wanted_by_language():
    language = make.language()
    both(languages=[language])
    return language.id


def wanted_by_kind():
    both(kind=Kind.TEAM, team_kind=TeamKind.TRAINING)
    return Kind.TEAM


def wanted_by_mode():
    both(mode=Mode.SUPPORT)
    return Mode.SUPPORT


def wanted_by_status():
    both(status=Status.CANCELLED)
    return Status.CANCELLED


def wanted_by_words():
    both(place="Maison Médicale")
    return "medicale"


WANTED = {
    "kind": wanted_by_kind,
    "commune": wanted_by_commune,
    "zone": wanted_by_zone,
    "neighbourhood": wanted_by_neighbourhood,
    "mission": wanted_by_mission,
    "activity": wanted_by_activity,
    "mode": wanted_by_mode,
    "worker": wanted_by_worker,
    "organisation": wanted_by_organisation,
    "language": wanted_by_language,
    "status": wanted_by_status,
    "words": wanted_by_words,
}


@pytest.mark.parametrize("url", VIEWS)
@pytest.mark.parametrize("field", PARAMS)
def test_each_filter_keeps_what_it_names_and_leaves_out_the_rest(team, field, url):
    value = WANTED[field]()
    query = {PARAMS[field]: str(value)}
    for htmx in (False, True):
        html = team.get(url, query_string=query, htmx=htmx).text
        assert "Gardée" in html and "Écartée" not in html
        assert "1 événement<" in html
        assert html.count('class="chip"') == 1


@pytest.mark.parametrize("field", PARAMS)
def test_no_filter_opens_to_a_host_what_the_team_keeps_to_itself(client, field):
    value = WANTED[field]()
    for title in ("Gardée", "Écartée"):
        hide(title)
    html = client.sign_in(make.host()).get("/calendrier", query_string={PARAMS[field]: value}).text
    assert "Gardée" not in html and "Aucun événement" in html


def hide(title):
    """Keep an action from the hosts."""
    action = make.db.session.scalars(make.db.select(make.Action).filter_by(title=title)).one()
    action.visibility = "team"
    make.db.session.flush()


def test_what_was_not_cancelled_is_planned_or_confirmed(team):
    for status in Status:
        make.action(TODAY, title=f"Action {status}", status=status)
    html = team.get("/calendrier?statut=kept").text
    assert "Action planned" in html and "Action confirmed" in html
    assert "Action cancelled" not in html


def test_several_filters_all_hold(team):
    commune, mission = make.commune(), make.mission()
    make.action(TODAY, title="Les deux", commune=commune, missions=[mission])
    make.action(TODAY, title="Une seule", commune=commune)
    html = team.get(f"/calendrier?commune={commune.id}&mission={mission.id}").text
    assert "Les deux" in html and "Une seule" not in html


def test_each_chip_takes_its_own_filter_away_and_one_takes_all(team):
    commune = make.commune(name="Molenbeek")
    html = team.get(f"/calendrier?commune={commune.id}&q=table&date=2021-09-14").text
    chips = re.findall(r'<li><a class="chip[^"]*" href="([^"]*)"', html)
    assert [each.replace("&amp;", "&") for each in chips] == [
        "/calendrier?q=table&date=2021-09-14",
        f"/calendrier?commune={commune.id}&date=2021-09-14",
        "/calendrier?date=2021-09-14",
    ]
    assert "Molenbeek <svg" in html and "« table »" in html


def test_the_panel_shows_what_is_chosen(team):
    commune = make.commune(name="Molenbeek")
    html = team.get(f"/calendrier?commune={commune.id}").text
    assert f'<option value="{commune.id}" selected>Molenbeek</option>' in html
    assert html.count(" selected") == 1


def test_a_value_that_is_retired_is_no_longer_offered_yet_still_filters(team):
    activity = make.activity("Ancienne")
    activity.retired_at = clock.now()
    make.action(TODAY, title="Gardée", activity=activity)
    html = team.get(f"/calendrier?activite={activity.id}").text
    assert "Gardée" in html and "Ancienne</option>" not in html


def test_a_filter_whose_row_is_gone_says_so_and_finds_nothing(team):
    make.action(TODAY)
    html = team.get("/calendrier?commune=999999").text
    assert "Commune : (retiré)" in html and "Aucun événement" in html


def test_what_is_chosen_is_offered_as_a_feed(team):
    html = team.get("/calendrier?q=table&genre=team").text
    assert re.search(r'href="/abonnements/nouveau\?[^"]*genre=team[^"]*q=table', html)


def test_a_new_name_shows_in_the_panel_at_once(team):
    commune = make.commune(name="Avant")
    assert ">Avant</option>" in team.get("/calendrier").text
    commune.name = "Après"
    assert ">Après</option>" in team.get("/calendrier").text


def test_what_cannot_be_read_counts_as_not_set():
    odd = {"commune": "-1", "zone": "²", "mission": "9" * 30, "genre": "fête", "q": "  \x00 "}
    assert Filters.read(odd) == Filters()


values = st.text(max_size=40) | st.integers().map(str) | st.sampled_from(["team", "cancelled"])
names = st.sampled_from([*PARAMS.values(), "date", "page", "inconnu"])


@given(
    st.lists(st.tuples(names, values), max_size=6), st.sampled_from((*VIEWS, "/calendrier/agenda"))
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_address_makes_the_calendar_fail(team, query, url):
    assert team.get(url, query_string=query).status_code == 200


@given(st.builds(Filters, words=st.text(min_size=1, max_size=30), kind=st.sampled_from(Kind)))
def test_filters_come_back_from_their_own_address(filters):
    once = Filters.read(filters.params())
    assert Filters.from_query(once.query()) == once
