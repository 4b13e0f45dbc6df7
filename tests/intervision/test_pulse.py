"""The shortcut for polls says 204 only where nothing is new and the person is in the room."""

import re
from datetime import timedelta

import pytest
from flask import current_app

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import UserSession
from raqnet.db import db
from raqnet.intervision import closing, flipchart, live, moves, screens, seating
from raqnet.intervision.models import Room
from tests import factories as make
from tests.intervision.in_room import told
from tests.queries import count_queries

SCREENS = ("salle", "animation", "projecteur")


@pytest.fixture
def room(app):
    """An open room with one animator and one person in it."""
    boss, person = make.worker().user, make.worker().user
    planned = make.intervision([boss], [person])
    found = make.open_room(planned, [person])
    db.session.commit()
    found.boss, found.person, found.id = boss, person, planned.id
    return found


def version(room, screen="salle"):
    row = db.session.get(Room, room.id, populate_existing=True)
    return str(row.version) if screen == "salle" else f"{row.version}.{row.backstage}"


def poll(client, room, screen="salle", v=None):
    known = version(room, screen) if v is None else v
    return client.get(f"/intervisions/{room.id}/etat?vue={screen}&v={known}")


def test_who_has_the_newest_version_gets_204_and_the_application_is_not_asked(client, room):
    client.sign_in(room.boss)
    for screen in SCREENS:
        known = version(room, screen)
        with count_queries() as statements:
            answer = poll(client, room, screen, known)
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Cache-Control"] == "no-store"
        assert statements == []  # the one query goes through the driver's own cursor


def test_only_an_animators_console_is_answered(client, room):
    client.sign_in(room.person)
    assert poll(client, room, "salle").status_code == 204
    assert poll(client, room, "projecteur").status_code == 204
    assert poll(client, room, "animation").status_code == 403


def test_nobody_outside_the_room_learns_whether_something_changed(client, room):
    client.sign_in(make.worker().user)
    assert poll(client, room, "salle").status_code == 404
    assert poll(client, room, "projecteur").status_code == 403
    client.sign_in(make.host())
    assert poll(client, room).status_code == 403
    client.sign_in(None)
    assert poll(client, room).status_code == 303


def test_an_unknown_screen_is_not_found(client, room):
    client.sign_in(room.boss)
    assert poll(client, room, "cuisine", v="1").status_code == 404
    assert client.get(f"/intervisions/{room.id}/etat").status_code == 404


@pytest.mark.parametrize("end", ["signed out", "disabled", "expired", "owing", "another role"])
def test_a_session_that_is_over_gets_no_204(client, room, end):
    user = room.boss
    client.sign_in(user)
    assert poll(client, room).status_code == 204
    session = db.session.scalars(db.select(UserSession).filter_by(user_id=user.id)).one()
    if end == "signed out":
        db.session.delete(session)
    elif end == "disabled":
        user.disabled_at = clock.now()
    elif end == "expired":
        session.expires_at = clock.now() - timedelta(seconds=1)
    elif end == "owing":
        session.awaits_second_factor = True
    else:
        user.role = Role.HOST
    db.session.commit()
    assert poll(client, room).status_code in (303, 401, 403)


def test_who_must_have_a_second_factor_and_has_none_is_led_to_it(client, app):
    boss = make.user(Role.COORDINATION)
    found = make.open_room(make.intervision([boss]))
    found.id = found.intervision.id
    client.sign_in(boss)
    assert poll(client, found).status_code == 204
    app.config["SECOND_FACTOR_REQUIRED"] = True
    try:
        assert poll(client, found).status_code == 303
    finally:
        app.config["SECOND_FACTOR_REQUIRED"] = False


def test_polling_keeps_a_session_alive(client, room):
    user = room.boss
    client.sign_in(user)
    row = db.session.scalars(db.select(UserSession).filter_by(user_id=user.id)).one()
    row.last_seen_at = clock.now() - timedelta(minutes=6)
    db.session.commit()
    assert poll(client, room).status_code == 204
    db.session.expire_all()
    assert clock.now() - row.last_seen_at < timedelta(minutes=1)


def test_a_guest_polls_their_own_screen_alone_until_the_room_closes(client, room):
    code, before = room.room.code, version(room)
    sent = client.post("/intervisions/rejoindre", data={"code": code, "name": "Noor"})
    assert sent.status_code == 303
    assert poll(client, room).status_code == 204
    assert poll(client, room, "projecteur").status_code == 404
    locked = live.find(room.id, lock=True)
    seating.refuse(locked, next(each for each in locked.seats if each.user_id is None))
    db.session.commit()
    assert poll(client, room, v=before).status_code == 200  # and is told that they are refused
    closing.close(live.find(room.id, lock=True))
    db.session.commit()
    assert poll(client, room).status_code == 404


def test_a_closed_room_is_never_unchanged(client, room):
    client.sign_in(room.boss)
    closing.close(live.find(room.id, lock=True))
    db.session.commit()
    known = version(room)
    with count_queries() as statements:
        poll(client, room, v=known)
    assert statements  # the application was asked


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "é", "\u2028", "." * 3000])
def test_a_forged_cookie_learns_nothing(client, room, cookie):
    client.sign_in(room.boss)
    known = version(room)
    client.set_cookie(client.application.config["SESSION_COOKIE_NAME"], cookie)
    assert poll(client, room, v=known).status_code == 303


@pytest.mark.parametrize("v", ["", "x", "-1", "1e3", "9" * 400, "%00", "1&v=2", "é"])
def test_an_odd_version_is_only_not_the_newest(client, room, v):
    client.sign_in(room.boss)
    answer = client.get(f"/intervisions/{room.id}/etat?vue=salle&v={v}")
    assert answer.status_code in (200, 204) and answer.status_code < 500


def drawn(client, room, **headers):
    path = f"/intervisions/{room.id}/etat?vue=salle&v=0"
    fragment = {"HX-Request": "true", "HX-Request-Type": "partial"}
    return client.get(path, headers={**fragment, **headers})


def test_phones_that_show_the_same_are_drawn_once_and_each_has_its_own_token(client, room):
    other = make.worker().user
    seating.join(live.find(room.id, lock=True), other, admitted=True)
    client.sign_in(room.person)
    first = drawn(client, room)
    client.sign_in(other)
    with client.session_transaction() as session:
        session["csrf_token"] = "the other's"
    with count_queries() as statements:
        second = drawn(client, room)
    assert statements == []
    assert first.status_code == second.status_code == 200
    assert second.headers["Cache-Control"] == "no-store"
    assert screens.TOKEN not in first.text + second.text
    theirs = set(re.findall(r'name="csrf_token" value="([^"]+)"', second.text))
    path = f"/intervisions/{room.id}/salle/pret"
    client.csrf = False
    (token,) = theirs
    assert client.post(path, data={"on": "1", "csrf_token": token}).status_code == 303
    mine = re.search(r'name="csrf_token" value="([^"]+)"', first.text)[1]
    assert client.post(path, data={"on": "1", "csrf_token": mine}).status_code == 400
    client.csrf = True


def test_what_is_one_persons_own_is_never_given_to_another(client, room):
    other = make.worker().user
    found = live.find(room.id, lock=True)
    seating.join(found, other, admitted=True)
    found.room.stop = "1.0"
    mine = next(each for each in found.seats if each.user_id == room.person.id)
    flipchart.add(found, "Zèbre rayé de moi", mine)
    db.session.commit()
    for user, there in ((room.person, True), (other, False), (room.person, True)):
        client.sign_in(user)
        assert ("Zèbre rayé de moi" in drawn(client, room).text) == there


def test_what_is_kept_around_the_time_is_never_given_with_the_time_of_before(client, room):
    found = live.find(room.id, lock=True)
    found.room.stop = "1.0"
    db.session.commit()
    client.sign_in(room.person)
    for minutes in (1, 2, -1):
        moves.add_minutes(live.find(room.id, lock=True), minutes)
        db.session.commit()
        page = drawn(client, room).text
        assert f'data-version="{version(room)}"' in page
        given = live.find(room.id).clock.step_given_ms
        assert re.findall(r'data-given="(\d+)"', page) == [str(given)]
        assert not [each for each in (screens.VERSION, screens.STAGE) if each in page]


@pytest.mark.parametrize("locale", ["fr", "nl"])
def test_what_is_drawn_without_the_application_is_what_it_would_draw_for_this_reader(
    client, room, locale
):
    room.person.locale = locale
    moves.add_minutes(live.find(room.id, lock=True), 1)
    db.session.commit()
    client.sign_in(room.person)
    with count_queries() as statements:
        page = drawn(client, room)
    assert page.status_code == 200 and statements == []
    current_app.extensions["intervision_parts"].clear()
    assert told(page.text) == told(poll(client, room, v="0").text)


def test_who_is_shown_out_sees_nothing_more_of_what_is_drawn_for_the_others(client, room):
    client.sign_in(room.person)
    assert "part-stage" in drawn(client, room).text
    found = live.find(room.id, lock=True)
    seating.refuse(found, next(each for each in found.seats if each.user_id == room.person.id))
    db.session.commit()
    assert "part-stage" not in drawn(client, room).text


def test_what_cannot_be_drawn_without_the_application_is_answered_by_it(client, room, monkeypatch):
    def fail(*_asked):
        raise OSError

    monkeypatch.setattr(current_app.wsgi_app, "_draw", fail)
    client.sign_in(room.person)
    answer = drawn(client, room)
    assert answer.status_code == 200 and "part-stage" in answer.text
