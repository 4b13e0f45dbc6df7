"""The animation's console as the server draws it: its parts, and what it carries to go on alone."""

import json
import re
from collections import Counter
from html import unescape

import pytest

from raqnet import clock
from tests.intervision.in_room import KNOT, TITLES, Session, everywhere

PART = re.compile(r'<[a-z]+ [^>]*\bid="([^"]+)"[^>]*\bdata-part\b')
ID = re.compile(r'\bid="([^"]+)"')


@pytest.fixture
def session(app):
    return Session(app)


def console(session):
    """The fragment that its animator gets."""
    return session.state(session.browser(session.boss), "animation").text


def carried(session):
    """What the console would go on with."""
    found = re.search(r'data-carried="([^"]*)"', console(session))
    return json.loads(unescape(found[1]))


def test_every_part_and_control_of_the_console_has_an_id_of_its_own(session):
    for stop in everywhere(session):
        page = console(session)
        twice = [each for each, count in Counter(ID.findall(page)).items() if count > 1]
        assert twice == [], stop
        assert len(PART.findall(page)) == page.count("data-part"), stop


def test_the_console_carries_where_the_session_is(session):
    session.to_the_story()
    told = carried(session)
    assert (told["stop"], told["cases"], told["vote"]) == ("3.1", 2, "closed")
    assert told["clock"]["stepGiven"] == 300_000
    assert told["shared"] == [1_200_000, 1_200_000]
    assert [each["title"] for each in told["sheets"] if each["chosen"] == 1] == [TITLES[0]]
    assert "Ami0" in [each["name"] for each in told["people"]]


def test_the_console_carries_no_cross(session):
    session.to_the_vote()
    before = carried(session)
    session.vote(0, 2, 0, 0)
    assert carried(session) == before
    session.lead("croix", **dict.fromkeys((f"croix-{each.key}" for each in session.live.cases), 3))
    assert carried(session) == before


def test_whoever_does_not_animate_carries_nothing(session):
    session.to_the_story()
    phone = session.phone(0).text
    projector = session.state(session.browser(session.boss), "projecteur").text
    assert "data-carried" not in phone + projector


def test_the_reserve_holds_each_step_and_no_word_of_a_case(session):
    session.to("inventory")
    session.write_lines()
    page = session.browser(session.boss).get(f"{session.path}/animation").text
    reserve = page.split('id="reserve"')[1]
    for number in (0, 1, 2, 3, 4, 5, 7, 8, 9):
        assert f'data-say="{number}:"' in reserve
    for phase in ("round", "owner_last", "apart", "together"):
        assert f'data-say="6:{phase}"' in reserve
    assert [word for word in (*TITLES, KNOT) if word in reserve] == []


def test_modules_are_asked_for_again_and_versioned_files_are_not(client):
    module = client.get("/static/js/room/clock.js")
    assert module.cache_control.no_cache and module.cache_control.max_age is None
    assert module.headers["ETag"]
    versioned = client.get("/static/js/room.js?v=1")
    assert versioned.cache_control.immutable and not versioned.cache_control.no_cache


def test_the_page_tells_the_servers_time_before_anybody_asks_for_it(session):
    clock.clock.freeze(clock.now())
    page = session.browser(session.boss).get(f"/intervisions/{session.id}/animation").text
    told = int(re.search(r'data-now="(\d+)"', page)[1])
    assert told == clock.milliseconds(clock.now())
