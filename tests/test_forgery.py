"""No forged action: a change without our token, or sent by another site, changes nothing."""

from typing import Any

import pytest
from werkzeug.routing import Rule

from tests.doors import matrix, rules
from tests.doors.samples import ALLOWED
from tests.doors.world import ANONYMOUS, PEOPLE, World

pytest_plugins = ["tests.doors.fixtures"]
# A forged request is refused before anything is asked of the engine: one is enough.
one_engine = pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True, scope="session")
# They want a device's own secret besides: tests/recordings/test_slices.py forges their requests.
OF_A_DEVICE = {"recordings.put_slice", "recordings.finish"}
CHANGING = [
    rule
    for rule in rules.all_doors()
    if rules.methods(rule, rules.UNSAFE) and rule.endpoint not in OF_A_DEVICE
]
TRUSTED = {"Sec-Fetch-Site": "same-origin"}


def forgeries(world: World) -> dict[str, dict[str, Any]]:
    """What a forged request may look like; each is sent by the browser of somebody signed in."""
    wrong = {"X-CSRFToken": world.csrf_token("somebody else's")}
    return {
        "no token": {"csrf": False},
        "no token, said to be ours": {"csrf": False, "headers": TRUSTED},
        "a made-up token": {"csrf": False, "headers": {"X-CSRFToken": "raw-token"}},
        "the token of another session": {"csrf": False, "headers": wrong},
        "a wrong token in the form": {"csrf": False, "data": {"csrf_token": "raw-token"}},
        "a token in the address": {"csrf": False, "query_string": {"csrf_token": "raw-token"}},
        "from another site": {"headers": {"Sec-Fetch-Site": "cross-site"}},
        "from a neighbouring site": {"headers": {"Sec-Fetch-Site": "same-site"}},
        "from a word that means nothing": {"headers": {"Sec-Fetch-Site": "SAME-ORIGIN, none"}},
        "a JSON body": {"csrf": False, "json": {"csrf_token": world.csrf_token()}},
    }


def targets(world: World, rule: Rule) -> list[tuple[str, str, str]]:
    """(person, method, path) that would be let in: the first person of each method; if public,
    somebody who is not signed in too."""
    open_cells = [
        cell
        for cell in matrix.cells(world, rule)
        if cell.verdict == ALLOWED and cell.method in rules.UNSAFE
    ]
    found = {(cell.actor == ANONYMOUS, cell.method): cell for cell in reversed(open_cells)}
    return [(cell.actor, cell.method, cell.path) for cell in found.values()]


@one_engine
@pytest.mark.parametrize("rule", CHANGING, ids=rules.name)
@pytest.mark.usefixtures("curt")
def test_a_forged_change_is_refused_and_changes_nothing(world: World, rule: Rule) -> None:
    aimed_at = targets(world, rule)
    assert any(actor in PEOPLE for actor, _, _ in aimed_at), "nobody may open this door at all"
    found = []
    for actor, method, path in aimed_at:
        for how, sent in forgeries(world).items():
            for htmx in (False, True):
                answer = world.ask(actor, method, path, htmx=htmx, **sent)
                if not 400 <= answer.status_code < 500 or world.written:
                    told = f"{answer.status_code} {world.written}"
                    found.append(f"{actor} {method} {path}, {how}{', htmx' * htmx}: {told}")
                    world.tidy()
    assert not found, "\n".join(found)
    assert not world.changed_tables()


def test_every_changing_route_is_among_the_tested() -> None:
    assert len(CHANGING) > 60


# What a GET may write: who read what, when one was last here, and what is kept to answer sooner.
NOTES = {"audit_entries", "user_sessions"}
FEED_NOTES = {"subscriptions", "event_texts", "calendar_state"}


@one_engine
def test_no_get_changes_what_people_made(world: World) -> None:
    """A link or a picture on another site can make a browser send a GET, with its cookie."""
    for rule in rules.all_doors():
        notes = NOTES | FEED_NOTES if rule.rule.startswith("/flux/") else NOTES
        for cell in matrix.cells(world, rule):
            if cell.method == "GET" and cell.allowed and cell.actor in ("raq", "coordination"):
                world.ask(cell.actor, "GET", cell.path)
                changed = set(world.written_tables()) - notes
                assert not changed, f"{cell.actor} GET {cell.path}: {changed}"
        world.tidy()


@one_engine
def test_the_token_of_our_own_pages_is_taken_from_header_and_form(world: World) -> None:
    """Or the refusals above would prove nothing."""
    ways: tuple[dict[str, Any], ...]
    ways = ({}, {"csrf": False, "data": {"csrf_token": world.csrf_token()}})
    for sent in ways:
        answer = world.ask("raq", "POST", "/abonnements", headers=TRUSTED, **sent)
        assert answer.status_code == 303
        assert world.written
        world.tidy()
