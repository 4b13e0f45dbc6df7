"""Whoever was recorded withdraws until the release, at once, and nobody learns who it was."""

import re

import pytest

from raqnet.access import Role
from raqnet.accounts.models import AuditEntry
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.recordings.models import Consent, Note, Recording
from raqnet.store import store
from tests import factories as make
from tests.recordings.kept import Kept

URL = "/enregistrements/retrait"


@pytest.fixture
def recording(app):
    made = Kept(app).prepared()
    consent = db.session.query(Consent).first()
    consent.code_hash = hash_token(made.code)
    db.session.commit()
    return made


def is_gone(recording):
    left = db.session.query(Recording).count() + db.session.query(Note).count()
    return not left and not store().names(f"recordings/{recording.uid}")


@pytest.mark.parametrize("who", ["first", "researcher"])
def test_one_click_and_a_confirmation_destroy_it(recording, who):
    user = getattr(recording, who)
    assert recording.get(user, "/retirer").status_code == 200
    assert not is_gone(recording)
    assert recording.post(user, "/retirer").status_code == 303
    assert is_gone(recording)
    assert not db.session.query(AuditEntry).filter_by(subject_type="recordings").all()


def test_whoever_was_not_there_cannot(recording):
    for role in (Role.RAQ, Role.COORDINATION, Role.ADMIN, Role.RESEARCH):
        assert recording.post(make.user(role), "/retirer").status_code in (403, 404)
    assert recording.post(make.host(), "/retirer").status_code == 403
    assert recording.row


@pytest.mark.parametrize(
    "typed", ["ABCD-1234-EF56-7890", "abcd1234ef567890", " abcd 1234 ef56 7890 "]
)
def test_a_guest_withdraws_by_their_code(recording, client, typed):
    client.sign_in(None)
    answer = client.post(URL, data={"code": typed, "sure": "y"})
    assert answer.status_code == 200 and "plus" in answer.text
    assert is_gone(recording)


@pytest.mark.parametrize(
    "data", [{}, {"code": "ABCD-1234-EF56-7890"}, {"code": "", "sure": "y"},
             {"code": "FFFF-0000-0000-0000", "sure": "y"}, {"code": "\x00", "sure": "y"},
             {"code": "é" * 5000, "sure": "y"}],
)  # fmt: skip
def test_a_wrong_code_destroys_nothing(recording, client, data):
    client.sign_in(None)
    assert client.post(URL, data=data).status_code == 422
    assert recording.row


def test_codes_are_not_guessed(recording, client, app):
    client.sign_in(None)
    tries = app.config["GUEST_TRIES_PER_ADDRESS"]
    data = {"code": "FFFF-0000-0000-0000", "sure": "y"}
    answers = [client.post(URL, data=data).status_code for _ in range(tries + 1)]
    assert answers[-1] == 429 and set(answers[:-1]) == {422}


def test_the_words_are_the_same_whatever_the_cause(recording):
    never = recording.browser(recording.second).get("/enregistrements/99999")
    recording.post(recording.first, "/retirer")
    gone = recording.get(recording.second)
    bare = [re.sub(r"\S*csrf\S*|\d+", "", page.text) for page in (never, gone)]
    assert gone.status_code == never.status_code == 404 and bare[0] == bare[1]
    assert "n&#39;existe plus" in gone.text


def test_until_the_release_and_no_longer(recording, client):
    recording.agreed()
    assert recording.get(recording.people[0], "/retirer").status_code == 200
    recording.release()
    assert recording.post(recording.people[0], "/retirer").status_code == 404
    client.sign_in(None)
    assert client.post(URL, data={"code": recording.code, "sure": "y"}).status_code == 409
    assert recording.row


def test_each_role_finds_what_is_theirs(recording):
    told = recording.browser(recording.first).get("/enregistrements").text
    assert "Relire" in told and "Retirer mon accord" in told
    told = recording.browser(recording.researcher).get("/enregistrements").text
    assert "Relire" not in told and "Retirer mon accord" in told
    boss = make.user(Role.COORDINATION)
    told = recording.browser(boss).get("/enregistrements").text
    assert "En chiffres" in told and "Retirer" not in told and f"/{recording.id}" not in told
    told = recording.browser(make.user(Role.RAQ)).get("/enregistrements").text
    assert "Aucun enregistrement" in told
