"""A host's month on one sheet: its own, what may be told of it, nothing of another house."""

from datetime import UTC, date, datetime

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import standing
from raqnet.calendar.models import Visibility
from raqnet.research import catalogue, house
from tests import factories as make
from tests.research import shapes

PAGE = "/recherche/hebergeur"
MONTHS = {"2021-10": {"Covid": 30, "Logement": 12}}
HOUSE = {"2021-10": {"Covid": 12, "Logement": 4}}


@pytest.fixture
def ours(app):
    """A house; it is 22 November 2021."""
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))
    return make.organisation(name="La Maison")


@pytest.fixture
def site(ours):
    return make.site(organisation=ours, name="Site")


@pytest.fixture
def host(client, ours):
    return client.sign_in(make.host(ours))


def held(where, title, day=date(2021, 10, 12), **values):
    return make.action(day, title=title, site=where, **values)


def test_a_host_reads_what_was_held_with_it_in_the_month(site, host):
    held(site, "Atelier")
    held(site, "Trop tôt", date(2021, 9, 30))
    held(site, "Entre nous", visibility=Visibility.TEAM)
    standing.cancel(held(site, "Annulé"), "Pluie")
    lodged = make.worker()
    make.assignment(worker=lodged, site=site)
    make.action(date(2021, 10, 13), title="Dehors", workers=[lodged])
    page = host.get(f"{PAGE}?mois=2021-10").text.split('class="sheet"')[1]
    for title, is_there in (("Atelier", True), ("Dehors", True), ("Trop tôt", False),
                            ("Entre nous", False), ("Annulé", False)):  # fmt: skip
        assert (title in page) is is_there


def test_without_a_month_it_is_the_last_one_that_is_over(ours, host):
    for text in ("", "?mois=nul", "?mois=%00"):
        assert "octobre 2021" in host.get(PAGE + text).text
    assert "novembre 2021" in host.get(f"{PAGE}?mois=2030-01").text


def test_work_for_the_house_is_told_by_kind_and_never_by_time_nor_by_whom(ours, host):
    kind = make.value("host_work", "Permanence sociale")
    worker = make.worker(user=make.user(Role.RAQ, name="Nom de RAQ"))
    for day in (4, 5):
        make.host_work(organisation=ours, kind=kind, worker=worker, minutes=95,
                       happened_on=date(2021, 10, day))  # fmt: skip
    make.host_work(kind=make.value("host_work", "Ailleurs"), happened_on=date(2021, 10, 4))
    page = host.get(f"{PAGE}?mois=2021-10").text.split('class="sheet"')[1]
    assert "Permanence sociale" in page
    assert "2 fois" in page
    assert "Ailleurs" not in page
    assert "95" not in page.split("</section>")[1]
    assert "Nom de RAQ" not in page


def test_people_are_told_in_the_protected_form_to_whomever_opens_it(ours, client, monkeypatch):
    entry = shapes.of_people(monkeypatch, MONTHS, house=HOUSE)
    monkeypatch.setitem(catalogue.FIGURES, house.THEMES, entry)
    for reader in (make.host(ours), make.user(Role.COORDINATION)):
        page = client.sign_in(reader).get(f"{PAGE}?mois=2021-10&hebergeur={ours.id}").text
        assert "Au moins 16 interventions" in page
        assert "Petits nombres regroupés" in page
        assert "Logement" not in page


def test_a_month_alone_tells_nothing_of_earlier_ones_nor_what_a_dash_there_would_mean(
    ours, client, monkeypatch
):
    entry = shapes.of_people(monkeypatch, MONTHS, house=HOUSE)
    monkeypatch.setitem(catalogue.FIGURES, house.THEMES, entry)
    page = client.sign_in(make.host(ours)).get(f"{PAGE}?mois=2021-10").text
    assert "Au moins 16 interventions" in page
    assert "Un an plus tôt" not in page
    assert "« – »" not in page


def test_a_host_opens_no_other_house(ours, host):
    other = make.organisation(name="Une autre")
    page = host.get(f"{PAGE}?hebergeur={other.id}").text
    assert "La Maison" in page
    assert "Une autre" not in page


def test_the_coordination_chooses_a_house_and_a_house_that_is_not_there_is_not_found(ours, client):
    client.sign_in(make.user(Role.COORDINATION))
    assert "La Maison" in client.get(PAGE).text
    assert client.get(f"{PAGE}?hebergeur={ours.id}").status_code == 200
    assert client.get(f"{PAGE}?hebergeur=987654").status_code == 404


def test_a_host_without_a_house_is_told_so(ours, client):
    account = make.user(Role.HOST)
    assert "Pas encore d'organisation" in client.sign_in(account).get(PAGE).text


@pytest.mark.parametrize("role", [Role.RAQ, Role.RESEARCH, Role.ADMIN])
def test_the_month_of_a_house_is_for_the_house_and_the_coordination(ours, client, role):
    assert client.sign_in(make.user(role)).get(f"{PAGE}?hebergeur={ours.id}").status_code == 403
