from datetime import timedelta
from html import unescape

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts import passwords
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.drafts.models import MAX_DRAFT, Draft
from tests import factories as make

PASSWORD = "quatre mots sans lien"
HASH = passwords.hash_password(PASSWORD)
OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"name": "Nom tapé", "email": "x@raqnet.test", "locale": "fr", "present_password": "secret"}


def person():
    return make.user(Role.RAQ, password_hash=HASH)


def enter(client, user, **fields):
    return client.post("/connexion", data={"email": user.email, "password": PASSWORD, **fields})


@pytest.fixture
def late(client):
    """Somebody whose session has ended while a form was open."""
    user = person()
    enter(client, user)
    clock.clock.freeze(clock.now() + timedelta(days=90))
    return user


def hidden(page, name):
    found = page.text.split(f'name="{name}" type="hidden" value="')
    return unescape(found[1].split('"')[0])


def drafts():
    return db.session.scalars(db.select(Draft)).all()


def send_late(client, headers=OURS, path="/compte", data=TYPED):
    page = client.post(path, data=data, headers=headers)
    assert page.status_code == 401
    return {name: hidden(page, name) for name in ("kept", "kept_path", "suite")}


def test_an_ended_session_keeps_the_words_without_secrets_and_says_so(client, late):
    kept = send_late(client)
    assert "Nom+tap%C3%A9" in kept["kept"]
    assert "secret" not in kept["kept"]
    assert "csrf" not in kept["kept"]
    page = client.post("/compte", data=TYPED, headers=OURS)
    assert "rien n'a encore été enregistré" in page.text


def test_after_signing_in_the_words_are_a_draft_and_nothing_is_saved_by_itself(client, late):
    name = late.name
    answer = enter(client, late, **send_late(client))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/compte")
    [draft] = drafts()
    assert (draft.user_id, draft.key) == (late.id, "/compte")
    assert db.session.get(User, late.id).name == name
    page = client.get("/compte")
    assert "/brouillons/envoyer?key=/compte" in page.text


def test_words_whose_form_has_no_page_are_offered_to_send_again(client, late):
    kept = send_late(client, path="/compte/mot-de-passe")
    answer = enter(client, late, **kept)
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "Nom tapé" in page.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_sends_is_not_even_answered(client, late, site):
    answer = client.post("/compte", data=TYPED, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "Nom tapé" not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "none"}])
def test_what_is_not_said_to_come_from_our_pages_is_not_kept(client, late, headers):
    assert send_late(client, headers=headers)["kept"] == ""


def test_a_cross_site_post_without_a_session_keeps_nothing(client):
    answer = client.post("/compte", data=TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert drafts() == []


def test_the_words_go_to_nobody_else(client, late):
    kept = send_late(client)
    enter(client, person(), **kept)
    assert drafts() == []


def test_the_words_wait_while_the_password_is_mistyped(client, late):
    kept = send_late(client)
    fields = {"email": late.email, "password": "pas le bon mot", **kept}
    page = client.post("/connexion", data=fields)
    assert page.status_code == 422
    assert hidden(page, "kept") == kept["kept"]
    enter(client, late, **kept)
    assert len(drafts()) == 1


def test_words_without_end_are_not_carried(client, late):
    kept = send_late(client, data={"name": "x" * (MAX_DRAFT + 1)})
    assert kept["kept"] == ""
    enter(client, late, kept="a=" + "x" * MAX_DRAFT, kept_path="/compte")
    assert drafts() == []


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "", "/\x00", "x" * 999])
def test_kept_words_lead_to_no_other_site(client, late, path):
    answer = enter(client, late, kept="a=b", kept_path=path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith("//")


def test_a_fragment_asked_too_late_sends_the_whole_page_to_the_sign_in(client, late):
    answer = client.post("/compte", data=TYPED, headers=OURS, htmx=True)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/connexion")


def test_our_pages_own_token_is_enough_where_a_browser_does_not_say_its_site(client, late):
    token = client.csrf_token()
    typed = {**TYPED, "csrf_token": token}
    assert "Nom+tap" in send_late(client, headers={}, data=typed)["kept"]
