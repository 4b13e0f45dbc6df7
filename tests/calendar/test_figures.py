"""Figures: each date counted once in a total, and only what one may see."""

from datetime import UTC, date, datetime, time

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import figures, standing
from raqnet.calendar.models import Kind, Visibility
from tests import factories as make

FIRST, LAST = date(2021, 9, 1), date(2021, 12, 20)
PAGE = "/calendrier/chiffres"


@pytest.fixture
def place(app):
    return make.commune(name="Jette")


def counts(rows):
    return [(each.name, each.count) for each in rows]


def test_a_date_counts_on_the_day_it_starts_in_brussels(place):
    for day, at in ((FIRST, time()), (LAST, time(23, 59)), (date(2021, 8, 31), time(23, 59))):
        make.action(day, at, hours=0.5, commune=place)
    make.action(date(2021, 12, 21), time(), commune=place)
    assert counts(figures.count_by_commune(FIRST, LAST)) == [("Jette", 2)]


def test_only_collective_actions_that_were_not_cancelled_are_counted(place):
    make.action(FIRST, commune=place, kind=Kind.PERMANENCE)
    make.action(FIRST, commune=place, kind=Kind.TEAM)
    standing.cancel(make.action(FIRST, commune=place), "Pluie")
    series = make.action(FIRST, commune=place, rrule="FREQ=WEEKLY;BYDAY=WE;COUNT=4")
    standing.cancel_date(make.occurrence_of(series), "Pluie")
    assert counts(figures.count_by_commune(FIRST, LAST)) == [("Jette", 3)]


def test_what_has_no_commune_comes_last_and_others_by_number(place):
    for where in (
        None,
        None,
        None,
        place,
        make.commune(name="Évere"),
        make.commune(name="Ixelles"),
    ):
        make.action(FIRST, commune=where)
    make.action(FIRST, commune=place)
    expected = [("Jette", 2), ("Évere", 1), ("Ixelles", 1), ("Non renseigné", 3)]
    assert counts(figures.count_by_commune(FIRST, LAST)) == expected


def test_an_action_of_two_missions_counts_in_both_and_once_in_the_total(place, client):
    covid, social = make.mission("Covid"), make.mission("Social")
    make.action(FIRST, commune=place, missions=[covid, social], mode="initiative")
    make.action(FIRST, commune=place, missions=[covid], mode="renfort")
    make.action(FIRST, commune=place)
    rows = figures.count_by_mission_and_mode(FIRST, LAST)
    assert [(row.name, row.count) for row in rows] == [
        ("Covid", 1), ("Covid", 1), ("Social", 1), ("Sans mission", 1),
    ]  # fmt: skip
    assert figures.total(figures.count_by_activity(FIRST, LAST)) == 3
    page = client.sign_in(make.user()).get(f"{PAGE}?du=2021-09-01&au=2021-12-20").text
    assert "3 actions collectives ont eu lieu entre le 1er septembre 2021 et le 20 décembre" in page
    assert "dans 1 commune." in page
    assert "la somme des lignes (4) dépasse donc le total (3)" in page


def test_a_host_counts_only_what_is_shared_with_hosts(place, client):
    for seen_by in Visibility:
        make.action(FIRST, commune=place, visibility=seen_by)
    assert counts(figures.count_by_commune(FIRST, LAST, Visibility.HOSTS)) == [("Jette", 2)]
    asked = f"{PAGE}?du=2021-09-01&au=2021-12-20"
    assert "2 actions collectives" in client.sign_in(make.host()).get(asked).text
    assert "3 actions collectives" in client.sign_in(make.user(Role.RESEARCH)).get(asked).text


def test_without_dates_this_civil_year_is_counted_to_date(place, client):
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))
    for day in (date(2020, 12, 31), date(2021, 1, 1), date(2021, 11, 22), date(2021, 11, 23)):
        make.action(day, commune=place)
    client.sign_in(make.user())
    assert "2 actions collectives" in client.get(PAGE).text
    assert "3 actions collectives sont au calendrier" in client.get(f"{PAGE}?au=2021-12-31").text
    assert "3 actions collectives" in client.get(f"{PAGE}?du=2020-12-01").text


def test_reversed_dates_are_put_in_order(place, client):
    make.action(FIRST, commune=place)
    page = client.sign_in(make.user()).get(f"{PAGE}?du=20/12/2021&au=2021-09-01")
    assert page.status_code == 200
    assert "1 action collective a eu lieu" in page.text
    assert "inversées" in page.text


@pytest.mark.parametrize(
    "bad", ["x", "2021-13-01", "0001-01-01", "9999-12-31", "\x00", "é" * 10000]
)
def test_a_date_that_cannot_be_read_is_told_and_changes_no_figure(app, client, bad):
    page = client.sign_in(make.user()).get(PAGE, query_string={"du": bad, "au": ["2021", bad]})
    assert page.status_code == 200
    assert "Ces dates ne sont pas lisibles" in page.text
