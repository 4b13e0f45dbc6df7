from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts import passwords
from raqnet.accounts.models import AuditEntry, SignInTry, UserSession
from raqnet.db import db
from raqnet.paths import landing
from tests.accounts.conftest import NOW, PASSWORD, enter, person


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def text_of(answer):
    """A page without what differs by chance: the token."""
    return [line for line in answer.text.splitlines() if "csrf" not in line]


@pytest.fixture
def hashes(monkeypatch):
    """Every password that is checked against a hash."""
    seen = []
    verify = passwords.verify
    monkeypatch.setattr(
        passwords, "verify", lambda kept, text: seen.append(kept) or verify(kept, text)
    )
    return seen


def test_the_right_password_opens_a_session_and_is_logged(client):
    user = person()
    answer = enter(client, user)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/compte").status_code == 200
    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert (entry.act, entry.actor_id) == ("account.sign-in", user.id)


def test_the_cookie_holds_a_token_that_the_database_knows_only_hashed(client):
    enter(client, person())
    with client.session_transaction() as session:
        token = session["_user_id"]
    row = db.session.scalars(db.select(UserSession)).one()
    assert len(token) >= 40
    assert token not in row.token_hash


def test_the_address_may_be_typed_in_capitals(client):
    user = person(email="anne@raqnet.test")
    answer = client.post("/connexion", data={"email": " Anne@RAQnet.test ", "password": PASSWORD})
    assert answer.status_code == 303
    assert user.email == "anne@raqnet.test"


def test_known_unknown_closed_and_invited_get_the_same_answer_for_one_hash_each(client, hashes):
    known, invited = person(email="a@raqnet.test"), person(email="b@raqnet.test")
    closed = person(email="c@raqnet.test", disabled_at=clock.now())
    invited.password_hash = None
    answers = []
    for email in (known.email, invited.email, closed.email, "d@raqnet.test"):
        fields = {"email": email, "password": "faux mot de passe"}
        answers.append(client.post("/connexion", data=fields))
        assert len(hashes) == len(answers)
    pages = [text_of(each) for each in answers]
    assert {each.status_code for each in answers} == {422}
    swapped = [
        [line.replace(f"{name}@", "a@") for line in page]
        for name, page in zip("abcd", pages, strict=True)
    ]
    assert all(page == pages[0] for page in swapped)
    assert count(UserSession) == 0


def test_a_closed_account_does_not_enter_with_its_right_password(client):
    assert enter(client, person(disabled_at=clock.now())).status_code == 422


def test_nobody_costs_as_much_as_somebody():
    assert not passwords.needs_rehash(passwords.NOBODY)
    assert not passwords.verify(None, "anything at all")


def test_a_password_is_hashed_while_no_transaction_is_open(client, monkeypatch):
    open_ones = []
    verify = passwords.verify

    def watch(kept, text):
        open_ones.append(db.session().in_transaction())
        return verify(kept, text)

    monkeypatch.setattr(passwords, "verify", watch)
    enter(client, person())
    assert open_ones == [False]


def test_a_hash_of_other_parameters_is_made_anew(client):
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD.encode())
    user = person()
    user.password_hash = old
    enter(client, user)
    db.session.refresh(user)
    assert user.password_hash != old
    assert not passwords.needs_rehash(user.password_hash)


def test_the_demo_password_is_refused_outside_demo_mode(client, set_config):
    user = person()
    user.password_hash = passwords.hash_password("raqnet-demo")
    set_config(DEMO=False)
    assert enter(client, user, "raqnet-demo").status_code == 422
    set_config(DEMO=True)
    assert enter(client, user, "raqnet-demo").status_code == 303


def test_without_a_token_nobody_enters(client):
    client.csrf = False
    assert enter(client, person()).status_code == 400
    assert count(UserSession) == 0


def test_another_site_cannot_sign_somebody_in(client):
    fields = {"email": person().email, "password": PASSWORD}
    answer = client.post("/connexion", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert count(UserSession) == 0


ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil",
    "javascript:alert(1)",
    "/x\r\nSet-Cookie: a=b",
    "evil.example",
    "/" + "a" * 2000,
    "/deconnexion",
    "/\x00",
    "/%2F%2Fevil.example",
)


@pytest.mark.parametrize("suite", ELSEWHERE)
def test_nothing_leads_to_another_site(engine_app, suite):
    with engine_app.app_context():
        assert landing(suite) == "/"


def test_signing_in_leads_only_to_pages_of_ours(client):
    assert enter(client, person(), suite="//evil.example").headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client):
    asked = client.get("/compte?x=1")
    assert asked.headers["Location"] == "/connexion?suite=/compte?x%3D1"
    page = client.get(asked.headers["Location"])
    assert 'name="suite" type="hidden" value="/compte?x=1"' in page.text
    assert enter(client, person(), suite="/compte?x=1").headers["Location"] == "/compte?x=1"


def test_tries_are_counted_per_account_and_told_with_when_to_come_back(client, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=3, SIGN_IN_WINDOW_MINUTES=15)
    user = person()
    for _ in range(3):
        assert enter(client, user, "faux mot de passe").status_code == 422
    clock.clock.freeze(NOW + timedelta(minutes=5))
    answer = enter(client, user)
    assert answer.status_code == 429
    assert "réessayer dans 10 minutes" in answer.text
    assert answer.headers["Retry-After"] == "600"
    assert enter(client, person()).status_code == 303


def test_an_account_that_does_not_exist_is_throttled_alike(client, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=2)
    fields = {"email": "personne@raqnet.test", "password": "faux mot de passe"}
    assert [client.post("/connexion", data=fields).status_code for _ in range(3)] == [422, 422, 429]


def test_tries_are_counted_per_address_whatever_the_account(client, set_config):
    set_config(SIGN_IN_TRIES_PER_ADDRESS=2)
    for _ in range(2):
        enter(client, person(), "faux mot de passe")
    assert enter(client, person()).status_code == 429
    fields = {"email": person().email, "password": PASSWORD}
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.post("/connexion", data=fields, environ_overrides=elsewhere).status_code == 303


def test_the_count_is_a_table_that_all_processes_share(app, client, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=2)
    user = person()
    for browser in (client, app.test_client()):
        enter(browser, user, "faux mot de passe")
    assert count(SignInTry) == 4
    assert enter(app.test_client(), user).status_code == 429


def test_old_tries_are_forgotten_and_deleted(client, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=1)
    user = person()
    enter(client, user, "faux mot de passe")
    clock.clock.freeze(NOW + timedelta(minutes=15))
    assert enter(client, user).status_code == 303
    assert count(SignInTry) == 0


def test_knowing_the_password_clears_the_account_but_not_what_the_address_tried(client):
    stranger, user = person(), person()
    enter(client, stranger, "faux mot de passe")
    enter(client, user, "faux mot de passe")
    enter(client, user)
    assert count(SignInTry) == 3  # one of the stranger's account, two of the address


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"email": "a\x00@b.be", "password": "x"}, {"email": "a" * 10_000, "password": "y"},
        {"email": "a@b.be", "password": "é" * 10_000}, {"email": "😀", "password": "😀\x00"},
        {"email": ["a", "b"], "password": ["c", "d"]},
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(client, fields):
    assert client.post("/connexion", data=fields).status_code == 422


def test_the_typed_address_is_kept_and_the_password_is_not(client):
    answer = enter(client, person(email="anne@raqnet.test"), "mon faux secret")
    assert 'value="anne@raqnet.test"' in answer.text
    assert "mon faux secret" not in answer.text


def test_signing_in_again_in_the_same_browser_ends_the_session_before(client):
    user = person()
    enter(client, user)
    enter(client, user)
    assert count(UserSession) == 1


def test_no_role_skips_the_password(client):
    for role in Role:
        assert enter(client, person(role), "autre chose ici").status_code == 422
