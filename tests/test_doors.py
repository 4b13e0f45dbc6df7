"""No door without a lock: every URL × person × method × whose, generated from the routes."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from werkzeug.routing import Rule

from raqnet import create_app
from raqnet.access import PUBLIC, public, require
from raqnet.accounts.models import User
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.drafts.models import Draft
from tests.doors import matrix, rules
from tests.doors.samples import NOWHERE, samples_of
from tests.doors.world import ACTORS, ANONYMOUS, PEOPLE, World

pytest_plugins = ["tests.doors.fixtures"]
DOORS = rules.all_doors()
door = pytest.mark.parametrize("rule", DOORS, ids=rules.name)


def test_every_route_declares_who_may_open_it(engine_app: Flask) -> None:
    bare = [rules.name(rule) for rule in DOORS if rules.policy(engine_app, rule) is None]
    assert not bare, f"no policy (raqnet.access: @public or @require) on: {bare}"


@door
@pytest.mark.usefixtures("curt")
def test_a_door_opens_to_those_who_may_and_to_nobody_else(world: World, rule: Rule) -> None:
    assert not (found := matrix.holes(world, rule)), "\n".join(found)


# The gate closes before anything else is asked of the engine: one is enough.
@pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True, scope="session")
@door
def test_nothing_opens_while_the_second_factor_is_owed(world: World, rule: Rule) -> None:
    assert not (found := matrix.owing_holes(world, rule)), "\n".join(found)


@pytest.mark.usefixtures("curt")
def test_no_address_answers_to_a_method_that_it_does_not_list(world: World) -> None:
    routes = world.app.url_map.bind("")
    for rule in {rule.rule: rule for rule in DOORS}.values():
        path = _sample_path(world, rule)
        for method in {*rules.SAFE, *rules.UNSAFE} - {*routes.allowed_methods(path)}:
            answer = world.ask("coordination", method, path)
            assert answer.status_code == 405, f"{method} {path}: {answer.status_code}"
    assert not world.changed_tables()


def _sample_path(world: World, rule: Rule) -> str:
    known = {name: samples_of(name, world, rule, "raq") for name in rules.arguments(rule)}
    return rules.path(rule, {name: matrix._best(each) for name, each in known.items()})


# The matrix itself is tested: what it covers, and that it finds holes. ------------------------


def test_the_matrix_lets_everybody_in_somewhere_and_refuses_everybody_somewhere(
    world: World,
) -> None:
    cells = [cell for rule in DOORS for cell in matrix.cells(world, rule)]
    assert len(cells) > 2000
    for actor in ACTORS:
        mine = [cell for cell in cells if cell.actor == actor]
        assert any(cell.allowed for cell in mine), f"{actor} is let in nowhere"
        assert sum(not cell.allowed for cell in mine) > 20, f"{actor} is refused hardly anywhere"
    for whose in ("own", "other's", "hidden", "missing"):
        assert sum(cell.whose == whose for cell in cells) > 20, f"hardly any cell is {whose}"
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        assert any(cell.method == method for cell in cells), method


def test_every_person_owns_something_that_an_address_names(world: World) -> None:
    for actor in PEOPLE:
        assert any(
            cell.whose == "own" and cell.allowed
            for rule in DOORS
            for cell in matrix.cells(world, rule)
            if cell.actor == actor
        ), actor


@pytest.fixture
def leaky(world: World) -> Iterator[World]:
    """The same world behind an application with doors that do not shut."""
    app = create_app(
        {
            "INSTANCE": world.app.instance_path,
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": world.app.config["SQLALCHEMY_DATABASE_URI"],
        }
    )
    app.add_url_rule("/nu", "bare", lambda: "nobody checked")
    app.add_url_rule("/trou/<int:action_id>", "hole", _edit_anybodys, methods=["POST"])
    app.add_url_rule("/fuite/<int:action_id>", "leak", _show_anything)
    app.add_url_rule("/tard/<int:action_id>", "late", _write_then_refuse, methods=["POST"])
    app.add_url_rule("/sourd/<int:action_id>", "unheard", _write_unheard, methods=["POST"])
    app.add_url_rule("/ailleurs/<int:action_id>", "public", _public_by_mistake)
    app.add_url_rule("/tout", "all", _drop_everybodys, methods=["POST"])
    app.add_url_rule("/inconnu/<int:planet_id>", "unknown", _public_by_mistake)
    with app.app_context():
        held, world.app = world.app, app
        world.listen()
        yield world
        world.deafen()
        db.session.remove()
        db.engine.dispose()
    world.app = held
    world.restore()


@require("calendar.write")
def _edit_anybodys(action_id: int) -> str:
    action = db.session.get(Action, action_id) or abort(404)
    action.title = "Changé"
    db.session.commit()
    return action.title


@require("calendar.read")
def _show_anything(action_id: int) -> str:
    return (db.session.get(Action, action_id) or abort(404)).title


@require("calendar.write")
def _write_then_refuse(action_id: int) -> str:
    db.session.execute(db.update(User).values(name="Tout le monde"))
    db.session.commit()
    abort(403 if action_id < NOWHERE else 404)


@require("calendar.write")
def _write_unheard(action_id: int) -> str:
    db.session.rollback()  # on SQLite it holds the lock
    raw = db.engine.raw_connection()
    raw.cursor().execute("UPDATE users SET name = 'Tout le monde'")
    raw.commit()
    raw.close()
    abort(403 if action_id < NOWHERE else 404)


@require("account.own")
def _drop_everybodys() -> str:
    db.session.execute(db.delete(Draft))
    db.session.commit()
    return "mine, and everybody's"


@public
def _public_by_mistake(**_arguments: int) -> str:
    return PUBLIC


def _leaky_rule(world: World, path: str) -> Rule:
    return next(rule for rule in rules.doors(world.app) if rule.rule.startswith(path))


def test_the_matrix_finds_a_door_without_a_policy(leaky: World) -> None:
    rule = _leaky_rule(leaky, "/nu")
    assert rules.policy(leaky.app, rule) is None
    with pytest.raises(AssertionError, match="GET /nu declares no policy"):
        matrix.holes(leaky, rule)
    for actor in PEOPLE:  # and the gate keeps it shut
        assert leaky.ask(actor, "GET", "/nu").status_code == 403
    assert leaky.ask(ANONYMOUS, "GET", "/nu").status_code == 303


def test_the_matrix_finds_a_door_that_does_not_ask_whose_it_is(leaky: World) -> None:
    found = matrix.holes(leaky, _leaky_rule(leaky, "/trou"))
    assert any(text.startswith("raq POST") and "other's" in text for text in found)
    assert not any(text.startswith(("coordination", "host", "anonymous")) for text in found[:4])


def test_the_matrix_finds_a_door_that_shows_what_is_hidden(leaky: World) -> None:
    found = matrix.holes(leaky, _leaky_rule(leaky, "/fuite"))
    hidden = [text for text in found if "hidden" in text]
    assert {text.split()[0] for text in hidden} == {"host", "other_host"}


def test_the_matrix_finds_a_row_that_a_refused_request_changed(leaky: World) -> None:
    found = matrix.holes(leaky, _leaky_rule(leaky, "/tard"))
    assert any("UPDATE users" in text for text in found)
    assert leaky.changed_tables() == []  # and puts it back


def test_the_matrix_finds_a_row_that_was_changed_behind_the_engines_back(leaky: World) -> None:
    found = matrix.holes(leaky, _leaky_rule(leaky, "/sourd"))
    assert any("refused requests changed ['users']" in text for text in found)


def test_the_matrix_finds_a_door_that_changes_what_is_anothers(leaky: World) -> None:
    found = matrix.holes(leaky, _leaky_rule(leaky, "/tout"))
    assert any("raq POST /tout" in text and "DELETE FROM drafts" in text for text in found)


def test_a_new_argument_of_an_address_asks_for_its_sample(leaky: World) -> None:
    with pytest.raises(AssertionError, match="planet_id>: add its maker to SAMPLES"):
        matrix.holes(leaky, _leaky_rule(leaky, "/inconnu"))
    with pytest.raises(AssertionError, match="Say so in OTHERS"):
        matrix.holes(leaky, _leaky_rule(leaky, "/ailleurs"))
