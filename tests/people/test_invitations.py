"""Inviting: the administration alone; each role gets the row that it needs."""

import pytest
from sqlalchemy import select

from raqnet.access import Role
from raqnet.accounts import services as accounts
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.people import invitations
from raqnet.people.models import HostMember, Worker
from tests import factories as make

URL = "/equipe/inviter"


def somebody(role=Role.RAQ, **values):
    return {"name": "Camille", "email": "camille@raqnet.test", "role": role, **values}


def invited():
    db.session.expire_all()
    return db.session.scalar(select(User).where(User.email == "camille@raqnet.test"))


def test_an_invited_raq_gets_a_sheet_and_the_link_is_shown_once(client):
    client.sign_in(make.user(Role.ADMIN))
    assert client.get(URL).status_code == 200
    answer = client.post(URL, data=somebody())
    assert answer.status_code == 200
    assert "/lien/" in answer.text
    assert db.session.scalar(select(Worker).where(Worker.user_id == invited().id))
    assert "/lien/" not in client.get(URL).text


def test_an_invited_host_joins_its_organisation(client):
    organisation = make.organisation()
    client.sign_in(make.user(Role.ADMIN))
    client.post(URL, data=somebody(Role.HOST, organisation_id=organisation.id))
    member = db.session.scalars(select(HostMember)).one()
    assert (member.user_id, member.organisation_id) == (invited().id, organisation.id)


def test_a_host_without_an_organisation_is_refused_at_the_field(client):
    client.sign_in(make.user(Role.ADMIN))
    answer = client.post(URL, data=somebody(Role.HOST, organisation_id=""))
    assert answer.status_code == 422
    assert 'id="organisation_id-error"' in answer.text
    assert invited() is None


@pytest.mark.parametrize("role", [Role.COORDINATION, Role.RESEARCH, Role.ADMIN])
def test_other_roles_need_no_row_of_people(client, role):
    client.sign_in(make.user(Role.ADMIN))
    client.post(URL, data=somebody(role, organisation_id=make.organisation().id))
    assert invited().role == role
    assert not db.session.scalars(select(Worker)).all()
    assert not db.session.scalars(select(HostMember)).all()


@pytest.mark.parametrize("role", [Role.RAQ, Role.HOST, Role.COORDINATION, Role.RESEARCH])
def test_nobody_else_invites(client, role):
    client.sign_in(make.user(role))
    assert client.get(URL).status_code == 403
    assert client.post(URL, data=somebody()).status_code == 403
    assert invited() is None


def test_an_address_with_an_account_is_refused_with_what_was_typed(client):
    make.user(email="camille@raqnet.test")
    client.sign_in(make.user(Role.ADMIN))
    answer = client.post(URL, data=somebody(email="Camille@RAQnet.test "))
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert 'value="Camille"' in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "camille"},
        {"role": "boss"},
        {"name": ""},
        {"name": "x" * 81},
        {"email": "a\0@b.be"},
    ],
)
def test_a_wrong_invitation_makes_no_account(client, wrong):
    client.sign_in(make.user(Role.ADMIN))
    before = len(db.session.scalars(select(User)).all())
    assert client.post(URL, data=somebody(**wrong)).status_code == 422
    assert len(db.session.scalars(select(User)).all()) == before


def test_an_account_that_becomes_a_raq_gets_its_sheet_once(app):
    user = make.user(Role.COORDINATION)
    invitations.prepare_role(user, Role.RAQ)
    invitations.prepare_role(user, Role.RAQ)
    assert db.session.scalars(select(Worker.user_id)).all() == [user.id]


def test_an_account_without_organisation_cannot_become_a_host(app):
    with pytest.raises(accounts.Refused):
        invitations.prepare_role(make.user(Role.RAQ), Role.HOST)
