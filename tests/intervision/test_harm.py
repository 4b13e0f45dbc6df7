"""What two animators, a broken link, a crowd or an odd word could do, and do not."""

from datetime import timedelta

import pytest

from raqnet import clock
from raqnet.db import db
from raqnet.intervision import closing, live, moves, screens, snapshot
from raqnet.intervision.models import ActionLine, Case, Intervision, Room
from tests.intervision.in_room import KNOT, TITLES, Session


@pytest.fixture
def session(app):
    return Session(app)


def test_a_closed_console_holds_no_word_of_any_case(session):
    session.to_the_story()
    session.lead("terminer")
    page = session.browser(session.boss).get(f"{session.path}/animation").text
    assert not [word for word in (*TITLES, KNOT) if word in page]
    assert "data-carried" not in page


def test_a_session_that_gets_the_id_of_an_erased_one_shows_nothing_of_it(app):
    first = Session(app)
    first.lead("suivant")
    version = snapshot.of(first.id).version
    db.session.delete(db.session.get_one(Intervision, first.id))
    db.session.commit()
    db.session.expunge_all()
    second = Session(app)
    room = db.session.get_one(Room, second.id)
    assert room.version != version
    assert {each.name for each in snapshot.of(second.id).people} >= {"Béa", "Oli"}


@pytest.mark.parametrize("gesture", ["duree-du-tour", "allonger"])
@pytest.mark.parametrize("data", [{}, {"seconds": "", "minutes": ""}, {"seconds": "x" * 50}])
def test_a_field_left_empty_is_told_and_breaks_nothing(session, gesture, data):
    assert session.lead(gesture, **data).status_code == 422


def test_what_the_console_did_without_a_link_counts_from_then_whatever_phones_did_since(session):
    session.lead("suivant")
    start = clock.exact() - timedelta(seconds=30)
    db.session.get_one(Room, session.id).moved_at = start - timedelta(seconds=1)
    db.session.commit()
    session.act(0, "ligne", text="Une ligne")
    for gesture, seconds in (("demarrer", 0), ("pause", 5)):
        at = clock.milliseconds(start + timedelta(seconds=seconds))
        session.lead(gesture, at=str(at), key=f"{gesture}-key")
    room = live.find(session.id)
    assert room.clock.step_ran(room.now) == 5000


def test_giving_the_floor_twice_gives_one_turn(session):
    session.lead("suivant")
    room = live.find(session.id, lock=True)
    seat = room.present[0]
    moves.give_floor(room, seat)
    room.now += timedelta(seconds=10)
    moves.give_floor(room, seat)
    assert room.clock.turn_ran(room.now) == 10_000


def test_the_same_key_in_two_sessions_makes_two_lines(app):
    for _ in range(2):
        one = Session(app)
        one.to_the_story()
        key = db.session.scalars(db.select(Case.key).filter_by(intervision_id=one.id, chosen=1))
        sent = {"case": key.one(), "text": "Appeler", "key": "same"}
        assert one.lead("action", **sent).status_code == 303
    assert len(db.session.scalars(db.select(ActionLine)).all()) == 2


def test_guests_who_are_not_let_in_take_no_place(session):
    for number in range(45):
        browser = session.app.test_client().sign_in(None)
        browser.post(
            "/intervisions/rejoindre",
            data={"code": session.code, "name": f"Invité {number}"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
    room = live.find(session.id)
    assert sum(each.state == "asking" for each in room.seats) == 40
    person = session.browser(session.people[0])
    assert person.post(f"{session.path}/rejoindre").status_code == 303


def test_whoever_is_no_member_tries_only_so_often(session, app):
    browser = app.test_client().sign_in(None)
    app.config["GUEST_TRIES_PER_ADDRESS"] = 3
    try:
        data = {"code": session.code, "name": "Zoé"}
        sent = [browser.post("/intervisions/rejoindre", data=data) for _ in range(4)]
    finally:
        app.config["GUEST_TRIES_PER_ADDRESS"] = 20
    assert [each.status_code for each in sent] == [303, 303, 303, 429]


def test_what_is_written_of_an_erased_case_is_refused_not_lost_in_silence(session):
    session.to_the_story()
    case = db.session.scalars(db.select(Case).filter_by(intervision_id=session.id, chosen=1)).one()
    closing.erase_own(case)
    key = case.key
    db.session.commit()
    for gesture in ("synthese", "noeud", "titre", "action"):
        answer = session.lead(gesture, case=key, text="Brume levée")
        assert answer.status_code == 422, gesture
        assert "Ce cas a été effacé." in answer.text
    assert db.session.scalars(db.select(ActionLine)).all() == []


def test_an_owner_takes_their_case_back_at_any_time(session):
    session.lead("suivant")
    session.act(0, "ligne", text=TITLES[0])
    session.act(1, "ligne", text=TITLES[1])
    assert session.act(0, "effacer").status_code == 200
    assert [each.title for each in snapshot.of(session.id).cases] == [TITLES[1]]


def test_an_owner_takes_the_case_on_the_table_back(session):
    session.to_the_story()
    owner = snapshot.of(session.id).case.owner_id
    number = next(
        n for n, user in enumerate(session.people)
        if any(p.id == owner and p.user_id == user.id for p in snapshot.of(session.id).people)
    )  # fmt: skip
    assert session.act(number, "effacer").status_code == 200
    assert snapshot.of(session.id).case.title is None


def test_the_animation_wipes_nobodys_line_with_an_empty_one(session):
    seat = live.find(session.id).present[0].id
    assert session.lead("meta", seat=str(seat), text="").status_code == 422


def test_no_word_that_one_types_stands_for_a_token(session):
    assert len(screens.TOKEN) == len(screens.LINE) == 32
    session.lead("suivant")
    session.act(0, "ligne", text="x token-of-whoever-asks y")
    assert "x token-of-whoever-asks y" in session.phone(0).text
