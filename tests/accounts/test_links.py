from datetime import timedelta

import pytest

from raqnet import clock, mail
from raqnet.access import Role
from raqnet.accounts import links, passwords, services
from raqnet.accounts.models import AuditEntry, LinkPurpose, OneTimeLink, SignInTry, User
from raqnet.db import db
from tests import factories as make
from tests.accounts.conftest import NOW, enter, person
from tests.concurrently import together

NEW = "cinq autres mots sans lien"


@pytest.fixture
def sent(app, monkeypatch, set_config):
    """Mails that would leave."""
    set_config(MAIL_HOST="mail.example", MAIL_FROM="raqnet@example.org")
    left = []
    monkeypatch.setattr(mail, "in_background", lambda _app, mails: left.extend(mails))
    return left


def path_of(url):
    return url.removeprefix("http://127.0.0.1:8000")


def reset_link(user):
    path = path_of(links.make(user, LinkPurpose.RESET))
    db.session.commit()
    return path


def test_an_invitation_makes_an_account_and_a_link_to_show_where_no_mail_is_set(app, client):
    user, url = services.invite(None, "Anne", "anne@raqnet.test", Role.COORDINATION)
    db.session.commit()
    assert (user.password_hash, user.role) == (None, Role.COORDINATION)
    assert client.get(path_of(url)).status_code == 200
    assert client.post(path_of(url), data={"new_password": NEW}).headers["Location"] == "/connexion"
    assert enter(client, user, NEW).status_code == 303


def test_an_invitation_is_mailed_where_mail_is_set_and_only_once_it_is_saved(app, sent):
    user, url = services.invite(None, "Anne", "anne@raqnet.test", Role.ADMIN)
    assert url is None
    assert sent == []
    db.session.commit()
    [(to, subject, body)] = sent
    assert (to, subject) == ("anne@raqnet.test", "RAQnet : votre invitation")
    assert "http://127.0.0.1:8000/lien/" in body
    assert user.name in body


def test_an_invitation_that_is_not_saved_is_not_mailed(app, sent):
    services.invite(None, "Anne", "anne@raqnet.test", Role.ADMIN)
    db.session.rollback()
    db.session.commit()
    assert sent == []


def test_an_address_is_invited_once(app):
    services.invite(None, "Anne", "anne@raqnet.test", Role.ADMIN)
    with pytest.raises(services.EmailTaken):
        services.invite(None, "Anne", "anne@raqnet.test", Role.ADMIN)


def test_a_link_has_enough_chance_in_it_and_is_kept_as_a_hash(app):
    path = reset_link(person())
    token = path.removeprefix("/lien/")
    assert len(token) >= 43  # 256 bits in base64
    assert db.session.scalars(db.select(OneTimeLink.token_hash)).one() != token


def test_looking_at_a_link_does_not_use_it_up(client):
    path = reset_link(person())
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.post(path, data={"new_password": NEW}).status_code == 303


def test_a_link_works_once(client):
    user = person()
    path = reset_link(user)
    client.post(path, data={"new_password": NEW})
    assert client.post(path, data={"new_password": "encore un autre essai"}).status_code == 404
    assert enter(client, user, NEW).status_code == 303


def test_a_link_used_twice_at_the_same_time_works_once(app):
    user = person()
    token = reset_link(user).removeprefix("/lien/")

    def choose(password):
        def act():
            chosen = services.choose_by_link(token, password)
            db.session.commit()
            return chosen is not None and password

        return act

    won = [each for each in together(app, choose(NEW), choose("six mots de plus ici là")) if each]
    assert len(won) == 1
    db.session.refresh(user)
    assert passwords.verify(user.password_hash, won[0])


def test_wrong_used_expired_and_closed_links_answer_alike(client):
    used, late, closed = (reset_link(person()) for _ in range(3))
    client.post(used, data={"new_password": NEW})
    db.session.scalars(db.select(User).order_by(User.id.desc())).first().disabled_at = clock.now()
    wrong = "/lien/" + "A" * 43
    early = {path: client.get(path) for path in (used, closed, wrong)}
    clock.clock.freeze(NOW + timedelta(hours=24))
    pages = {*(each.text for each in early.values()), client.get(late).text}
    assert len(pages) == 1
    for path in (used, late, closed, wrong):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"new_password": NEW}).status_code == 404


def test_an_invitation_lasts_longer_than_a_reset(app, set_config):
    set_config(INVITATION_DAYS=14, RESET_HOURS=24)
    user = person()
    invitation = path_of(links.make(user, LinkPurpose.INVITATION)).removeprefix("/lien/")
    reset = path_of(links.make(user, LinkPurpose.RESET)).removeprefix("/lien/")
    clock.clock.freeze(NOW + timedelta(days=13))
    assert links.use(reset) is None
    assert links.use(invitation).id == user.id


def test_choosing_a_password_ends_every_session_and_every_other_link(app, client):
    user = person()
    enter(client, user)
    first, second = reset_link(user), reset_link(user)
    app.test_client().post(first, data={"new_password": NEW})
    assert client.get("/compte").status_code == 303
    assert client.get(second).status_code == 404


def test_a_weak_password_leaves_the_link_usable(client):
    path = reset_link(person())
    for weak in ("court", "raqnet-demo", "motdepasse1234", "", "\x00" * 20):
        assert client.post(path, data={"new_password": weak}).status_code == 422
    assert client.post(path, data={"new_password": NEW}).status_code == 303


def test_a_link_without_the_token_of_its_form_chooses_nothing(client):
    path = reset_link(person())
    client.csrf = False
    assert client.post(path, data={"new_password": NEW}).status_code == 400
    assert db.session.scalars(db.select(OneTimeLink)).one().used_at is None


def test_a_forgotten_password_is_answered_alike_for_everybody(client, sent):
    known, closed = person(), person(disabled_at=clock.now())
    pages = [
        client.post("/mot-de-passe-oublie", data={"email": email})
        for email in (known.email, closed.email, "personne@raqnet.test")
    ]
    assert {each.status_code for each in pages} == {200}
    assert len({each.text for each in pages}) == 1
    assert [to for to, _subject, _body in sent] == [known.email]


def test_asking_for_links_is_throttled_for_known_and_unknown(client, sent, set_config):
    set_config(SIGN_IN_TRIES_PER_ACCOUNT=2)
    for email in (person().email, "personne@raqnet.test"):
        codes = [client.post("/mot-de-passe-oublie", data={"email": email}) for _ in range(3)]
        assert [each.status_code for each in codes] == [200, 200, 429]
    assert len(sent) == 2


def test_where_no_mail_is_set_the_page_says_whom_to_ask(client):
    page = client.get("/mot-de-passe-oublie")
    assert "administration" in page.text
    assert 'name="email"' not in page.text
    client.post("/mot-de-passe-oublie", data={"email": person().email})
    assert db.session.scalars(db.select(OneTimeLink)).all() == []


def test_the_administration_is_shown_a_link_once(client):
    user = person()
    client.sign_in(make.user(Role.ADMIN))
    answer = client.post(f"/comptes/{user.id}/lien/montrer")
    url = answer.text.split('id="one-time-link" value="')[1].split('"')[0]
    assert "one-time-link" not in client.get(f"/comptes/{user.id}").text
    assert client.get(path_of(url)).status_code == 200
    client.post(f"/comptes/{user.id}/lien/montrer")
    assert client.get(path_of(url)).status_code == 404


def test_a_link_is_mailed_from_the_account_page(client, sent):
    user = person()
    client.sign_in(make.user(Role.ADMIN))
    assert client.post(f"/comptes/{user.id}/lien").status_code == 303
    assert sent[0][0] == user.email


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_the_administration_makes_links(client, role):
    user = person()
    client.sign_in(make.user(role))
    assert client.post(f"/comptes/{user.id}/lien/montrer").status_code == 403
    assert db.session.scalars(db.select(OneTimeLink)).all() == []


def test_the_command_prints_an_invitation(app, client):
    args = ["accounts", "invite", "Anne@raqnet.test", "--name", "Anne", "--role", "admin"]
    result = app.test_cli_runner().invoke(args=args)
    assert result.exit_code == 0, result.output
    assert client.get(path_of(result.output.strip())).status_code == 200
    again = app.test_cli_runner().invoke(args=args)
    assert again.exit_code != 0
    assert "déjà cette adresse" in again.output


def test_a_mail_server_that_is_away_breaks_nothing(app, set_config, monkeypatch):
    set_config(MAIL_HOST="127.0.0.1", MAIL_PORT=9, MAIL_FROM="raqnet@example.org")
    assert mail.send("a@b.be", "Sujet", "Texte") is False


def test_links_are_in_the_log_without_their_words(app, sent):
    services.forgot(person().email)
    db.session.commit()
    entry = db.session.scalars(db.select(AuditEntry)).one()
    assert (entry.act, entry.subject_type) == ("account.link", "users")
    assert db.session.scalars(db.select(SignInTry)).all() == []
