"""A snapshot is the same however it was made: of entities, of plain rows, of the one before."""

import re

import pytest
from flask import current_app

from raqnet.db import db
from raqnet.intervision import live, snapshot, still
from raqnet.intervision.views.gestures import ANIMATION
from tests.intervision.in_room import Session, everywhere, told
from tests.queries import count_queries

WINDS = {"demarrer": {}, "plus": {}, "pause": {}, "moins": {}, "allonger": {"minutes": 25}}


@pytest.fixture
def session(app):
    """A room with an animator, another one, and five people."""
    return Session(app)


def made_anew(session):
    """The session as its locked entities tell it."""
    db.session.rollback()
    db.session.expire_all()
    return snapshot.make(live.find(session.id, lock=True))


def at_hand(session):
    """What this process answers polls with; False where it would have to make it first."""
    row = made_anew(session)
    kept = current_app.extensions["intervision_snapshots"]
    return kept.get((row.id, row.version, row.backstage)) or False


def test_plain_rows_tell_what_entities_tell_at_every_stop(session):
    for _place in everywhere(session):
        anew = made_anew(session)
        assert snapshot.make(still.look(session.id)) == anew


def test_a_wound_clock_leaves_the_snapshot_that_its_rows_would_make(session):
    assert {name for name, each in ANIMATION.items() if each.winds} == set(WINDS)
    for place in everywhere(session):
        for gesture, typed in WINDS.items() if place != "end" else ():
            assert session.lead(gesture, **typed).status_code == 303, (place, gesture)
            assert at_hand(session) == made_anew(session), (place, gesture)


def test_to_wind_the_clock_asks_for_nobody_and_for_no_case(session):
    session.lead("plus")
    with count_queries() as statements:
        session.lead("plus")
    assert not [each for each in statements if "FROM intervision_cases" in each]
    assert not [each for each in statements if "intervision_seats.name" in each]


def test_an_animator_who_had_left_is_back_with_the_clock_that_they_wind(session):
    session.lead("plus")
    assert session.browser(session.boss).post(f"{session.path}/salle/partir").status_code == 303
    session.lead("plus")
    back = next(each for each in at_hand(session).people if each.user_id == session.boss.id)
    assert back.present


def test_what_another_process_has_changed_meanwhile_is_not_lost_by_a_wound_clock(session):
    session.lead("plus")
    elsewhere = live.find(session.id, lock=True)
    elsewhere.seats[-1].ready = True
    elsewhere.show_backstage()
    db.session.commit()
    session.lead("plus")
    assert at_hand(session) == made_anew(session)
    assert at_hand(session).people[-1].ready


def console(session):
    """The console, without how its clocks were wound: only when they end counts."""

    def ends(found):
        left, given, since = found.groups()
        return given if given == "0" else f"{given} {int(left) + int(since or 0)}"

    html = told(session.state(session.browser(session.boss), "animation").text)
    html = re.sub(r'<span class="clock-(time|until)[^<]*</span>', "", html)
    clocks = r'data-left="(-?\d+)" data-given="(\d+)"(?: data-since="(\d+)")?'
    return re.sub(clocks, ends, html)


def test_a_console_of_kept_parts_is_the_one_that_would_be_drawn_anew(session):
    for place in everywhere(session):
        for gesture in ("demarrer", "parole", "plus", "pause", "moins", "demarrer"):
            session.lead(gesture)
            kept = console(session)
            current_app.extensions["intervision_parts"].clear()
            anew = console(session)
            session.lead("plus")  # what is kept now was drawn before this
            assert kept == anew, (place, gesture)
