from datetime import timedelta

import pytest
from flask import url_for

from raqnet import clock, vault
from raqnet.access import PUBLIC, SECOND_FACTOR, Role, policy_of
from raqnet.accounts import factor
from raqnet.accounts.models import AuditEntry, User, UserSession
from raqnet.db import db
from tests import factories as make
from tests.accounts.conftest import NOW, PASSWORD, code, enter, person, with_factor
from tests.concurrently import together


@pytest.fixture
def owing(client):
    """Somebody who has given the password and still owes the code."""
    user = person(Role.COORDINATION)
    secret = with_factor(user)
    assert enter(client, user).headers["Location"] == "/connexion/code?suite=/"
    return user, secret


def acts():
    return list(db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)))


def test_the_code_lets_in_and_the_session_gets_another_token(client, owing):
    _user, secret = owing
    before = db.session.scalars(db.select(UserSession.token_hash)).one()
    answer = client.post("/connexion/code", data={"code": code(secret), "suite": "/compte"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/compte")
    assert client.get("/compte").status_code == 200
    after = db.session.scalars(db.select(UserSession.token_hash)).one()
    assert after != before
    assert acts() == ["account.sign-in"]


def test_a_copied_cookie_from_before_the_code_stays_outside(app, client, owing):
    _user, secret = owing
    name = app.config["SESSION_COOKIE_NAME"]
    thief = app.test_client()
    thief.set_cookie(name, client.get_cookie(name).value)
    client.post("/connexion/code", data={"code": code(secret)})
    assert thief.get("/compte").headers["Location"].startswith("/connexion?")


def test_a_code_may_be_grouped_and_a_step_early_or_late(client, owing):
    _user, secret = owing
    digits = code(secret, -1)
    answer = client.post("/connexion/code", data={"code": f" {digits[:3]} {digits[3:]} "})
    assert answer.status_code == 303


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_two_steps_away_is_refused(client, owing, steps):
    _user, secret = owing
    assert client.post("/connexion/code", data={"code": code(secret, steps)}).status_code == 422
    assert acts() == ["account.factor-failed"]


def test_a_code_cannot_be_used_again_nor_an_older_one(app, client, owing):
    user, secret = owing
    used, older = code(secret), code(secret, -1)
    client.post("/connexion/code", data={"code": used})
    other = app.test_client()
    enter(other, user)
    for digits in (used, older):
        assert other.post("/connexion/code", data={"code": digits}).status_code == 422
    clock.clock.freeze(NOW + timedelta(seconds=30))
    assert other.post("/connexion/code", data={"code": code(secret)}).status_code == 303


def test_a_code_sent_twice_at_the_same_time_is_taken_once(app, owing):
    user, secret = owing
    digits, user_id = code(secret), user.id

    def give():
        taken = factor.accept(db.session.get_one(User, user_id), digits)
        db.session.commit()
        return taken

    assert sorted(together(app, give, give)) == [False, True]


def test_guessing_codes_is_throttled(client, owing, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=3)
    _user, secret = owing
    for _ in range(3):
        assert client.post("/connexion/code", data={"code": "000000"}).status_code == 422
    answer = client.post("/connexion/code", data={"code": code(secret)})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_whatever_is_typed_for_a_code_is_answered(client, owing):
    for digits in ("", "a", "\x00", "9" * 10_000, "😀", "-1", "１２３４５６"):
        assert client.post("/connexion/code", data={"code": digits}).status_code == 422


def test_no_route_lets_a_session_skip_its_second_factor(app, client, owing):
    asked = 0
    for rule in list(app.url_map.iter_rules()):
        policy = policy_of(app.view_functions[rule.endpoint])
        if rule.endpoint == "static" or policy in (PUBLIC, SECOND_FACTOR):
            continue
        values = {**dict.fromkeys(rule.arguments, 1), **(rule.defaults or {})}
        with app.test_request_context():
            path = url_for(rule.endpoint, **values)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.headers["Location"] == "/connexion/code", (method, path)
            asked += 1
    assert asked > 20


def test_only_the_code_and_leaving_are_open_to_whoever_owes_a_code(client, owing):
    user, _secret = owing
    kept = user.totp_sealed
    for method in ("GET", "POST"):
        answer = client.open("/compte/second-facteur", method=method, data={"code": "1"})
        assert answer.headers["Location"] == "/connexion/code"
    db.session.refresh(user)
    assert user.totp_sealed == kept
    assert client.post("/deconnexion").status_code == 303


def test_signing_in_page_does_not_go_round_in_circles(client, owing):
    assert client.get("/connexion").headers["Location"] == "/"
    assert client.get("/compte").headers["Location"] == "/connexion/code"
    assert client.get("/connexion/code").status_code == 200


def sealed_in(page):
    return page.text.split('name="sealed" type="hidden" value="')[1].split('"')[0]


def secret_in(page):
    return page.text.split('id="factor-secret" value="')[1].split('"')[0]


def set_up(client, **fields):
    page = client.get("/compte/second-facteur")
    data = {"sealed": sealed_in(page), "code": code(secret_in(page)), **fields}
    return client.post("/compte/second-facteur", data=data)


def test_a_second_factor_is_set_up_with_a_first_code(client):
    user = person(Role.RAQ)
    enter(client, user)
    assert set_up(client).headers["Location"] == "/compte"
    db.session.refresh(user)
    opened = vault.unseal(user.totp_sealed, f"totp:{user.id}")
    assert len(opened) == 32
    assert opened not in user.totp_sealed
    assert client.get("/compte").status_code == 200


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_square(client):
    user = person()
    enter(client, user)
    page = client.get("/compte/second-facteur")
    fields = {"sealed": sealed_in(page), "code": "000000"}
    answer = client.post("/compte/second-facteur", data=fields)
    assert answer.status_code == 422
    assert secret_in(answer) == secret_in(page)
    db.session.refresh(user)
    assert user.totp_sealed is None


def test_a_secret_that_we_did_not_seal_is_not_taken(client):
    user = person()
    enter(client, user)
    for sealed in ("", "x", "é", "AAAA", "\x00", "A" * 10_000):
        assert set_up(client, sealed=sealed).status_code == 303
    db.session.refresh(user)
    assert user.totp_sealed is None


def test_the_secret_of_another_session_is_not_taken(app, client):
    thief = app.test_client()
    enter(thief, person())
    page = thief.get("/compte/second-facteur")
    user = person()
    enter(client, user)
    fields = {"sealed": sealed_in(page), "code": code(secret_in(page))}
    client.post("/compte/second-facteur", data=fields)
    db.session.refresh(user)
    assert user.totp_sealed is None


def test_setting_up_ends_the_other_sessions(app, client):
    user = person()
    other = app.test_client()
    enter(other, user)
    enter(client, user)
    set_up(client)
    assert other.get("/compte").status_code == 303
    assert client.get("/compte").status_code == 200


def test_the_square_is_an_element_that_the_policy_allows(client):
    enter(client, person())
    page = client.get("/compte/second-facteur").text
    square = page[page.index("<svg viewBox") : page.index("</svg>", page.index("<svg viewBox"))]
    assert "style" not in square
    assert "<path" in square


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.RESEARCH, Role.ADMIN])
def test_where_it_is_required_it_is_set_up_before_anything_else(client, set_config, role):
    set_config(SECOND_FACTOR_REQUIRED=True)
    enter(client, person(role))
    assert client.get("/compte").headers["Location"] == "/connexion/code"
    assert client.get("/connexion/code").headers["Location"] == "/compte/second-facteur?suite=/"
    assert set_up(client, suite="/compte").headers["Location"] == "/compte"
    assert client.get("/compte").status_code == 200


def test_where_it_becomes_required_older_sessions_owe_it_too(client, set_config):
    client.sign_in(person(Role.COORDINATION))
    assert client.get("/compte").status_code == 200
    set_config(SECOND_FACTOR_REQUIRED=True)
    assert client.get("/compte").headers["Location"] == "/connexion/code"


@pytest.mark.parametrize("role", [Role.RAQ, Role.HOST])
def test_workers_and_hosts_need_none(client, set_config, role):
    set_config(SECOND_FACTOR_REQUIRED=True)
    enter(client, person(role))
    assert client.get("/compte").status_code == 200


def test_its_owner_removes_it_with_the_password(client):
    user = person()
    with_factor(user)
    client.sign_in(user)
    path = "/compte/second-facteur/retirer"
    assert client.post(path, data={"password": "pas le bon mot"}).status_code == 422
    db.session.refresh(user)
    assert user.totp_sealed
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    db.session.refresh(user)
    assert user.totp_sealed is None
    assert acts() == ["account.factor-removed"]


def test_the_administration_removes_it_and_the_log_says_so(client):
    user = person()
    with_factor(user)
    client.sign_in(make.user(Role.ADMIN))
    assert client.post(f"/comptes/{user.id}/second-facteur/retirer").status_code == 303
    db.session.refresh(user)
    assert user.totp_sealed is None
    assert acts() == ["account.factor-removed"]


def test_another_role_does_not_remove_it(client):
    user = person()
    with_factor(user)
    client.sign_in(make.user(Role.COORDINATION))
    assert client.post(f"/comptes/{user.id}/second-facteur/retirer").status_code == 403


def test_a_secret_that_cannot_be_opened_lets_nobody_in(client, owing):
    user, secret = owing
    user.totp_sealed = vault.seal(secret.encode(), "totp:another")
    assert client.post("/connexion/code", data={"code": code(secret)}).status_code == 422


def test_the_codes_of_the_standard_are_ours():
    """RFC 6238, appendix B: SHA-1, the secret "12345678901234567890", six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    clock.clock.freeze(clock.datetime.fromtimestamp(1111111109, clock.UTC))
    assert factor.matching_step(secret, "081804") == 1111111109 // 30
