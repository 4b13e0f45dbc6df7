"""What the voice's tests need of this machine: Chromium, and espeak-ng for the laboratory."""

import shutil
from collections.abc import Iterator

import pytest

from tests.browser import chromium
from tests.conftest import REQUIRE_ALL
from tests.voice.engine import Engine


def _need(path: str | None, words: str) -> None:
    if path is None:
        (pytest.fail if REQUIRE_ALL else pytest.skip)(f"{words} not found: it is needed here")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """A browser with the vocoder in it."""
    _need(chromium.find(), "Chromium")
    with Engine() as engine:
        yield engine


@pytest.fixture
def laboratory() -> None:
    """All that the whole laboratory runs on."""
    _need(chromium.find(), "Chromium")
    _need(shutil.which("espeak-ng"), "espeak-ng")
