"""Comments and requests: by anybody who sees the action."""

import pytest

from raqnet.access import Role
from raqnet.calendar import comments as remarks
from raqnet.calendar import history, services
from raqnet.calendar.models import Comment
from raqnet.db import db
from tests import factories as make
from tests.calendar.forms import error_at


@pytest.fixture
def action(app):
    return make.action()


def path(action):
    return f"/calendrier/actions/{action.id}/commentaires"


def comments():
    return db.session.scalars(db.select(Comment)).all()


@pytest.mark.parametrize("role", list(Role))
def test_whoever_sees_an_action_leaves_a_word(action, client, role):
    client.sign_in(make.host() if role == Role.HOST else make.user(role))
    answer = client.post(path(action), data={"text": "Bonne idée", "is_request": "y"})
    assert answer.status_code == 303
    page = client.get(f"/calendrier/actions/{action.id}").text
    assert "Bonne idée" in page
    assert "Demande" in page
    assert comments()[0].is_request


def test_nobody_comments_on_what_they_do_not_see(app, client):
    action = make.action(visibility="team")
    client.sign_in(make.host())
    assert client.post(path(action), data={"text": "x"}).status_code == 404
    assert comments() == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "a\x00b"])
def test_a_comment_is_bounded_and_kept_when_it_is_refused(action, client, text):
    client.sign_in(make.user(Role.RESEARCH))
    answer = client.post(path(action), data={"text": text})
    assert answer.status_code == 422
    assert error_at(answer.text, "text")
    assert text.strip() in answer.text or "\x00" in text
    assert comments() == []


def test_a_comment_is_text_and_no_markup(action, client):
    client.sign_in(make.host())
    client.post(path(action), data={"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(f"/calendrier/actions/{action.id}").text


def test_one_takes_back_ones_own_words_and_the_coordination_anybodys(action, client):
    host = make.host()
    client.sign_in(host)
    for _n in range(2):
        client.post(path(action), data={"text": "x"})
    first, second = (f"/calendrier/commentaires/{each.id}/retirer" for each in comments())
    assert client.sign_in(make.worker().user).post(first).status_code == 403
    assert client.sign_in(host).post(first).status_code == 303
    assert client.sign_in(make.user(Role.COORDINATION)).post(second).status_code == 303
    assert client.post(second).status_code == 404
    assert comments() == []


def test_what_is_said_of_one_date_is_read_on_the_series(app, client):
    series = make.action(make.date(2026, 12, 1), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    row = services.override(make.occurrence_of(series), place="Ailleurs")
    client.sign_in(make.user(Role.COORDINATION))
    client.post(path(row), data={"text": "De cette date"})
    assert "De cette date" in client.get(f"/calendrier/actions/{series.id}").text


def test_what_one_had_begun_to_write_is_there_again(action, client):
    client.sign_in(make.host())
    key = path(action).replace("/", "%2F")
    client.put(f"/brouillons/{key}", data={"text": "À moitié écrit"})
    assert "À moitié écrit" in client.get(f"/calendrier/actions/{action.id}").text
    client.post(path(action), data={"text": "Fini"})
    assert "À moitié écrit" not in client.get(f"/calendrier/actions/{action.id}").text


def test_what_was_the_teams_alone_stays_so_when_the_action_is_opened(client):
    secret = make.action(title="Avant", visibility="team")
    remarks.say(secret, None, "Entre nous")
    history.record(secret, history.EDITED, None, [["aim", "mot gardé", ""]])
    services.edit(secret, None, visibility="hosts", title="Après")
    remarks.say(secret, None, "Pour le monde")
    client.sign_in(make.host())
    page = client.get(f"/calendrier/actions/{secret.id}").text
    assert "Pour le monde" in page
    for hidden in ("Entre nous", "mot gardé", "Avant"):
        assert hidden not in page
    client.sign_in(make.user())
    assert "Entre nous" in client.get(f"/calendrier/actions/{secret.id}").text
