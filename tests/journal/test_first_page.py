"""The journal's first page and the quickest forms."""

import pytest

from raqnet import clock, create_app
from raqnet.config import ConfigError
from tests import factories as make

OPALE = "https://opale.example.org/"


def test_the_first_page_counts_my_day_and_nobody_elses(me, values, client):
    make.intervention(worker=me, place=values.office)
    make.intervention(worker=me, place=values.street, contacts=6)
    make.intervention(contacts=30)
    make.action(clock.today(), workers=[me])
    make.action(clock.today())
    page = client.get("/journal").text
    assert "7 personnes aujourd" in page
    assert "1 aujourd" in page


def test_a_phones_bar_leads_to_the_quickest_forms(me, client):
    bar = client.get("/journal").text.split('class="places"')[1].split("</nav>")[0]
    assert 'href="/noter"' in bar
    assert "/calendrier/actions/nouvelle" not in bar
    page = client.get("/noter").text
    for path in ("/journal/interventions/noter", "/journal/sorties/noter",
                 "/journal/relais/nouveau", "/calendrier/actions/nouvelle"):  # fmt: skip
        assert path in page


def test_the_coordination_notes_actions(app, client):
    bar = client.sign_in(make.user()).get("/").text.split('class="places"')[1].split("</nav>")[0]
    assert "/calendrier/actions/nouvelle" in bar
    assert 'href="/noter"' not in bar


def test_opale_is_named_where_it_is_set_alone(me, app, client, monkeypatch):
    assert "Opale" not in client.get("/journal").text
    monkeypatch.setitem(app.config, "OPALE_URL", OPALE)
    page = client.get("/journal").text
    assert f'href="{OPALE}" target="_blank" rel="noreferrer"' in page


def test_an_address_of_opale_that_is_none_is_refused(tmp_path):
    with pytest.raises(ConfigError):
        create_app({"INSTANCE": tmp_path, "OPALE_URL": "javascript:alert(1)"})
