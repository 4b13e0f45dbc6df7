"""Coming in, being let in, leaving, coming back: members by account, guests by the code."""

import pytest

from raqnet.access import Role
from raqnet.db import db
from raqnet.intervision import closing, live, seating
from raqnet.intervision.models import SeatState
from tests import factories as make
from tests.intervision.in_room import TITLES, Session


@pytest.fixture
def session(app):
    return Session(app)


# The way in


def test_the_code_of_the_qr_is_filled_in(session, client):
    page = client.get(f"/intervisions/rejoindre?code={session.code}").text
    assert f'value="{session.code}"' in page
    assert 'name="name"' in page and "se connecter" in page.lower()


def test_a_member_gives_the_code_alone_and_is_in_at_once(app, session):
    browser = app.test_client().sign_in(make.user(Role.RESEARCH, name="Rita"))
    assert 'name="name"' not in browser.get("/intervisions/rejoindre").text
    code = f" {session.code[:3].lower()} {session.code[3:].lower()}"
    sent = browser.post("/intervisions/rejoindre", data={"code": code})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{session.path}/salle")
    assert "Préalable" in browser.get(f"{session.path}/salle").text


def test_a_guest_asks_and_the_animation_lets_them_in(session):
    guest = session.guest("Claire", admitted=False)
    assert "Bienvenue, Claire" in guest.get(f"{session.path}/salle").text
    seat = next(s for s in session.live.seats if s.name == "Claire")
    assert "Claire" in session.state(session.browser(session.boss), "animation").text
    session.lead("admettre", seat=seat.id)
    assert "Préalable" in session.state(guest, "salle").text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"code": "AB", "name": "Zoé"}, "Un code a six lettres ou chiffres"),
        ({"code": "ABCDEF", "name": "Zoé"}, "Aucune salle ouverte n&#39;a ce code"),
        ({"code": "", "name": "Zoé"}, "Ce champ est à remplir"),
        ({"code": "ABCDEF", "name": " "}, "Ce champ est à remplir"),
    ],
)
def test_a_wrong_way_in_is_told_at_its_field(session, client, data, words):
    answer = client.post("/intervisions/rejoindre", data=data)
    assert answer.status_code == 422
    assert words in answer.text


def test_whoever_guesses_codes_has_to_wait(session, client):
    tries = [client.post("/intervisions/rejoindre", data=GUESS) for _ in range(21)]
    assert {each.status_code for each in tries[:20]} == {422}
    assert tries[20].status_code == 429
    assert "Trop d&#39;essais" in tries[20].text and "Retry-After" in tries[20].headers
    right = {"code": session.code, "name": "Zoé"}
    assert client.post("/intervisions/rejoindre", data=right).status_code == 429


GUESS = {"code": "ABCDEF", "name": "Zoé"}


def test_the_code_dies_with_the_session(session, client):
    session.lead("terminer")
    right = {"code": session.code, "name": "Zoé"}
    answer = client.post("/intervisions/rejoindre", data=right)
    assert answer.status_code == 422
    assert "Aucune salle ouverte" in answer.text
    assert session.code not in session.browser(session.boss).get(f"{session.path}/projecteur").text


def test_sixty_people_join_and_every_screen_holds_them(app):
    session = Session(app, people=0)
    for number in range(60):
        user = make.user(Role.RAQ, name=f"Foule{number:02}")
        browser = app.test_client().sign_in(user)
        sent = browser.post("/intervisions/rejoindre", data={"code": session.code})
        assert sent.status_code == 303
    assert len(session.live.present) == 60
    boss = session.browser(session.boss)
    assert "60 personnes présentes" in session.state(boss, "projecteur").text
    assert "Foule59" in session.state(boss, "animation").text
    assert session.state(browser, "salle").status_code == 200


def test_a_full_room_says_so(app, client):
    session = Session(app, people=1)
    found = live.find(session.id, lock=True)
    for number in range(seating.MOST_SEATS - len(found.seats)):
        seating.add_name(found, f"Chaise {number}")
    answer = client.post("/intervisions/rejoindre", data={"code": session.code, "name": "Zoé"})
    assert answer.status_code == 409
    assert "La salle est pleine" in answer.text


# At the door


def test_whoever_asks_or_was_refused_does_nothing_in_the_room(session):
    session.to("inventory")
    guest = session.guest("Nora", admitted=False)
    for state in (SeatState.ASKING, SeatState.REFUSED, SeatState.LEFT):
        next(s for s in session.live.seats if s.name == "Nora").state = state
        sent = guest.post(f"{session.path}/salle/ligne", data={"text": "Un cas"}, htmx=True)
        assert sent.status_code == 422
    assert session.live.cases == []


def test_whoever_was_refused_does_not_come_back_by_themself(session):
    guest = session.guest("Nora")
    seat = next(s for s in session.live.seats if s.name == "Nora")
    session.lead("refuser", seat=seat.id)
    assert guest.post(f"{session.path}/salle/revenir", htmx=True).status_code == 422
    again = guest.post("/intervisions/rejoindre", data={"code": session.code, "name": "Nora"})
    assert again.status_code == 303
    assert [s.state for s in session.live.seats if s.name == "Nora"] == [SeatState.REFUSED]


def test_a_participant_leaves_and_returns_to_what_is_theirs(session):
    session.to("inventory")
    session.write_lines()
    left = session.act(0, "partir").text
    assert "Vous avez quitté la salle" in left and TITLES[0] not in left
    assert [s.name for s in session.live.present].count("Ami0") == 0
    back = session.act(0, "revenir").text
    assert TITLES[0] in back
    assert len(session.live.seats) == 7


def test_closing_forgets_who_waited_at_the_door(session):
    session.guest("Nora", admitted=False)
    closing.close(live.find(session.id, lock=True))
    db.session.commit()
    assert [s.state for s in session.live.seats if s.name == "Nora"] == [SeatState.REFUSED]
