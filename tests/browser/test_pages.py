"""What holds for every main page: it can be read, reached, touched, at every width and in the dark."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.backstage import action_of
from tests.browser.places import PLACES
from tests.browser.server import Server
from tests.browser.visiting import Visit

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RUN_AXE = """() => axe.run({ resultTypes: ["violations"] }).then((found) => found.violations.map(
  (rule) => rule.id + ": " + rule.nodes.slice(0, 4).map((node) => node.target + " " + node.html.slice(0, 160)).join(" | ")))"""
TOO_WIDE = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > most + 1)
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 120));
}"""
# Links inside a sentence are not controls of their own (WCAG 2.5.8, inline).
TOO_SMALL = """() => [...document.querySelectorAll(
    "main .button, main summary, main select, main input, main textarea, main .chip, .topbar a, "
    + ".topbar summary, .places a, main .entry-title a, main .switch a, main .tabs a, main label.choice, "
    + "main .choices label, main .rating label, main .back, main .mini-day")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter((element) => !element.closest("label.choice, .choices label") || element.matches("label"))
  .map((element) => {
    const after = getComputedStyle(element, "::after");
    const row = after.position === "absolute" && after.content !== "none" ? element.closest("li, article") : null;
    return [element, (row || element).getBoundingClientRect()];
  })
  .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < 43.5 || box.width < 24))
  .slice(0, 8)
  .map(([element, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 140)}`)"""


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_to_say(
    open_visit: Callable[..., Visit], who: str, size: str, dark: bool, date: int
) -> None:
    visit = _open(open_visit, who, size, dark=dark)
    found = {}
    for address, page in _pages(visit, who, date):
        page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = !each.matches('.menu'); })"
        )
        page.evaluate(AXE)
        violations = page.evaluate(RUN_AXE)
        if violations:
            found[address] = violations
    assert not found


def test_nothing_scrolls_sideways_on_a_narrow_phone_and_every_control_takes_a_thumb(
    open_visit: Callable[..., Visit], who: str, date: int
) -> None:
    visit = _open(open_visit, who, "narrow")
    wide, small = {}, {}
    for address, page in _pages(visit, who, date):
        if found := page.evaluate(TOO_WIDE):
            wide[address] = found
        if found := page.evaluate(TOO_SMALL):
            small[address] = found
    assert not wide
    assert not small
