"""The calendar elsewhere: a date sent on and hung up, a month on paper, actions on a map."""

from datetime import date

import pytest

from raqnet.calendar import sharing
from raqnet.calendar.sharing import Words
from tests import factories as make

DAY = date(2026, 12, 1)


@pytest.fixture
def user(app):
    return make.worker().user


@pytest.fixture
def spoken(app):
    """A later subject knows an action in Dutch, with a page that anybody may read."""
    makers = app.extensions["calendar_words"]
    kept = list(makers)
    sharing.add_words(app, lambda _action, _date: [
        Words("nl", "Praattafel", "Kom langs", "http://raqnet.test/quartiers/nl/1")
    ])  # fmt: skip
    yield
    makers[:] = kept


def dated(**values):
    values = {
        "title": "Table de discussion",
        "place": "Maison de quartier",
        "aim": "ENTRE NOUS",
        **values,
    }
    return make.occurrence_of(
        make.action(DAY, commune=make.commune(name=f"Ixelles {next(make.numbers)}"), **values)
    )


def test_a_shared_text_says_title_day_place_and_address_and_nothing_of_the_teams(client, user):
    date_ = dated(address="rue Haute 3")
    page = client.sign_in(user).get(f"/calendrier/dates/{date_.id}/partager").text
    for word in (
        "Table de discussion", "Mardi 1 décembre, 10h-12h", "Maison de quartier",
        "rue Haute 3, Ixelles ", f"/calendrier/dates/{date_.id}", "mailto:?subject=Table%20de",
    ):  # fmt: skip
        assert word in page, word
    assert "ENTRE NOUS" not in page
    assert "wa.me" not in page


def test_a_text_is_offered_in_each_language_that_is_filled_in(client, user, spoken):
    date_ = dated()
    page = client.sign_in(user).get(f"/calendrier/dates/{date_.id}/partager").text
    assert "Praattafel\nDinsdag 1 december" in page
    assert "http://raqnet.test/quartiers/nl/1" in page
    poster = client.get(f"/calendrier/dates/{date_.id}/affiche?langue=nl").text
    assert 'lang="nl"' in poster
    assert "Praattafel" in poster
    assert client.get(f"/calendrier/dates/{date_.id}/affiche?langue=xx").status_code == 404


def test_a_poster_has_its_code_and_says_when_it_is_off(client, user):
    date_ = dated(audience="Toutes et tous")
    page = client.sign_in(user).get(f"/calendrier/dates/{date_.id}/affiche").text
    assert "<svg" in page and "Maison de quartier" in page
    assert "ENTRE NOUS" not in page and "Toutes et tous" not in page
    off = dated(status="cancelled")
    assert "Annulée" in client.get(f"/calendrier/dates/{off.id}/affiche").text


def test_a_host_hangs_up_what_it_sees(client):
    hidden, shown = dated(visibility="team"), dated(visibility="public")
    client.sign_in(make.host())
    assert client.get(f"/calendrier/dates/{hidden.id}/affiche").status_code == 404
    assert client.get(f"/calendrier/dates/{hidden.id}/partager").status_code == 404
    assert client.get(f"/calendrier/dates/{shown.id}/affiche").status_code == 200
    client.sign_in(make.user())
    assert client.get(f"/calendrier/dates/{hidden.id}/affiche").status_code == 404
    assert client.get(f"/calendrier/dates/{hidden.id}/partager").status_code == 200


def test_a_month_on_paper_is_a_communes_without_what_is_off(client, user):
    place = make.commune(name="Jette")
    make.action(DAY, title="Ici", commune=place)
    make.action(DAY, title="Pas là", commune=place, status="cancelled")
    make.action(DAY, title="Ailleurs", commune=make.commune())
    make.action(date(2027, 1, 5), title="Plus tard", commune=place)
    client.sign_in(user)
    page = client.get(
        "/calendrier/imprimer", query_string={"commune": place.id, "date": "2026-12-14"}
    )
    assert "Ici" in page.text and "Jette" in page.text
    for word in ("Pas là", "Ailleurs", "Plus tard"):
        assert word not in page.text, word


def test_a_month_on_paper_shows_a_host_what_it_may_see(client):
    make.action(DAY, title="Entre nous", visibility="team")
    page = client.sign_in(make.host()).get("/calendrier/imprimer?date=2026-12-01")
    assert "Entre nous" not in page.text


def test_the_map_lists_each_located_action_once_and_counts_the_others(client, user):
    located = {"latitude": 50.85, "longitude": 4.35}
    make.action(DAY, title="Permanence", rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3", **located)
    make.action(DAY, title="Sans lieu")
    make.action(date(2027, 3, 1), title="Plus tard", **located)
    make.action(DAY, title="Annulée là", status="cancelled", **located)
    page = client.sign_in(user).get("/calendrier/carte?date=2026-12-01").text
    assert page.count("data-latitude=") == 1
    assert "2 autres dates" in page
    assert "1 autre action" in page
    assert "Plus tard" not in page and "Annulée là" not in page


def test_the_map_shows_a_host_what_it_may_see(client):
    make.action(DAY, title="Entre nous", visibility="team", latitude=50.85, longitude=4.35)
    assert (
        "Entre nous"
        not in client.sign_in(make.host()).get("/calendrier/carte?date=2026-12-01").text
    )


def test_no_other_host_is_asked_by_these_pages(client, user):
    date_ = dated(latitude=50.85, longitude=4.35)
    client.sign_in(user)
    for address in (
        f"/calendrier/dates/{date_.id}/partager", f"/calendrier/dates/{date_.id}/affiche",
        "/calendrier/imprimer?date=2026-12-01", "/calendrier/carte?date=2026-12-01",
    ):  # fmt: skip
        answer = client.get(address)
        assert 'src="http' not in answer.text
        assert "https://" not in answer.headers["Content-Security-Policy"]
