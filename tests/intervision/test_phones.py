"""What people do and see on their phones, several at a time."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest

from raqnet import clock, create_app
from raqnet.db import db
from raqnet.intervision.models import Case
from tests import factories as make
from tests.concurrently import together
from tests.conftest import Client
from tests.intervision.in_room import LINE, SYNTHESIS, Session, everywhere


@pytest.fixture
def session(app):
    return Session(app)


# Polling


def test_nothing_new_is_204_and_something_new_is_a_fragment(session):
    page = session.phone(0).text
    version = re.search(r'data-version="([^"]+)"', page)[1]
    assert session.phone(0, version).status_code == 204
    session.lead("suivant")
    changed = session.phone(0, version)
    assert changed.status_code == 200
    assert changed.text.lstrip().startswith('<div id="room"')
    assert "<html" not in changed.text and "Inventaire" in changed.text


def test_without_a_script_a_gesture_leads_back_to_the_page(session):
    browser = session.browser(session.people[0])
    answer = browser.post(f"{session.path}/salle/pret", data={"on": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{session.path}/salle")
    page = browser.get(f"{session.path}/salle").text
    assert 'aria-pressed="true"' in page and "Actualiser" in page


def test_every_part_has_a_name_of_its_own(session):
    for _stop in everywhere(session):
        boss = session.browser(session.boss)
        for page in (session.phone(0).text, session.state(boss, "projecteur").text):
            parts = re.findall(r"<[a-z]+ [^>]*data-part[^>]*>", page)
            ids = [re.search(r'id="([^"]+)"', part)[1] for part in parts]
            assert ids and len(ids) == len(set(ids))
            every = re.findall(r' id="([^"]+)"', page)
            assert len(every) == len(set(every))


def test_the_owner_of_a_case_finds_the_way_to_take_it_back_at_every_step(session):
    for stop in everywhere(session):
        offers = ["Effacer mon cas" in session.phone(person).text for person in (0, 4)]
        assert offers == [stop not in ("lobby", "end"), False], stop


# Gestures from several sides


def test_two_animators_press_next_together_and_go_one_step(app, session):
    sessions = [session.browser(each) for each in (session.boss, session.second)]

    def press(browser):
        data = {"here": "0.0:0"}
        return lambda: browser.post(f"{session.path}/animation/suivant", data=data, htmx=True)

    answers = together(app, *(press(browser) for browser in sessions))
    assert [each.status_code for each in answers] == [200, 200]
    assert session.live.room.stop == "1.0"


def test_a_gesture_sent_twice_with_one_key_is_done_once(session):
    session.to("inventory")
    for _ in range(2):
        session.lead("plus", key="one-key")
    assert session.live.clock.step_given_ms == 11 * 60_000
    session.lead("plus", key="another-key")
    assert session.live.clock.step_given_ms == 12 * 60_000


def test_an_action_line_sent_twice_with_one_key_is_one_line(session):
    session.to_the_story()
    session.to("synthesis")
    data = {"case": session.live.case.key, "text": LINE, "key": "my-line"}
    owner = session.people.index(next(p for p in session.people if p.id == _owner(session)))
    answers = [session.act(owner, "action", **data) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[1].text.count(LINE) == 1


def _owner(session):
    return session.live.seat(session.live.owner_id).user_id


def test_only_the_owner_writes_their_synthesis_and_lines(session):
    session.to_the_story()
    session.to("synthesis")
    key = session.live.case.key
    other = next(i for i, p in enumerate(session.people) if p.id != _owner(session))
    for gesture in ("synthese", "action"):
        answer = session.act(other, gesture, case=key, text=SYNTHESIS)
        assert answer.status_code == 422
        assert "Seule la personne qui apporte ce cas" in answer.text
        assert SYNTHESIS in answer.text  # what was typed is not lost
    assert "fait sa synthèse" in session.phone(other).text


def test_a_synthesis_and_its_lines_are_on_the_owner_s_phone_alone(session):
    session.to_the_story()
    session.to("synthesis")
    owner = next(i for i, p in enumerate(session.people) if p.id == _owner(session))
    key = session.live.case.key
    session.act(owner, "synthese", case=key, text=SYNTHESIS)
    session.act(owner, "action", case=key, text=LINE, due_on="2031-03-04")
    for person in range(len(session.people)):
        page = session.phone(person).text
        assert (SYNTHESIS in page) == (LINE in page) == (person == owner)


def test_a_gesture_after_the_end_is_409(session):
    session.lead("terminer")
    for answer in (session.lead("suivant"), session.act(0, "ligne", text="Trop tard")):
        assert answer.status_code == 409
    assert "La séance est finie" in answer.text
    assert db.session.scalars(db.select(Case)).all() == []


def test_the_server_may_be_restarted_in_step_six(app, session):
    now = clock.now()
    clock.clock.freeze(now)
    session.to_the_story()
    session.to("analysis")
    session.lead("demarrer")
    clock.clock.freeze(now + timedelta(minutes=5))
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = session.browser(session.boss).get_cookie(name).value
    db.session.rollback()
    with restarted(app) as again:
        boss = again.test_client()
        boss.set_cookie(name, cookie)
        page = boss.get(f"{session.path}/projecteur").text
        assert "Analyse en groupe" in page
        assert f'data-since="{clock.milliseconds(now)}"' in page
        assert boss.post(f"{session.path}/animation/pause", htmx=True).status_code == 200
    assert session.live.clock.step_ms == 15 * 60_000
    assert "En pause" in session.phone(3).text


@contextmanager
def restarted(app):
    """Another process on the same instance."""
    settings = {"INSTANCE": app.instance_path, "TESTING": True}
    settings["SQLALCHEMY_DATABASE_URI"] = app.config["SQLALCHEMY_DATABASE_URI"]
    again = create_app(settings)
    again.test_client_class = Client
    with again.app_context():
        try:
            yield again
        finally:
            db.session.remove()
            db.engine.dispose()


# What a phone shows first


def test_a_phone_says_when_it_is_my_turn_and_when_i_am_next(session):
    session.to("inventory")
    session.lead("parole", seat=session.seat(0).id)
    assert "C'est à vous" in session.phone(0).text
    after = session.phone(1).text
    assert "Vous êtes la personne suivante" in after and "C'est à vous" not in after
    assert "Votre tour viendra" in session.phone(2).text
    session.lead("parole", seat=session.seat(1).id)
    assert "Vous avez parlé" in session.phone(0).text


def test_the_owner_listens_while_the_others_speak(session):
    session.to_the_story()
    owner = next(i for i, p in enumerate(session.people) if p.id == _owner(session))
    assert "C'est à vous" in session.phone(owner).text
    session.to("analysis")
    assert "Vous écoutez" in session.phone(owner).text
    session.lead("methode", case=session.live.case.key, method=2, rounds=2)
    assert "Vous écoutez" in session.phone(owner).text
    assert "Demander la parole" not in session.phone(owner).text
    other = (owner + 1) % len(session.people)
    assert "Demander la parole" in session.phone(other).text
    assert "Main levée" in session.act(other, "main", on="1").text


def test_an_animator_who_takes_no_part_has_no_crosses_to_put(session):
    session.to_the_vote()
    page = session.browser(session.boss).get(f"{session.path}/salle").text
    assert "croix-" not in page


def test_a_line_that_is_too_long_comes_back_whole(session):
    session.to("inventory")
    long = "très " * 60
    answer = session.act(0, "ligne", text=long)
    assert answer.status_code == 422
    assert long.strip() in answer.text and "trop long" in answer.text


def test_a_name_in_a_line_is_pointed_out_in_the_room_even_to_a_guest(session):
    guest = session.guest()
    path = f"{session.path}/salle/relire"
    told_ = guest.post(path, data={"text": "Madame Dupont refuse"}, htmx=True)
    assert told_.status_code == 200 and "Dupont" in told_.text
    stranger = session.browser(make.worker().user)
    assert stranger.post(path, data={"text": "Madame Dupont"}, htmx=True).status_code == 404
