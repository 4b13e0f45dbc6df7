"""A host's public actions elsewhere: who opens them, and what another site may do with the page."""

from datetime import date

import pytest

from raqnet.access import Role
from raqnet.db import db
from raqnet.people import services as people
from raqnet.public.models import PublicHost
from raqnet.public.services import show_host
from tests import factories as make


@pytest.fixture
def house(app):
    return make.organisation(name="Maison du Test")


def switch(client, house, shown=True):
    path = f"/hebergeurs/{house.id}/public"
    return client.post(path, data={"shown": "y"} if shown else {"sent": "1"}).status_code


def test_a_host_opens_its_own_and_the_coordination_any(client, house):
    client.sign_in(make.host(make.organisation()))
    assert switch(client, house) == 404
    for account in (make.host(house), make.user(Role.COORDINATION)):
        client.sign_in(account)
        assert switch(client, house) == 303
        assert "maison-du-test" in client.get(f"/hebergeurs/{house.id}/public").text
        assert client.get("/cadre/maison-du-test").status_code == 200
        assert switch(client, house, shown=False) == 303
        assert client.get("/cadre/maison-du-test").status_code == 404
        assert client.get("/cadre/maison-du-test/actions.ics").status_code == 404


def test_a_host_goes_straight_to_its_own(client, house):
    make.organisation()
    client.sign_in(make.host(house))
    assert client.get("/hebergeurs/publics").headers["Location"] == f"/hebergeurs/{house.id}/public"
    client.sign_in(make.user(Role.COORDINATION))
    assert "Maison du Test" in client.get("/hebergeurs/publics").text


def test_a_frame_holds_the_public_actions_of_its_host_alone(client, house):
    show_host(house, True)
    make.action(title="Chez nous", visibility="public", site=make.site(organisation=house))
    make.action(title="Entre nous", visibility="hosts", site=make.site(organisation=house))
    make.action(title="Ailleurs", visibility="public", site=make.site())
    answer = client.get("/cadre/maison-du-test?langue=nl")
    assert "Chez nous" in answer.text and '<html lang="nl">' in answer.text
    assert "Entre nous" not in answer.text and "Ailleurs" not in answer.text
    assert "<script" not in answer.text and "<form" not in answer.text


def test_what_strangers_read_over_https_stays_there_and_sets_no_cookie(client, house):
    """All of it: pages, the page for frames, feeds, and the word that nothing has changed."""
    show_host(house, True)
    frame, feed = "/cadre/maison-du-test", "/cadre/maison-du-test/actions.ics"
    for path in ("/quartiers", "/quartiers/actions.ics", frame, feed):
        first = client.get(path, base_url="https://localhost")
        known = {"If-None-Match": first.headers["ETag"]}
        again = client.get(path, base_url="https://localhost", headers=known)
        assert (first.status_code, again.status_code) == (200, 304)
        for headers in (first.headers, again.headers):
            assert headers["Strict-Transport-Security"] == "max-age=31536000", path
            assert headers["X-Content-Type-Options"] == "nosniff", path
            wanted = "cross-origin" if path == frame else "same-origin"
            assert headers["Cross-Origin-Resource-Policy"] == wanted, path
            assert "Set-Cookie" not in headers


def test_only_the_page_for_frames_may_be_framed(client, house):
    show_host(house, True)
    framed = client.get("/cadre/maison-du-test").headers
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for path in ("/quartiers", "/connexion", "/cadre/nulle-part"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


def test_an_address_stays_when_the_host_is_renamed_and_no_two_are_alike(client, house):
    show_host(house, True)
    people.save_entry(house, {"name": "Un autre nom"})
    assert show_host(house, True).slug == "maison-du-test"
    other = make.organisation(name="Maison du test !")
    assert show_host(other, True).slug == "maison-du-test-2"
    assert show_host(make.organisation(name="東京"), True).slug == "hebergeur"


def test_a_host_that_is_taken_away_is_gone_at_once(client, house):
    show_host(house, True)
    assert client.get("/cadre/maison-du-test").status_code == 200
    people.delete_entry(house)
    assert client.get("/cadre/maison-du-test").status_code == 404
    assert db.session.query(PublicHost).count() == 0


def test_a_name_cannot_break_out_of_the_code_to_copy(client):
    house = make.organisation(name='A"><script>alert(1)</script>')
    show_host(house, True)
    there = client.sign_in(make.host(house)).get(f"/hebergeurs/{house.id}/public").text
    assert "&amp;lt;script&amp;gt;" in there and "A&#34;" not in there.split("iframe", 1)[1][:300]


def action_form(**values):
    return {"version": "0", "fields": ["place"], "words_fr": "Venez", **values}


def test_workers_of_an_action_open_it_and_nobody_else(client):
    mine = make.worker()
    account = mine.user
    action = make.action(date(2026, 12, 1), visibility="public", workers=[mine], place="La place")
    path = f"/calendrier/actions/{action.id}/public"
    assert client.sign_in(make.worker().user).post(path, data=action_form()).status_code == 403
    client.sign_in(account)
    assert client.post(path, data=action_form()).status_code == 303
    there = client.get(f"/calendrier/actions/{action.id}").text
    assert "Visible par tout le monde" in there and "le lieu" in there
    assert client.post(path, data=action_form(fields=["aim"], version="1")).status_code == 422


def test_two_who_open_an_action_at_once_meet(client):
    action = make.action(visibility="public")
    path = f"/calendrier/actions/{action.id}/public"
    client.sign_in(make.user(Role.COORDINATION))
    assert client.post(path, data=action_form()).status_code == 303
    late = client.post(path, data=action_form(words_fr="Autre chose", fields=[]))
    assert late.status_code == 409 and "Autre chose" in late.text and "Venez" in late.text


def test_one_shows_oneself_field_by_field_and_hides_again(client):
    worker = make.worker()
    area = make.assignment(worker=worker).neighbourhood
    client.sign_in(worker.user)
    form = {"version": "0", "shown": "y"}
    assert client.post("/annuaire/moi/public", data=form).status_code == 422
    form |= {"name": "Prénom inventé", "email": "pas une adresse"}
    assert client.post("/annuaire/moi/public", data=form).status_code == 422
    form["email"] = ""
    assert client.post("/annuaire/moi/public", data=form).status_code == 303
    assert "Prénom inventé" in client.get(f"/quartiers/{area.id}").text
    form = {"version": "1", "name": "Prénom inventé"}
    assert client.post("/annuaire/moi/public", data=form).status_code == 303
    assert "Prénom inventé" not in client.get(f"/quartiers/{area.id}").text


def test_whoever_is_no_worker_has_no_profile_to_show(client):
    account = make.user(Role.RAQ)
    assert client.sign_in(account).get("/annuaire/moi/public").status_code == 404
