"""All screens at every step: accessible, as wide as their glass, the projector read from afar."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from raqnet.db import db
from raqnet.intervision import flipchart, moves, seating, voting
from raqnet.intervision.live import Live, keys
from tests.browser.checks import ask, axe
from tests.browser.rooms import ANIMATOR, in_room
from tests.browser.server import Server
from tests.browser.visiting import Visit

Open = Callable[..., Visit]
LONG_NAME = "Marie-Françoise de la Très-Longue-Particule, épouse Vandenbroeck-Anticonstitution"[:80]
LONG_LINE = (
    "Une situation qui se raconte en une ligne, avec hébergeurs, commune et partenaires. " * 2
)
# Per word on the projector that is too small (in hundredths of the height): what it says.
FAR = """() => {
  const projector = document.querySelector(".projector");
  const words = document.createTreeWalker(projector, NodeFilter.SHOW_TEXT);
  const small = [];
  while (words.nextNode()) {
    const [text, element] = [words.currentNode.textContent.trim(), words.currentNode.parentElement];
    const seen = element.checkVisibility() && element.getBoundingClientRect().width > 1;
    const size = parseFloat(getComputedStyle(element).fontSize) / innerHeight * 100;
    if (text && seen && !element.closest("button") && size < 3.95) small.push(`${size} ${text}`);
  }
  return small;
}"""
INSIDE = """() => {
  const box = document.querySelector(".proj-code strong").getBoundingClientRect();
  const [wide, high] = [innerWidth, innerHeight];
  const scrolls = document.documentElement.scrollHeight > high;
  return !scrolls && box.top > 0 && box.left > 0 && box.bottom < high && box.right < wide;
}"""


def crowd(room: Live) -> None:
    """Long names, long lines; the first and the last bring the cases."""
    seating.add_name(room, LONG_NAME)
    db.session.flush()
    for seat in room.present:
        flipchart.add(room, LONG_LINE[:200] if seat.name == LONG_NAME else "Un cas", seat)


def speak(room: Live) -> None:
    """Whoever may speak with the longest name does."""
    names = {seat.name: seat for seat in room.present}
    moves.give_floor(room, names[LONG_NAME])


def choose(room: Live) -> None:
    """Close the vote and take the case with the longest line."""
    voting.close(room)
    voting.choose(room, keys(room.cases)[-1:])


def onwards(room: Live) -> str:
    """The next part, somebody with a long name speaking; returns its step."""
    moves.forward(room)
    speak(room)
    return str(room.step.kind)


def steps(server: Server, session: int) -> Iterator[str]:
    """Each step of a session of one case, with everything long in it."""
    in_room(server, session, crowd)
    seen = "opening"
    yield seen
    while seen != "evaluation":
        step = str(in_room(server, session, onwards))
        if step != seen:  # the parts of one step look alike
            yield (seen := step)
        if step == "choice":
            in_room(server, session, choose)
            yield "counted"


def at(page: Page, session: int, screen: str) -> Page:
    """The page of a screen, as the server has it now."""
    page.goto(f"/intervisions/{session}/{screen}")
    return page


def faults(page: Page, touched: bool) -> list[str]:
    """What is wrong with a page, its colours by day and by night."""
    told = [*axe(page), *ask(page, "tooWide"), *(ask(page, "tooSmall") if touched else [])]
    page.emulate_media(color_scheme="dark")
    told += ask(page, "contrast")
    page.emulate_media(color_scheme="light")
    return told


def test_every_screen_is_accessible_and_fits_at_every_step(
    open_visit: Open, server: Server, session: int
) -> None:
    still = {"reduced_motion": "reduce"}  # colours change at once
    console, projector = (open_visit(ANIMATOR, each, **still).page for each in ("phone", "laptop"))
    phone = open_visit("raq2", "narrow", **still).page
    for step in steps(server, session):
        assert faults(at(projector, session, "projecteur"), touched=False) == [], step
        for page, screen in ((console, "animation"), (phone, "salle")):
            assert faults(at(page, session, screen), touched=True) == [], (step, screen)
        at(projector, session, "animation")  # the console, as wide as a laptop
        assert ask(projector, "tooWide") == [], step


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)])
def test_the_projector_is_read_from_eight_metres_and_keeps_its_code_in_sight(
    open_visit: Open, server: Server, session: int, size: tuple[int, int]
) -> None:
    page = open_visit(ANIMATOR).page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for step in steps(server, session):
        at(page, session, "projecteur")
        assert page.evaluate(FAR) == [], step
        assert page.evaluate(INSIDE), step
