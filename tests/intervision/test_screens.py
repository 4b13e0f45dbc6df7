"""The room's screens: who sees which, what each one holds, and what none of them holds."""

import re

import pytest

from raqnet.access import Role
from raqnet.db import db
from raqnet.intervision.models import Room, Seat, SeatState
from tests import factories as make
from tests.intervision.in_room import SECRETS, TITLES, Session, everywhere, told


@pytest.fixture
def session(app):
    return Session(app)


# What the projector never shows


def test_the_projector_never_shows_a_case_an_owner_or_a_cross(session):
    seen, names = [], [each.name for each in session.people]
    for stop in everywhere(session):
        page = session.state(session.browser(session.boss), "projecteur").text
        assert [word for word in (*SECRETS, *session.keys()) if word in page] == [], stop
        assert [name for name in names if name in page] == [], stop
        assert not re.search(r"\d\s+croix", page), stop
        seen.append(str(stop))
    assert len(seen) >= 18
    assert "Merci" in page


def test_the_projector_names_whoever_has_the_floor(session):
    session.to("inventory")
    session.lead("parole", seat=session.seat(1).id)
    page = session.state(session.browser(session.boss), "projecteur").text
    assert "Ami1 a la parole" in page
    assert "1:00" in page  # the turn's own clock


def test_the_projector_says_step_time_and_prompt(session):
    session.to_the_story()
    page = session.state(session.browser(session.boss), "projecteur").text
    assert "Récit" in page and "cas 1 sur 2" in page
    assert "5:00" in page and "20:00" in page  # the step, and the envelope of three steps
    assert "Raconte l&#39;essentiel" in page
    assert "La personne qui apporte le cas parle" in page


def test_no_line_of_a_screen_begins_with_a_sign_that_belongs_to_the_word_before(session):
    session.to("inventory")
    boss = session.browser(session.boss)
    pages = [
        session.phone(0).text,
        *(session.state(boss, s).text for s in ("projecteur", "animation")),
    ]
    assert ["amener ici\u00a0?" in page for page in pages] == [True] * 3
    assert "Parler en «\u00a0je\u00a0»." in pages[0]


def test_an_overrun_is_told_in_words_too(session):
    session.to_the_story()
    room = db.session.get(Room, session.id)
    room.step_ms, room.version = -65_000, room.version + 1
    page = session.state(session.browser(session.boss), "projecteur").text
    assert "−1:05" in page and "dépassé de 1:05" in page


def test_the_way_in_is_on_the_projector_at_every_stop_until_the_end(session):
    for stop in everywhere(session):
        page = session.state(session.browser(session.boss), "projecteur").text
        shown = f"{session.code[:3]}\xa0{session.code[3:]}".replace("\xa0", "&nbsp;") in page
        assert shown == (stop != "end"), stop
        assert ("<svg" in page and "rejoindre" in page) == (stop != "end"), stop


def test_the_projector_counts_who_is_there_ready_and_done_with_their_crosses(session):
    session.act(0, "pret", on="1")
    session.act(1, "pret", on="1")
    page = " ".join(session.state(session.browser(session.boss), "projecteur").text.split())
    assert "5 personnes présentes, <strong>2 prêtes</strong>" in page
    session.to_the_vote()
    session.vote(4, 1, 1, 0)
    page = session.state(session.browser(session.boss), "projecteur").text
    assert "1 sur 5" in page


# Crosses


def others(session):
    """Every channel but the phone of the first person, as it answers now."""
    boss = session.browser(session.boss)
    pages = [f"{session.path}/{page}" for page in ("animation", "projecteur")]
    yield from (boss.get(page).text for page in pages)
    yield from (session.state(boss, screen).text for screen in ("animation", "projecteur"))
    for person in (1, 2):
        yield session.browser(session.people[person]).get(f"{session.path}/salle").text
        yield session.phone(person).text


def test_no_channel_differs_by_where_somebody_put_their_crosses(session):
    session.to_the_vote()
    session.vote(0, 2, 0, 0)
    before = [told(page) for page in others(session)]
    session.vote(0, 0, 1, 1)
    assert [told(page) for page in others(session)] == before


def test_that_somebody_voted_is_visible_to_the_animation(session):
    session.to_the_vote()
    console = told(session.state(session.browser(session.boss), "animation").text)
    session.vote(0, 2, 0, 0)
    assert told(session.state(session.browser(session.boss), "animation").text) != console


def test_my_crosses_are_on_my_phone_until_the_vote_is_closed_then_totals_alone(session):
    session.to_the_vote()
    session.vote(0, 0, 1, 1)
    mine = session.phone(0).text
    first, second, third = session.keys()
    for key, n in ((first, 0), (second, 1), (third, 1)):
        assert re.search(rf'name="croix-{key}" value="{n}" id="[^"]*" checked', mine)
    assert "Vos croix sont mises" in mine
    session.vote(1, 2, 0, 0)
    session.lead("clore-le-vote")
    totals = [told(session.phone(person).text) for person in range(3)]
    assert totals[0] == totals[1] == totals[2]
    assert "croix-" not in totals[0]
    assert "2 croix" in totals[0] and "1 croix" in totals[0]
    assert db.session.scalars(db.select(Seat).where(Seat.ballot.is_not(None))).all() == []


def test_a_vote_posted_twice_counts_once_and_may_be_changed(session):
    session.to_the_vote()
    session.vote(0, 2, 0, 0)
    session.vote(0, 2, 0, 0)
    session.vote(0, 0, 2, 0)
    session.lead("clore-le-vote")
    assert [case.crosses for case in session.live.cases] == [0, 2, 0]


def test_too_many_crosses_come_back_as_they_were_typed(session):
    session.to_the_vote()
    answer = session.vote(0, 2, 1, 0)
    assert answer.status_code == 422
    assert "Trop de croix" in answer.text
    key = session.keys()[0]
    assert re.search(rf'name="croix-{key}" value="2" id="[^"]*" checked', answer.text)
    assert session.seat(0).ballot is None


def test_crosses_after_closing_do_not_count_and_that_is_said(session):
    session.to_the_vote()
    session.vote(1, 1, 1, 0)
    session.lead("clore-le-vote")
    answer = session.vote(0, 2, 0, 0)
    assert answer.status_code == 422
    assert "Le vote est clos" in answer.text
    assert [case.crosses for case in session.live.cases] == [1, 1, 0]


def test_open_crosses_are_a_choice_of_the_template(app):
    script = make.default.SCRIPT.__class__(
        make.default.STEPS, make.default.RULES, crosses=3, open_crosses=True
    )
    session = Session(app, template=make.intervision_template(script))
    session.to_the_vote()
    session.vote(0, 3, 0, 0)
    assert "3 croix</span>" in session.phone(1).text
    assert "crosses-3" in session.phone(1).text


# Who sees which screen


@pytest.mark.parametrize(
    ("who", "phone", "console", "projector"),
    [
        ("animator", 200, 200, 200),
        ("second animator", 200, 200, 200),
        ("person in the room", 200, 403, 200),
        ("RAQ without a seat", 404, 403, 403),
        ("coordination without a seat", 404, 403, 403),
        ("host", 403, 403, 403),
        ("administrator", 403, 403, 403),
        ("nobody", 303, 303, 303),
        ("guest", 200, 303, 303),
        ("guest of another room", 404, 303, 303),
    ],
)
def test_who_may_see_which_screen(app, session, who, phone, console, projector):
    browser = _browser(app, session, who)
    got = [browser.get(f"{session.path}/{page}").status_code for page in PAGES]
    assert got == [phone, console, projector]
    polled = [session.state(browser, screen).status_code for screen in SCREENS]
    refused = {303: 401} if who == "nobody" else {303: 404, 404: 404}
    assert polled == [refused.get(each, each) for each in (phone, console, projector)]


PAGES, SCREENS = ("salle", "animation", "projecteur"), ("salle", "animation", "projecteur")


def _browser(app, session, who):
    if who == "guest":
        return session.guest()
    if who == "guest of another room":
        return Session(app).guest()
    users = {
        "animator": lambda: session.boss,
        "second animator": lambda: session.second,
        "person in the room": lambda: session.people[0],
        "RAQ without a seat": lambda: make.worker().user,
        "coordination without a seat": lambda: make.user(Role.COORDINATION),
        "host": make.host,
        "administrator": lambda: make.user(Role.ADMIN),
        "nobody": lambda: None,
    }
    return app.test_client().sign_in(users[who]())


def test_a_guest_s_cookie_opens_nothing_but_their_own_screen(session):
    guest = session.guest()
    pages = ("/", "/calendrier", "/intervisions", session.path, f"{session.path}/compte-rendu")
    assert {guest.get(page).status_code for page in pages} == {303}
    assert guest.post(f"{session.path}/animation/suivant").status_code == 401
    assert session.live.room.stop == "0.0"


def test_after_the_end_a_guest_has_nothing_but_a_goodbye(session):
    guest = session.guest()
    session.lead("terminer")
    page = guest.get(f"{session.path}/salle")
    assert page.status_code == 404
    assert "Merci" in page.text and "Préalable" not in page.text
    assert session.state(guest, "salle").status_code == 404
    assert guest.post(f"{session.path}/salle/pret", data={"on": "1"}).status_code == 404


def test_after_the_end_members_find_the_way_to_the_minutes(session):
    session.lead("terminer")
    page = session.phone(0).text
    assert f"{session.path}/compte-rendu" in page
    assert "data-over" in page


def test_a_console_is_for_whoever_was_chosen_even_if_they_have_a_seat(session):
    gesture = session.lead("suivant", by=session.people[0])
    assert gesture.status_code == 403
    assert session.live.room.stop == "0.0"


# At the door


@pytest.mark.parametrize("state", [SeatState.ASKING, SeatState.REFUSED, SeatState.LEFT])
def test_at_the_door_nothing_of_the_session_is_seen(session, state):
    session.to_the_story()
    guest = session.guest("Nora", admitted=False)
    seat = next(s for s in session.live.seats if s.name == "Nora")
    seat.state = state
    room = db.session.get(Room, session.id)
    room.version += 1
    for page in (guest.get(f"{session.path}/salle").text, session.state(guest, "salle").text):
        inner = page.split('<div id="room"')[1].split("</main>")[0]
        words = ("Récit", "essentiel", "Ami", "Béa", "règles", *TITLES, *session.keys())
        assert [word for word in words if word in inner] == []
        assert ("revenir" in inner) == (state == SeatState.LEFT)
