"""A form that a device sends twice is taken once; one that was refused may come again."""

from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.access import Principal, Role
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.drafts import sendings
from raqnet.drafts.models import Draft, Sending
from tests import factories as make
from tests.concurrently import together

KEY = "0d4f7a8e-6a3c-4f0e-9d51-3a54cbb1a2f0"


def person():
    account = make.user(Role.RAQ)
    return Principal(
        account.id, 0, account.name, account.email, Role.RAQ, "fr", False, None, None, False, False
    )


@pytest.fixture
def me(app):
    return person()


def test_a_form_is_new_once(me):
    assert [sendings.enter(me, KEY), sendings.enter(me, KEY)] == [True, False]


def test_the_same_key_of_another_person_is_another_form(me):
    assert sendings.enter(me, KEY)
    assert sendings.enter(person(), KEY)


def test_a_form_that_was_refused_is_new_when_it_comes_again(me):
    db.session.commit()
    assert sendings.enter(me, KEY)
    db.session.rollback()
    assert sendings.enter(me, KEY)


def test_of_two_that_arrive_at_the_same_instant_one_is_taken(me, app):
    def arrive():
        taken = sendings.enter(me, KEY)
        db.session.commit()
        return taken

    assert sorted(together(app, arrive, arrive)) == [False, True]


def test_keys_are_forgotten_long_after(me):
    sendings.enter(me, KEY)
    clock.clock.freeze(clock.now() + sendings.KEPT + timedelta(days=1))
    sendings.expire()
    assert db.session.query(Sending).count() == 0


def test_a_device_learns_whose_session_it_has_and_a_token(me, client):
    account = make.user(Role.RAQ)
    answer = client.sign_in(account).get("/envois/jeton")
    assert answer.json["user"] == account.id and answer.json["token"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.sign_in(None).get("/envois/jeton", htmx=True).status_code == 401


def test_a_draft_that_one_goes_on_from_is_a_sending_of_its_own(me, client):
    client.sign_in(db.session.get_one(User, me.id))
    client.put("/brouillons/quelque/part", data={"note": "Un mot", "sending": KEY})
    assert db.session.scalars(db.select(Draft.body)).all() == ["note=Un+mot"]
