"""Hostile text in every text column stays text: on every page, for everybody, and in the feeds."""

from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
from sqlalchemy import String
from werkzeug.routing import Rule

from raqnet.calendar import version
from raqnet.db import db
from tests.doors import matrix, pages, rules
from tests.doors.hostile import MACHINE, TEXTS, fill_hostile, hostile_columns
from tests.doors.world import World

pytest_plugins = ["tests.doors.fixtures"]
READABLE = [rule for rule in rules.all_doors() if "GET" in (rule.methods or ())]
ANSWERS = {200, 303, 308, 400, 403, 404}
# Templates escape, and know nothing of the engine: pages are crawled on one. Feeds keep texts in
# the database, and words of an address go into its queries: these are asked on both.
one_engine = pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True, scope="session")
# Fragments of the texts that would only stand in the HTML as they are if nobody had escaped them.
RAW = ("<script>alert", "<img src=x", "<svg/onload", "<!--<script", "<b>x</b>", "/?q=<b>")


@pytest.fixture(scope="module")
def hostile_world(module_world: World) -> World:
    """The world once everybody has typed hostile text everywhere."""
    module_world.restore()
    fill_hostile(db)
    version.bump()
    module_world.keep()
    return module_world


def test_every_text_column_is_hostile_or_told_to_be_the_machines_own(hostile_world: World) -> None:
    filled = 0
    for table in db.metadata.sorted_tables:
        texts = [each for each in table.columns if isinstance(each.type, String)]
        filled += len(hostile_columns(table))
        for column in texts:
            known = {f"{table.name}.{column.name}", column.name} & MACHINE
            assert known or column.foreign_keys or column in hostile_columns(table)
    assert filled > 30
    stale = {name for name in MACHINE if "." in name} - {
        f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.c
    }
    assert not stale, f"no such column any more: {stale}"


@one_engine
@pytest.mark.parametrize("rule", READABLE, ids=rules.name)
def test_a_page_shows_hostile_text_as_text(hostile_world: World, rule: Rule) -> None:
    found = []
    for cell in matrix.cells(hostile_world, rule):
        if cell.method != "GET" or cell.whose in ("missing", "impossible") or not cell.allowed:
            continue
        for htmx in (False, True):
            answer = hostile_world.ask(cell.actor, "GET", cell.path, htmx=htmx)
            found += [
                f"{cell.actor} {cell.path}{' htmx' * htmx}: {fault}"
                for fault in faults(answer, cell.path)
            ]
    hostile_world.tidy()
    assert not found, "\n".join(found)


def faults(answer: Any, path: str) -> Iterator[str]:
    """Where the text of somebody became more than text."""
    if answer.status_code not in ANSWERS:
        yield f"answered {answer.status_code}"
    yield from (f"header {name}" for name, value in answer.headers if set("<>\r\n") & set(value))
    if answer.mimetype != "text/html":
        return
    yield from (f"raw {raw}" for raw in RAW if raw in answer.text)
    if "49${" in answer.text or "49{%" in answer.text:
        yield "a template in the text was run"
    page = pages.Page(answer.text)
    yield from pages.scripts_of_ours_only(page)
    yield from pages.addresses_within(page, path)
    for each in page.elements():
        if any("alert(" in value for name, value in each.attributes.items() if _acts(name)):
            yield f"<{each.tag} {each.attributes}>"


def _acts(name: str) -> bool:
    """Does a browser act on this attribute, rather than show or send it?"""
    return name in ("style", "srcdoc") or name.startswith(("on", "hx-on"))


@one_engine
def test_hostile_text_does_reach_the_pages(hostile_world: World) -> None:
    """Or the test above would prove nothing."""
    met = set()
    for rule in READABLE:
        for cell in matrix.cells(hostile_world, rule):
            if cell.actor == "coordination" and cell.method == "GET" and cell.allowed:
                answer = hostile_world.ask(cell.actor, "GET", cell.path)
                text = answer.text if answer.mimetype == "text/html" else ""
                words = pages.Page(text).root.words()
                met |= {text for text in TEXTS if text.split("\n")[0].strip() in words}
    hostile_world.tidy()
    assert len(met) > len(TEXTS) / 2


def test_no_line_of_a_feed_is_forged(hostile_world: World) -> None:
    for actor, token in hostile_world.mine["feed_token"].items():
        answer = hostile_world.ask(actor, "GET", f"/flux/{token}.ics")
        assert answer.status_code == 200
        lines = answer.text.split("\r\n")
        assert "\n" not in answer.text.replace("\r\n", ""), "a bare line feed"
        assert not [line for line in lines if line.startswith(("X-FORGED", "SUMMARY:forgé"))]
        assert all(len(line.encode()) <= 75 for line in lines)
        read = icalendar.Calendar.from_ical(answer.data)
        events = read.walk("VEVENT")
        assert len(events) == sum(line == "BEGIN:VEVENT" for line in lines) > 3
        assert not [event for event in events if "X-FORGED" in event]
        assert any("END:VEVENT" in str(event.get(name)) for event in events for name in event)
    hostile_world.tidy()


def test_hostile_words_in_an_address_stay_text(hostile_world: World) -> None:
    asked = [("/calendrier/liste", "q"), ("/annuaire", "q"), ("/connexion", "suite")]
    for path, name in asked:
        for text in TEXTS:
            answer = hostile_world.ask("raq", "GET", path, query_string={name: text})
            found = list(faults(answer, path))
            assert not found, f"{path}?{name}={text!r}: {found}"
