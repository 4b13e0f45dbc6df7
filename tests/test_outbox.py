"""Mails that wait: none is lost, none leaves twice, whatever dies and whenever."""

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from raqnet import clock, mail, outbox
from raqnet.access import Role
from raqnet.accounts import services as accounts
from raqnet.db import db
from raqnet.outbox import OutboxMail
from raqnet.posting import group
from tests import factories as make
from tests.concurrently import together
from tests.smtp import Post, post_office

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def post(app, monkeypatch) -> Iterator[Post]:
    """A server that takes everything, and an application that knows it."""
    clock.clock.freeze(NOW)
    with post_office() as office:
        settings = {
            "MAIL_HOST": "127.0.0.1", "MAIL_PORT": office.port, "MAIL_FROM": "raqnet@raqnet.test",
            "MAIL_STARTTLS": False, "MAIL_USER": "",
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)
        yield office


def put(number: int = 1) -> None:
    for n in range(number):
        outbox.enter(f"test:{n}", f"p{n}@raqnet.test", "Été à l'heure", "Déjà là.\n.Un point\n")
    db.session.commit()


def row(n: int = 0) -> OutboxMail:
    """A mail as it is now; nothing stays locked."""
    found = db.session.scalars(db.select(OutboxMail).filter_by(key=f"test:{n}")).one()
    db.session.expunge_all()
    db.session.rollback()
    return found


def in_doubt() -> list[str]:
    keys = [each.key for each in outbox.uncertain()]
    db.session.rollback()
    return keys


def command(app, *args: str) -> str:
    with app.app_context():
        done = CliRunner().invoke(group, ["send", *args])
    return done.output


def test_what_waits_leaves_once_and_its_words_are_not_kept(app, post):
    put(2)
    assert "Envoyés : 2" in command(app)
    assert "Envoyés : 0" in command(app)
    assert sorted(post.recipients()) == ["p0@raqnet.test", "p1@raqnet.test"]
    first = post.taken[0]
    assert first["Subject"] == "Été à l'heure" and first["Message-ID"] and first["Date"]
    assert first.get_content().splitlines() == ["Déjà là.", ".Un point"]
    assert row().body == "" and row().sent_at == NOW


def test_what_was_entered_once_is_not_entered_again_even_once_sent(app, post):
    put()
    assert not outbox.enter("test:0", "p0@raqnet.test", "Encore", "Encore")
    db.session.commit()
    command(app)
    assert not outbox.enter("test:0", "p0@raqnet.test", "Encore", "Encore")
    assert len(post.taken) == 1


def test_a_mail_whose_change_was_not_saved_never_leaves(app, post):
    outbox.enter("test:0", "p0@raqnet.test", "Sujet", "Corps")
    db.session.rollback()
    assert "Envoyés : 0" in command(app)


def test_a_server_that_is_down_makes_mails_wait_longer_each_time(app, post):
    put(2)
    post.replies["greeting"] = "421 not now"
    assert "Remis à plus tard : 1" in command(app)  # the second is not even tried
    assert row().next_at == NOW + timedelta(minutes=5) and row(1).tries == 0
    clock.clock.freeze(NOW + timedelta(minutes=6))
    command(app)
    command(app)
    assert row().next_at == NOW + timedelta(minutes=6 + 15)
    clock.clock.freeze(NOW + timedelta(hours=1))
    post.replies.clear()
    assert "Envoyés : 2" in command(app)


def test_nobody_listening_at_all_is_a_server_that_is_down(app, post, monkeypatch):
    put()
    monkeypatch.setitem(app.config, "MAIL_PORT", 1)
    assert "ConnectionRefusedError" in command(app)
    assert row().claimed_at is None and row().tries == 1


def test_a_mail_that_is_too_old_says_what_is_no_longer_so(app, post):
    put()
    clock.clock.freeze(NOW + timedelta(days=8))
    assert "Envoyés : 0" in command(app)
    assert row().given_up_at and row().body == ""
    clock.clock.freeze(NOW + timedelta(days=91))
    command(app)
    assert db.session.query(OutboxMail).count() == 0


@pytest.mark.parametrize("step", ["rcpt", "dot"])
def test_a_mail_that_is_refused_for_good_is_given_up_and_the_next_leaves(app, post, step):
    put()
    post.replies[step] = "550 nobody here"
    assert "Refusés : 1" in command(app)
    post.replies.clear()
    outbox.enter("test:1", "p1@raqnet.test", "Sujet", "Corps")
    db.session.commit()
    clock.clock.freeze(NOW + timedelta(days=1))
    command(app)
    assert post.recipients() == ["p1@raqnet.test"]


def test_one_that_the_server_wants_later_keeps_no_other_waiting(app, post):
    put(2)
    post.replies["rcpt"] = "450 later"
    assert "Remis à plus tard : 2" in command(app)
    assert row().failure == "SMTP 450"


def test_a_line_that_breaks_while_the_words_leave_is_told_and_sends_nothing_twice(app, post):
    put()
    post.replies["dot"] = ""
    said = command(app)
    assert f"Incertain, ne repart pas tout seul : {row().id} (test:0)" in said
    post.replies.clear()
    clock.clock.freeze(NOW + timedelta(days=1))
    assert "Incertain" in command(app)
    assert len(post.taken) == 1
    assert "Envoyés : 1" in command(app, "--again", str(row().id))
    assert post.taken[0]["Message-ID"] == post.taken[1]["Message-ID"]  # readers see one
    assert "Incertain" not in command(app)
    assert "Aucun courriel incertain" in command(app, "--again", str(row().id))


def test_a_line_that_breaks_before_the_words_leave_is_a_mail_that_waits(app, post):
    put()
    post.replies["rcpt"] = ""
    command(app)
    assert row().claimed_at is None and in_doubt() == []


def test_without_a_server_everything_waits(app, post, monkeypatch):
    put()
    monkeypatch.setitem(app.config, "MAIL_HOST", "")
    assert "en attente : 1" in command(app)
    assert row().tries == 0


def test_nothing_leaves_for_an_account_that_was_closed(app, post):
    account = make.user(Role.RAQ)
    outbox.enter("test:0", account.email, "Sujet", "Corps")
    accounts.disable(None, account)
    db.session.commit()
    assert "Envoyés : 0. " in command(app)


def test_two_commands_at_once_send_each_mail_once(app, post):
    post.pause = 0.005
    put(12)
    together(app, outbox.send_due, outbox.send_due, outbox.send_due)
    assert sorted(post.recipients()) == sorted(f"p{n}@raqnet.test" for n in range(12))


# Where it dies: within the claim, before it speaks, after the server has the mail, and within the
# word that it does.
DEATHS = {
    "claim": ("raqnet.outbox._words", False),
    "speak": ("raqnet.mail._greet", False),
    "taken": ("raqnet.outbox._note", True),
}


def _die(*_args: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("death", DEATHS)
def test_a_command_that_is_killed_sends_nothing_twice_and_leaves_the_rest_to_the_next(
    app, post, monkeypatch, death
):
    put(3)
    target, left = DEATHS[death]
    with monkeypatch.context() as patched:
        patched.setattr(target, _die)
        child = _sending()
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert len(post.taken) == left
    clock.clock.freeze(NOW + outbox.IN_HAND + timedelta(minutes=1))
    said = command(app)
    assert "Envoyés : 2" in said and "Incertain" in said
    assert len(in_doubt()) == 1
    assert len(set(post.recipients())) == len(post.taken) == 2 + left


def test_whoever_is_killed_again_and_again_at_any_instant_sends_nothing_twice(app, post):
    many, kills = 40, 5
    post.pause = 0.002
    put(many)
    for _ in range(kills):
        child, before = _sending(), len(post.taken)
        until = time.monotonic() + 30
        while len(post.taken) < before + 3:
            assert time.monotonic() < until, "hardly anything was sent"
            time.sleep(0.001)
        time.sleep(random.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    outbox.send_due()
    sent, doubtful = set(post.recipients()), {each.split(":")[1] for each in _claimed()}
    assert len(sent) == len(post.taken), "a mail left twice"
    assert len(doubtful) <= kills, "each kill may leave one in doubt"
    assert {f"p{n}@raqnet.test" for n in range(many)} - sent <= {
        f"p{n}@raqnet.test" for n in doubtful
    }


def _sending() -> int:
    """Another process that sends what is due."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child == 0:
        outbox.send_due()
        os._exit(0)
    return child


def _claimed() -> list[str]:
    lost = db.select(OutboxMail.key).where(OutboxMail.sent_at.is_(None))
    keys = db.session.scalars(lost).all()
    db.session.rollback()
    return keys


def test_words_of_a_line_that_is_not_sure_are_told_apart(app, post):
    """What `mail.send`, which nobody looks after, makes of them: it did not succeed."""
    post.replies["dot"] = ""
    assert not mail.send("p@raqnet.test", "Sujet", "Corps")
    post.replies.clear()
    assert mail.send("p@raqnet.test", "Sujet", "Corps")


def test_an_address_that_no_server_takes_is_given_up_and_the_others_leave(app, post):
    outbox.enter("test:0", "élise@raqnet.test", "Sujet", "Mots")
    outbox.enter("test:1", "p1@raqnet.test", "Sujet", "Mots")
    db.session.commit()
    done = outbox.send_due()
    assert done.outcomes == {"refused": 1, "sent": 1} and done.reasons == {"adresse hors ASCII"}
    assert row(0).given_up_at and row(0).failure == "adresse hors ASCII"
    assert post.recipients() == ["p1@raqnet.test"] and not in_doubt()
