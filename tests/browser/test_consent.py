"""The question on somebody's own phone: whoever takes that phone afterwards learns nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.recording import recordable
from tests.browser.rooms import THERE
from tests.browser.server import Server
from tests.browser.visiting import Visit

Open = Callable[..., Visit]
TICKED = "[...document.querySelectorAll('[name=agrees]')].filter((each) => each.checked).length"


@pytest.fixture
def session(server: Server) -> int:
    """A session in which one person has not answered yet."""
    return recordable(server, but=1)


def say(page: Page, session: int, words: str) -> None:
    """Answer, as one does, from the room."""
    page.goto(f"/intervisions/{session}/salle")
    page.get_by_role("link", name="Répondre, ou changer ma réponse").click()
    page.get_by_label(words).check()
    page.get_by_role("button", name="Garder ma réponse").click()
    expect(page.get_by_role("link", name="Répondre, ou changer ma réponse")).to_be_visible()


@pytest.mark.parametrize("words", ["Oui, d'accord", "Non, pas d'accord"])
@pytest.mark.parametrize("scripts", [True, False])
def test_no_way_back_shows_what_was_answered(
    open_visit: Open, session: int, words: str, scripts: bool
) -> None:
    page = open_visit(THERE[0], "phone", scripts=scripts).page
    say(page, session, words)
    page.go_back()
    expect(page.get_by_label(words)).to_be_visible()
    expect(page.get_by_label(words)).not_to_be_checked()
    page.reload()
    expect(page.get_by_label(words)).not_to_be_checked()


def test_a_page_that_the_browser_kept_whole_forgets_what_was_chosen(
    open_visit: Open, session: int
) -> None:
    page = open_visit(THERE[0], "phone").page
    page.goto(f"/intervisions/{session}/consentement")
    page.get_by_label("Non, pas d'accord").check()
    assert page.evaluate(TICKED) == 1
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.evaluate(TICKED) == 0
