"""The world as a fixture; test modules take it with `pytest_plugins = ["tests.doors.fixtures"]`."""

from collections.abc import Iterator

import pytest
from flask import Flask

from raqnet import errors
from tests.conftest import _empty
from tests.doors.world import World, inhabited


@pytest.fixture(scope="module")
def module_world(engine_app: Flask) -> Iterator[World]:
    """One world per module and engine."""
    with engine_app.app_context():
        _empty(engine_app)
        with inhabited(engine_app) as world:
            yield world


@pytest.fixture
def world(module_world: World) -> Iterator[World]:
    """The world, as it was made."""
    module_world.tidy()
    yield module_world
    module_world.tidy()


@pytest.fixture
def curt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse without the page of words: it takes half of the time; test_headers reads it."""
    monkeypatch.setattr(errors, "render_template", lambda *_names, **_context: "")
