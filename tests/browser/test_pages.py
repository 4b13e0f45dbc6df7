"""What holds for every main page: it can be read and touched, at every width and in the dark."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.backstage import action_of
from tests.browser.checks import ask, axe
from tests.browser.places import PLACES
from tests.browser.server import Server
from tests.browser.visiting import Visit


@pytest.fixture(scope="package")
def date(server: Server) -> int:
    """A past date of raq1, at a host's site or not, that waits for its evaluation."""
    return action_of(server, "raq1", "Permanence devant la pharmacie", days=-1)


@pytest.fixture(params=PLACES)
def who(request: pytest.FixtureRequest) -> str:
    """Each role in turn."""
    return str(request.param)


def _pages(visit: Visit, who: str, date: int) -> Iterator[tuple[str, Page]]:
    """Each of a person's pages, loaded, in one window."""
    visit.watch.expect(404)
    for place in PLACES[who]:
        address = place.format(date=date)
        answer = visit.page.goto(address)
        assert answer is not None
        assert answer.ok or address == "/nulle-part", f"{answer.status} {address}"
        yield address, visit.page


def _open(open_visit: Callable[..., Visit], who: str, size: str, **more: Any) -> Visit:
    return open_visit(None if who == "nobody" else who, size, **more)


# Who looks through which window: each at one, whoever is out in the street at both.
LOOKS = [("raq1", "phone"), ("raq1", "laptop")] + [
    (who, ("laptop", "phone")[number % 2])
    for number, who in enumerate(each for each in PLACES if each != "raq1")
]


@pytest.mark.parametrize(("who", "size"), LOOKS)
def test_axe_finds_nothing_to_say_by_day_and_by_night(
    open_visit: Callable[..., Visit], who: str, size: str, date: int
) -> None:
    visit = _open(open_visit, who, size, reduced_motion="reduce")  # colours change at once
    found = {}
    for address, page in _pages(visit, who, date):
        page.emulate_media(color_scheme="light")
        day = axe(page)
        page.emulate_media(color_scheme="dark")
        night = ask(page, "contrast")
        if day or night:
            found[address] = {"day": day, "night": night}
    assert not found


def test_nothing_scrolls_sideways_on_a_narrow_phone_and_every_control_takes_a_thumb(
    open_visit: Callable[..., Visit], who: str, date: int
) -> None:
    visit = _open(open_visit, who, "narrow")
    wide, small = {}, {}
    for address, page in _pages(visit, who, date):
        if found := ask(page, "tooWide"):
            wide[address] = found
        if found := ask(page, "tooSmall"):
            small[address] = found
    assert not wide
    assert not small
