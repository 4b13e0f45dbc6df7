"""Collective actions: each date counted once in a total, and only what one may see."""

from datetime import UTC, date, datetime, time

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import standing
from raqnet.calendar.models import Kind, Visibility
from raqnet.research import catalogue, spans
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from tests import factories as make

FIRST, LAST = date(2021, 9, 1), date(2021, 12, 20)
PAGE = "/recherche"
OLD = "/calendrier/chiffres"


@pytest.fixture
def place(app):
    return make.commune(name="Jette")


def counts(sees=Visibility.TEAM):
    entry = catalogue.FIGURES["actions-par-commune"]
    question = spans.compared(Scope(FIRST, LAST), Reader(Role.RESEARCH, sees))
    return [(row.name, row.values[0]) for row in entry.count(entry, question).rows]


def test_a_date_counts_on_the_day_it_starts_in_brussels(place):
    for day, at in ((FIRST, time()), (LAST, time(23, 59)), (date(2021, 8, 31), time(23, 59))):
        make.action(day, at, hours=0.5, commune=place)
    make.action(date(2021, 12, 21), time(), commune=place)
    assert counts() == [("Jette", 2)]


def test_only_collective_actions_that_were_not_cancelled_are_counted(place):
    make.action(FIRST, commune=place, kind=Kind.PERMANENCE)
    make.action(FIRST, commune=place, kind=Kind.TEAM)
    standing.cancel(make.action(FIRST, commune=place), "Pluie")
    series = make.action(FIRST, commune=place, rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=4")
    standing.cancel_date(make.occurrence_of(series), "Pluie")
    assert counts() == [("Jette", 3)]


def test_what_has_no_commune_comes_last_and_others_by_number(place):
    evere, ixelles = make.commune(name="Évere"), make.commune(name="Ixelles")
    for where in (None, None, None, place, place, evere, ixelles):
        make.action(FIRST, commune=where)
    expected = [("Jette", 2), ("Évere", 1), ("Ixelles", 1), ("Non renseigné", 3)]
    assert counts() == expected


def test_a_host_counts_only_what_is_shared_with_hosts(place, client):
    for seen_by in Visibility:
        make.action(FIRST, commune=place, visibility=seen_by)
    assert counts(Visibility.HOSTS) == [("Jette", 2)]
    asked = f"{PAGE}?du=2021-09-01&au=2021-12-20"
    assert "2 actions collectives" in client.sign_in(make.host()).get(asked).text
    assert "3 actions collectives" in client.sign_in(make.user(Role.RESEARCH)).get(asked).text


def test_without_dates_this_civil_year_is_counted_to_date(place, client):
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))
    for day in (date(2020, 12, 31), date(2021, 1, 1), date(2021, 11, 22), date(2021, 11, 23)):
        make.action(day, commune=place)
    client.sign_in(make.user())
    assert "2 actions collectives" in client.get(PAGE).text
    assert "3 actions collectives" in client.get(f"{PAGE}?au=2021-12-31").text
    assert "3 actions collectives" in client.get(f"{PAGE}?du=2020-12-01").text


def test_the_old_address_leads_on_with_its_days_for_whoever_reads_figures(app, client):
    answer = client.sign_in(make.user()).get(f"{OLD}?du=2021-09-01&au=2021-12-20&x=1")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{PAGE}?du=2021-09-01&au=2021-12-20"
    assert client.sign_in(make.user(Role.ADMIN)).get(OLD).status_code == 403
