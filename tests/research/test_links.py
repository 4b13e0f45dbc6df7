"""Where a row leads, and how a cross-table is asked for without JavaScript."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest

from raqnet.access import Role
from tests import factories as make
from tests.research.asking import ask
from tests.research.behind import assert_reached

pytestmark = pytest.mark.usefixtures("app")
SEPTEMBER = (date(2021, 9, 1), date(2021, 9, 30))
CROSSED = "/recherche/figures/tableau-croise"


def test_a_type_of_actors_leads_to_those_of_the_same_commune():
    commune, type_ = make.commune(), make.value("actor_type", "culture")
    actor = make.actor(type=type_, commune=commune)
    today = actor.created_at.date()
    first = (today.replace(month=1, day=1), today.replace(month=12, day=31))
    row = ask("acteurs-types", *first, commune=commune.id).rows[0]
    assert row.url == f"/acteurs?type={type_.id}&commune={commune.id}"
    assert ask("acteurs-types", *first).rows[0].url == f"/acteurs?type={type_.id}"


def test_where_the_list_cannot_ask_the_same_a_row_leads_nowhere():
    covid, other = make.mission(code="covid"), make.mission()
    make.action(date(2021, 9, 3), missions=[covid, other], mode="renfort")
    assert ask("actions-covid", *SEPTEMBER).rows[0].url
    assert not ask("actions-covid", *SEPTEMBER, mission=other.id).rows[0].url
    area = make.neighbourhood()
    actor = make.actor(neighbourhood=area)
    year = actor.created_at.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    assert not ask("acteurs-types", first, last, neighbourhood=area.id).rows[0].url


def test_a_row_of_a_cross_table_leads_to_its_dates_and_to_none_that_was_cancelled(client):
    for mode, status in (
        ("renfort", "confirmed"),
        ("renfort", "cancelled"),
        ("initiative", "planned"),
    ):
        make.action(date(2021, 9, 30), mode=mode, status=status)
    figure = ask("tableau-croise", *SEPTEMBER, lines="mode", across="commune")
    assert [bool(row.url) for row in figure.rows] == [True, True]
    assert_reached(client.sign_in(make.user()), figure)


def test_both_fields_of_a_cross_table_are_chosen_by_its_form_alone(client):
    make.action(date(2021, 9, 3), commune=make.commune(name="Jette"), mode="renfort")
    client.sign_in(make.user(Role.RESEARCH))
    page = client.get(f"{CROSSED}?du=2021-09-01&au=2021-09-30").text
    form = re.search(
        r'<form class="cross[^"]*" action="([^"]+)" method="get">(.*?)</form>', page, re.S
    )
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[2]))
    offered = re.findall(r'<option value="([\w-]+)"', form[2])
    assert kept == {"du": "2021-09-01", "au": "2021-09-30"} and {"mode", "jour"} <= set(offered)
    chosen = urlencode(kept | {"lignes": "mode", "colonnes": "jour"})
    page = client.get(f"{form[1]}?{chosen}").text
    assert "Renfort d&#39;un dispositif existant" in page and "vendredi" in page
    assert re.findall(r'<option value="([\w-]+)" selected', page) == ["mode", "jour"]
