"""What hosts see, and what leaves the team: figures about people in their protected form alone."""

from datetime import UTC, datetime

import pytest

from raqnet import clock
from raqnet.access import Role
from tests import factories as make
from tests.research import shapes

ONE = "/recherche/figures/gens"
AUTUMN = "du=2021-09-10&au=2021-10-15"
MONTHS = {
    "2021-08": {"Covid": 50},
    "2021-09": {"Covid": 20, "Logement": 3, "Dettes": 4},
    "2021-10": {"Covid": 12, "Logement": 2, "Séjour": 1},
    "2021-11": {"Covid": 41},
}
HOUSE = {"2021-09": {"Covid": 9, "Logement": 1, "Dettes": 1}, "2021-10": {"Covid": 11}}


@pytest.fixture(autouse=True)
def today(app):
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))


@pytest.fixture
def people(monkeypatch):
    return shapes.of_people(monkeypatch, MONTHS, house=HOUSE)


@pytest.fixture
def team(client):
    return client.sign_in(make.user(Role.RAQ))


@pytest.fixture
def host(client):
    """A member of a house, signed in, and the house's id."""
    house = make.organisation(name="La Maison")
    client.sign_in(make.host(house))
    client.house = house.id
    return client


def test_a_file_is_protected_unless_it_says_that_it_stays_inside(people, team):
    inside = team.get(f"{ONE}.csv?{AUTUMN}&interne=1")
    assert "Logement;5" in inside.text
    assert "Interne : ne pas diffuser" in inside.text
    assert "-interne.csv" in inside.headers["Content-Disposition"]
    outside = team.get(f"{ONE}.csv?{AUTUMN}").text
    assert "Logement" not in outside
    assert "grouped;Petits nombres regroupés;22" in outside  # 3 + 4, and 12 + 2 + 1 in October
    assert "Covid;20" in outside
    assert "total;Total;42" in outside
    assert "À diffuser" in outside


def test_what_is_shared_speaks_of_whole_months_that_are_over_and_says_so(people, team):
    page = team.get(f"{ONE}?du=2021-09-10&au=2021-11-22&diffuser=1").text
    assert "Compté par mois entiers et terminés : du 1er septembre au 31 octobre 2021" in page
    same = team.get(f"{ONE}.csv?du=2021-09-30&au=2021-10-02").text
    assert same.splitlines()[9:] == team.get(f"{ONE}.csv?{AUTUMN}").text.splitlines()[9:]


def test_a_month_that_is_not_over_has_no_protected_form(people, team):
    page = team.get(f"{ONE}?du=2021-11-01&diffuser=1")
    assert "une fois le mois terminé" in page.text
    answer = team.get(f"{ONE}.xlsx?du=2021-11-01")
    assert answer.status_code == 422
    assert "une fois le mois terminé" in answer.text


def test_notes_and_sentence_of_the_team_do_not_leave_with_their_numbers(people, team):
    text = team.get(f"{ONE}.csv?{AUTUMN}").text
    assert "Dont 3 chez Paul" not in text
    assert "Sans nombre." in text
    assert "15 interventions" not in text
    assert "Au moins 42 interventions : Covid (20)." in text


def test_a_filter_is_for_the_team_alone_but_for_the_house(people, team):
    commune = make.commune()
    answer = team.get(f"{ONE}.csv?{AUTUMN}&commune={commune.id}")
    assert answer.status_code == 422
    assert "ces chiffres ne peuvent pas être diffusés" in answer.text
    assert team.get(f"{ONE}.csv?{AUTUMN}&commune={commune.id}&interne=1").status_code == 200
    house = make.organisation()
    assert team.get(f"{ONE}.csv?{AUTUMN}&hebergeur={house.id}").status_code == 200


def test_the_page_of_the_team_links_to_files_of_the_team_and_offers_what_may_leave(people, team):
    page = team.get(f"{ONE}?{AUTUMN}").text
    assert "gens.csv?du=2021-09-10&amp;au=2021-10-15&amp;interne=1" in page
    assert "Version à diffuser" in page
    shared = team.get(f"{ONE}?{AUTUMN}&diffuser=1").text
    assert "interne=1" not in shared
    assert "Logement" not in shared


@pytest.mark.parametrize("ending", ["csv", "xlsx", "svg", "png", None])
def test_a_host_never_gets_small_numbers_whatever_they_write_in_the_address(people, host, ending):
    asked = f"{ONE}{'.' + ending if ending else ''}?{AUTUMN}&interne=1&diffuser=0"
    answer = host.get(asked)
    assert answer.status_code == 200
    if ending not in ("png", "xlsx"):
        assert "Logement" not in answer.text
        assert "regroup" in answer.text
    assert "interne" not in answer.headers.get("Content-Disposition", "")


def test_a_host_reads_the_project_and_their_own_house_and_no_other(people, host):
    other = make.organisation(name="Une autre")
    for asked in (f"hebergeur={other.id}", f"hebergeur={host.house}"):
        text = host.get(f"{ONE}.csv?{AUTUMN}&{asked}").text
        assert "La Maison" in text
        assert "Une autre" not in text
    assert "Filtres;aucun" in host.get(f"{ONE}.csv?{AUTUMN}").text


def test_a_host_narrows_down_to_nothing_else(people, host):
    commune = make.commune(name="Jette")
    asked = f"{ONE}.csv?{AUTUMN}&commune={commune.id}&zone=1&quartier=1&mission=1"
    assert host.get(asked).text == host.get(f"{ONE}.csv?{AUTUMN}").text
    assert '<select id="f-' not in host.get(f"/recherche?{AUTUMN}").text


def test_a_house_is_told_only_what_leaves_no_small_rest(people, host):
    text = host.get(f"{ONE}.csv?{AUTUMN}&hebergeur={host.house}").text
    # September: 9 of 20 and 2 of 7 in all; October: 11 of 12 would leave 4 elsewhere.
    assert "total;Total;11" in text
    assert "Mois dont rien ne peut être dit" in text


def test_a_table_that_has_no_months_stays_in_the_team(monkeypatch, client, team):
    shapes.enter(monkeypatch, shapes.made("gens", about_people=True), about_people=True)
    assert team.get(f"{ONE}?{AUTUMN}").status_code == 200
    assert team.get(f"{ONE}.csv?{AUTUMN}").status_code == 422
    client.sign_in(make.host())
    page = client.get(f"{ONE}?{AUTUMN}").text
    assert "n&#39;existe que pour l&#39;équipe" in page
    assert "Covid" not in page


def test_counts_of_actions_are_never_hidden_from_a_host(host):
    commune = make.commune(name="Jette")
    make.action(datetime(2021, 9, 14).date(), commune=commune)  # noqa: DTZ001
    text = host.get(f"/recherche/figures/actions-par-commune.csv?{AUTUMN}").text
    assert "Jette;1;0;0" in text


def test_many_years_are_cut_to_the_last_ones_and_said(people, team):
    page = team.get(f"{ONE}?du=2005-01-01&au=2021-10-31&diffuser=1").text
    assert "Compté par mois entiers et terminés : du 1er novembre 2018 au 31 octobre 2021" in page
