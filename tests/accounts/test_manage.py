import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts import services
from raqnet.accounts.models import User
from raqnet.auth import load
from raqnet.db import db
from tests import factories as make
from tests.accounts.conftest import enter, person
from tests.concurrently import together
from tests.conftest import open_session


@pytest.fixture
def admin(client):
    """An administrator who is signed in."""
    user = make.user(Role.ADMIN)
    client.sign_in(user)
    return user


def principal(user):
    return load(open_session(user))


def test_the_list_shows_who_came_and_whose_account_is_closed(client, admin):
    person(name="Venue")
    make.user(name="Invitée")
    make.user(name="Partie", disabled_at=clock.now())
    page = client.get("/comptes").text
    assert "pas encore venu" in page
    assert page.index("Venue") < page.index("Partie")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_changes_accounts(client, role):
    user = person()
    client.sign_in(make.user(role))
    assert client.get("/comptes").status_code == 403
    for act in ("fermer", "rouvrir", "role", "second-facteur/retirer", "lien"):
        answer = client.post(f"/comptes/{user.id}/{act}", data={"role": "admin"})
        assert answer.status_code == 403
    db.session.refresh(user)
    assert (user.disabled_at, user.role) == (None, "raq")


def test_an_account_can_be_closed_and_opened_again(client, admin, app):
    user = person()
    client.post(f"/comptes/{user.id}/fermer")
    assert enter(app.test_client(), user).status_code == 422
    client.post(f"/comptes/{user.id}/rouvrir")
    assert enter(app.test_client(), user).status_code == 303


def test_nobody_closes_their_own_account(client, admin):
    make.user(Role.ADMIN)
    assert client.post(f"/comptes/{admin.id}/fermer").status_code == 403
    db.session.refresh(admin)
    assert admin.disabled_at is None


def test_the_last_administrator_keeps_the_role(client, admin):
    make.user(Role.ADMIN, disabled_at=clock.now())
    answer = client.post(f"/comptes/{admin.id}/role", data={"role": "research"})
    assert answer.status_code == 422
    assert "dernier compte" in answer.text
    db.session.refresh(admin)
    assert admin.role == Role.ADMIN


def test_two_administrators_cannot_close_each_other_at_the_same_time(app):
    first, second = make.user(Role.ADMIN), make.user(Role.ADMIN)
    one, two = principal(first), principal(second)

    def close(actor, user_id):
        def act():
            try:
                services.disable(actor, db.session.get_one(User, user_id))
            except services.Refused:
                return False
            db.session.commit()
            return True

        return act

    assert sorted(together(app, close(one, two.id), close(two, one.id))) == [False, True]
    left = db.select(db.func.count()).select_from(User).where(User.disabled_at.is_(None))
    assert db.session.scalar(left) == 1


def test_what_a_role_needs_first_is_asked_of_who_knows(client, admin, monkeypatch):
    def refuse(user, role):
        raise services.Refused("Choisir d'abord une organisation.")

    monkeypatch.setattr(services, "ROLE_HOOKS", [refuse])
    user = person()
    answer = client.post(f"/comptes/{user.id}/role", data={"role": "host"})
    assert answer.status_code == 422
    assert "Choisir d&#39;abord une organisation." in answer.text


def test_a_role_that_does_not_exist_is_refused(client, admin):
    user = person()
    for role in ("", "roi", "\x00", "admin' --", "😀", "a" * 10_000):
        assert client.post(f"/comptes/{user.id}/role", data={"role": role}).status_code == 422


def test_an_account_that_does_not_exist_is_not_found(client, admin):
    for number in ("0", "999", "99999999999", "9" * 40, "-1", "x", "%00"):
        assert client.get(f"/comptes/{number}").status_code == 404
        assert client.post(f"/comptes/{number}/fermer").status_code == 404


def test_the_coordination_gives_and_takes_the_right_to_approve_hours(client):
    user = person()
    client.sign_in(make.user(Role.COORDINATION))
    assert "Donner le droit" in client.get("/comptes/heures").text
    client.post("/comptes/heures", data={"person": user.id})
    db.session.refresh(user)
    assert user.approves_hours
    client.post(f"/comptes/{user.id}/heures/retirer")
    db.session.refresh(user)
    assert not user.approves_hours


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATION])
def test_nobody_else_gives_the_right_to_approve_hours(client, role):
    user = make.user(role)
    client.sign_in(user)
    assert client.get("/comptes/heures").status_code == 403
    assert client.post("/comptes/heures", data={"person": user.id}).status_code == 403
    db.session.refresh(user)
    assert not user.approves_hours


def test_whoever_is_named_for_the_hours_is_checked(client):
    gone = person(disabled_at=clock.now())
    client.sign_in(make.user(Role.COORDINATION))
    for named in ("", "0", "-1", "9" * 40, "x", "\x00", "😀", str(gone.id)):
        assert client.post("/comptes/heures", data={"person": named}).status_code == 422
    db.session.refresh(gone)
    assert not gone.approves_hours
