"""Annex 1 in numbers, and people who are nobody."""

import re
from datetime import date, timedelta

from raqnet.demo import people
from raqnet.demo.facts import activities, activity_texts, communes, places, rows
from raqnet.demo.planned import spot

TODAY = date(2024, 5, 14)


def test_annex_1_has_its_numbers():
    assert len(people.neighbourhoods()) == 30
    assert len(people.workers()) == 18
    assert len(people.sites()) == 16
    assert len(people.organisations()) == 13
    assert len(people.zones()) == 10
    assert len(communes()) == 10


def test_everything_refers_to_something_known():
    zones = {zone.code for zone in people.zones()}
    names = {site.name for site in people.sites()}
    assert {area.zone for area in people.neighbourhoods()} == zones
    assert {area.commune for area in people.neighbourhoods()} < set(communes())
    assert {one.site for one in people.assignments()} == names
    assert {one.worker for one in people.assignments()} == {w.name for w in people.workers()}
    assert {one.since for one in people.assignments()} == {date(2021, 4, 1)}


def test_workers_bear_numbers_not_names():
    for number, worker in enumerate(people.workers(), start=1):
        assert worker.name == f"RAQ {number}"
        assert worker.email == f"raq{number}@raqnet.test"
        assert re.fullmatch(r"0470 00 00 \d\d", worker.phone)
        assert "français" in worker.languages and len(worker.languages) >= 2
        assert len(worker.skills) >= 2


def test_accounts_are_unique_and_every_organisation_has_one():
    accounts = people.accounts()
    assert len({account.email for account in accounts}) == len(accounts) == 18 + 13 + 3
    hosts = [account for account in accounts if account.role == "ph"]
    assert [account.email for account in hosts] == [f"ph{n}@raqnet.test" for n in range(1, 14)]
    assert [h.organisation for h in hosts] == [o.name for o in people.organisations()]
    assert hosts[0].organisation == "MM Neptune" and hosts[-1].organisation == "CSSBSE"


def test_absences_surround_the_present_day_and_say_nothing_of_health():
    absences = people.absences(TODAY)
    assert any(one.first <= TODAY <= one.last for one in absences)
    assert all(one.first <= one.last for one in absences)
    assert all(abs(one.first - TODAY) <= timedelta(days=35) for one in absences)
    assert {one.reason for one in absences} <= {"congé", "formation", "récupération"}
    assert "RAQ 1" not in {one.worker for one in absences}


def test_places_lie_in_brussels_and_invented_ones_have_no_address():
    areas = {area.name: area.commune for area in people.neighbourhoods()}
    for place in places().values():
        latitude, longitude = place.coordinates
        assert 50.79 < latitude < 50.92 and 4.28 < longitude < 4.44
        assert (place.address is None) == place.invented
        assert place.neighbourhood is None or areas[place.neighbourhood] == place.commune


def test_a_spot_is_a_site_or_a_place():
    assert spot("MM Neptune").site == "MM Neptune"
    assert spot("MM Neptune").address == "Avenue Voltaire 88, 1030 Schaerbeek"
    assert spot("Place Flagey").site is None


def test_every_activity_has_its_words():
    assert set(activities()) == set(activity_texts())
    assert sum(activity.events for activity in activities().values()) == 152
    assert len(rows("activities")) == 25
