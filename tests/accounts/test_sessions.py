from datetime import timedelta

import pytest

from raqnet import auth, clock
from raqnet.access import Role
from raqnet.accounts.models import UserSession
from raqnet.db import db
from tests import factories as make
from tests.accounts.conftest import NOW, PASSWORD, enter, person
from tests.conftest import open_session

NEW = "cinq autres mots sans lien"


@pytest.fixture
def copied(app, client):
    """A session, and a browser that holds a copy of its cookie."""
    user = person()
    enter(client, user)
    thief = app.test_client()
    thief.set_cookie(
        app.config["SESSION_COOKIE_NAME"],
        client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value,
    )
    assert thief.get("/compte").status_code == 200
    return user, thief


def shut_out(browser):
    return browser.get("/compte").headers.get("Location", "").startswith("/connexion")


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client, copied):
    _user, thief = copied
    answer = client.post("/deconnexion")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert shut_out(thief)
    assert shut_out(client)


def test_a_copied_cookie_is_worth_nothing_after_the_account_is_closed(app, copied):
    user, thief = copied
    admin = app.test_client().sign_in(make.user(Role.ADMIN))
    assert admin.post(f"/comptes/{user.id}/fermer").status_code == 303
    assert shut_out(thief)
    assert admin.post(f"/comptes/{user.id}/rouvrir").status_code == 303
    assert shut_out(thief)


def test_a_copied_cookie_is_worth_nothing_after_a_change_of_role(app, copied):
    user, thief = copied
    admin = app.test_client().sign_in(make.user(Role.ADMIN))
    admin.post(f"/comptes/{user.id}/role", data={"role": "research"})
    assert shut_out(thief)


def test_a_change_of_password_ends_the_other_sessions_and_keeps_this_one(app, client):
    user = person()
    enter(client, user)
    other = app.test_client()
    enter(other, user)
    fields = {"password": PASSWORD, "new_password": NEW}
    assert client.post("/compte/mot-de-passe", data=fields).status_code == 303
    assert shut_out(other)
    assert client.get("/compte").status_code == 200
    assert enter(other, user).status_code == 422
    assert enter(other, user, NEW).status_code == 303


def test_a_session_ends_when_it_is_idle_too_long(client, set_config):
    set_config(SESSION_IDLE_HOURS=2)
    enter(client, person())
    clock.clock.freeze(NOW + timedelta(hours=1, minutes=59))
    assert client.get("/compte").status_code == 200
    clock.clock.freeze(NOW + timedelta(hours=3, minutes=58))
    assert client.get("/compte").status_code == 200
    clock.clock.freeze(NOW + timedelta(hours=5, minutes=58))
    assert shut_out(client)


def test_a_session_ends_at_its_greatest_age_however_busy(client, set_config):
    set_config(SESSION_MAX_DAYS=2, SESSION_IDLE_HOURS=24)
    enter(client, person())
    for hours in (20, 40):
        clock.clock.freeze(NOW + timedelta(hours=hours))
        assert client.get("/compte").status_code == 200
    clock.clock.freeze(NOW + timedelta(hours=48))
    assert shut_out(client)


def test_a_change_sent_after_a_while_of_silence_is_taken(client):
    enter(client, person())
    clock.clock.freeze(NOW + timedelta(hours=1))
    answer = client.post("/compte/sessions/terminer-les-autres")
    assert answer.status_code == 303
    row = db.session.scalars(db.select(UserSession)).one()
    assert row.last_seen_at == NOW + timedelta(hours=1)


def test_my_sessions_are_told_by_their_devices(client):
    user = person()
    user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
    fields = {"email": user.email, "password": PASSWORD}
    client.post("/connexion", data=fields, headers={"User-Agent": user_agent})
    page = client.get("/compte").text
    assert "Safari sur iPhone" in page
    assert "cet appareil" in page


def test_one_of_my_sessions_can_be_ended(app, client):
    user = person()
    other = app.test_client()
    enter(other, user)
    row = db.session.scalars(db.select(UserSession)).one()
    enter(client, user)
    assert client.post(f"/compte/sessions/{row.id}/terminer").status_code == 303
    assert shut_out(other)
    assert client.get("/compte").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client):
    open_session(person())
    row = db.session.scalars(db.select(UserSession)).one()
    client.sign_in(make.user(Role.ADMIN))
    assert client.post(f"/compte/sessions/{row.id}/terminer").status_code == 404
    assert db.session.get(UserSession, row.id)


def test_all_the_others_can_be_ended_at_once(app, client):
    user = person()
    others = [app.test_client(), app.test_client()]
    for browser in (*others, client):
        enter(browser, user)
    client.post("/compte/sessions/terminer-les-autres")
    assert all(shut_out(browser) for browser in others)
    assert client.get("/compte").status_code == 200


def test_changing_the_password_wants_the_present_one(client):
    user = person()
    enter(client, user)
    fields = {"password": "pas le bon du tout", "new_password": NEW}
    answer = client.post("/compte/mot-de-passe", data=fields)
    assert answer.status_code == 422
    assert NEW not in answer.text
    assert enter(client, user).status_code == 303


def test_guessing_the_present_password_is_throttled_too(client, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=2)
    client.sign_in(person())
    for _ in range(2):
        client.post(
            "/compte/mot-de-passe", data={"password": "faux mot de passe", "new_password": NEW}
        )
    answer = client.post("/compte/mot-de-passe", data={"password": PASSWORD, "new_password": NEW})
    assert "Trop d" in answer.text


@pytest.mark.parametrize(
    "weak",
    ["court", "motdepasse123", "AZERTYUIOP123", "aaaaaaaaaaaaaaa", "raqnet-demo", "x" * 201,
     "anne.dupont@raqnet.test", "Anne Dupont 12", "annedupont1234", "jeanne dupont"],
)  # fmt: skip
def test_a_password_that_is_easy_to_guess_is_refused(client, weak):
    user = person(email="anne.dupont@raqnet.test", name="Jeanne Dupont")
    client.sign_in(user)
    fields = {"password": PASSWORD, "new_password": weak}
    assert client.post("/compte/mot-de-passe", data=fields).status_code == 422


@pytest.mark.parametrize(
    "strong", ["quatre mots simples ici", "123 soleil éé 😀", "ⵜⴰⵎⴰⵣⵉⵖⵜ ⴰⵡⴰⵍ", "العربية كلمات"]
)
def test_a_password_may_be_made_of_anything(client, strong):
    user = person()
    client.sign_in(user)
    fields = {"password": PASSWORD, "new_password": strong}
    assert client.post("/compte/mot-de-passe", data=fields).status_code == 303
    assert enter(client, user, strong).status_code == 303


def test_my_name_and_language_can_be_changed(client):
    user = person()
    client.sign_in(user)
    fields = {"name": "Nouveau Nom", "email": user.email, "locale": "nl"}
    assert client.post("/compte", data=fields).status_code == 303
    db.session.refresh(user)
    assert (user.name, user.locale) == ("Nouveau Nom", "nl")


def test_another_address_wants_the_password(client):
    user = person()
    client.sign_in(user)
    fields = {"name": user.name, "email": "autre@raqnet.test", "locale": "fr"}
    assert client.post("/compte", data=fields).status_code == 422
    assert client.post("/compte", data={**fields, "present_password": PASSWORD}).status_code == 303
    db.session.refresh(user)
    assert user.email == "autre@raqnet.test"


def test_an_address_belongs_to_one_account(client):
    other, user = person(), person()
    client.sign_in(user)
    fields = {"name": "N", "email": other.email, "locale": "fr", "present_password": PASSWORD}
    answer = client.post("/compte", data=fields)
    assert answer.status_code == 422
    assert "déjà cette adresse" in answer.text


OWN_CHANGES = (
    "/compte",
    "/compte/mot-de-passe",
    "/compte/sessions/terminer-les-autres",
    "/compte/second-facteur/retirer",
    "/deconnexion",
)


@pytest.mark.parametrize("path", OWN_CHANGES)
def test_no_change_of_an_account_without_its_token(client, path):
    client.sign_in(person())
    client.csrf = False
    assert client.post(path).status_code == 400


def test_sessions_that_are_over_are_tidied_away(app):
    open_session(person())
    clock.clock.freeze(NOW + timedelta(days=365))
    app.test_cli_runner().invoke(args=["accounts", "tidy"])
    assert db.session.scalars(db.select(UserSession)).all() == []


def test_a_token_is_kept_as_a_hash_only():
    assert auth.hash_token("a") != "a"


def test_an_answer_that_changes_nothing_brings_no_cookie_back(app, client):
    client.sign_in(make.user())
    with client.session_transaction() as session:
        session.permanent = True  # as a sign-in by the form makes it
    assert "Set-Cookie" not in client.get("/envois/jeton").headers
    assert "Set-Cookie" not in client.get("/").headers


def test_the_cookie_lasts_as_long_as_a_session_may(app):
    assert app.permanent_session_lifetime == timedelta(days=app.config["SESSION_MAX_DAYS"])
