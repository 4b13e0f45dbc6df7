"""A snapshot is the same however it was made: of its rows alone, or of the one before."""

import re

import pytest
from flask import current_app
from sqlalchemy import insert

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.intervision import live, snapshot, still
from raqnet.intervision.models import expected
from tests import factories as make
from tests.intervision.in_room import Session, everywhere, told

WINDS = {"demarrer": {}, "plus": {}, "pause": {}, "moins": {}, "allonger": {"minutes": 25}}


@pytest.fixture
def session(app):
    """A room with an animator, another one, and five people."""
    return Session(app)


def made_anew(session):
    """The session as its rows tell it to whoever has seen none before."""
    db.session.rollback()
    return snapshot.make(still.look(session.id))


def at_hand(session):
    """What this process answers polls with; False where it would have to make it first."""
    row = made_anew(session)
    kept = current_app.extensions["intervision_snapshots"]
    return kept.get((row.id, row.version, row.backstage)) or False


def test_plain_rows_tell_what_entities_tell_at_every_stop(session):
    for place in everywhere(session):
        rows, entities = still.look(session.id), session.live
        pairs = [(rows.room, entities.room), (rows.intervision, entities.intervision)]
        for name in ("seats", "cases"):
            pairs += zip(getattr(rows, name), getattr(entities, name), strict=True)
        pairs += zip(rows.times.values(), entities.times.values(), strict=True)
        for row, entity in pairs:
            told = {name: getattr(entity, name) for name in row._fields}
            assert row._asdict() == told, place


def test_a_wound_clock_leaves_the_snapshot_that_its_rows_would_make(session):
    for place in everywhere(session):
        for gesture, typed in WINDS.items() if place != "end" else ():
            assert session.lead(gesture, **typed).status_code == 303, (place, gesture)
            assert at_hand(session) == made_anew(session), (place, gesture)


def test_what_a_wound_clock_leaves_as_it_was_is_not_made_anew(session):
    session.lead("plus")
    before = at_hand(session)
    session.lead("plus")
    after = at_hand(session)
    assert (after.people, after.cases) == (before.people, before.cases)
    assert after.people is before.people and after.version != before.version


def test_whose_account_is_shut_meanwhile_is_expected_no_more_once_the_clock_is_wound(session):
    late = make.user(Role.RAQ, name="Zoé")
    db.session.execute(insert(expected).values(intervision_id=session.id, user_id=late.id))
    session.lead("plus")
    assert at_hand(session).awaited == ("Zoé",)
    late.disabled_at = clock.now()
    db.session.commit()
    session.lead("plus")
    assert at_hand(session).awaited == ()


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
