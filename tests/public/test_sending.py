"""A public date sent on or hung up: in Dutch where it is written, with a page open to anybody."""

from datetime import date

import pytest

from raqnet.db import db
from raqnet.public.models import PublicAction
from tests import factories as make

PUBLIC = "https://raqnet.test"
DAY = date(2026, 12, 1)


@pytest.fixture
def team(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", PUBLIC)
    return client.sign_in(make.worker().user)


def dated(**values):
    action = make.action(DAY, commune=make.commune(name="Ixelles"), **values)
    return make.occurrence_of(action)


def in_dutch(occurrence, **values):
    told = {"title_nl": "Praattafel", "words_nl": "Kom langs", "fields": [], **values}
    db.session.add(PublicAction(action_id=occurrence.series_id, **told))
    db.session.flush()


def shared(client, occurrence):
    return client.get(f"/calendrier/dates/{occurrence.id}/partager").text


def test_a_public_date_is_sent_with_the_page_that_anybody_opens(team):
    occurrence = dated(visibility="public")
    page = shared(team, occurrence)
    assert f"{PUBLIC}/quartiers/dates/{occurrence.id}" in page
    assert f"{PUBLIC}/calendrier/dates/{occurrence.id}" not in page
    assert "/wijken/" not in page  # nobody has written it in Dutch
    poster = team.get(f"/calendrier/dates/{occurrence.id}/affiche").text
    assert "qui demande un compte" not in poster


def test_it_is_sent_in_dutch_where_somebody_has_written_it_so(team):
    occurrence = dated(visibility="public", address="rue Haute 3")
    in_dutch(occurrence, fields=["address"])
    page = shared(team, occurrence)
    assert "Praattafel\nDinsdag 1 december, 10u-12u\n" in page
    assert f"rue Haute 3, Elsene\nKom langs\n{PUBLIC}/wijken/data/{occurrence.id}" in page
    poster = team.get(f"/calendrier/dates/{occurrence.id}/affiche?langue=nl").text
    assert "Praattafel" in poster and "qui demande un compte" not in poster


def test_what_is_called_off_says_so_in_dutch(team):
    occurrence = dated(visibility="public", status="cancelled")
    in_dutch(occurrence)
    assert "Geannuleerd : Praattafel" in shared(team, occurrence)


@pytest.mark.parametrize("visibility", ["hosts", "team"])
def test_what_stays_among_us_is_sent_with_its_page_inside(team, visibility):
    occurrence = dated(visibility=visibility)
    in_dutch(occurrence)
    page = shared(team, occurrence)
    assert f"{PUBLIC}/calendrier/dates/{occurrence.id}" in page
    for word in ("Praattafel", "/wijken/", "/quartiers/"):
        assert word not in page, word
