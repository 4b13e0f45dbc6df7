"""The question on somebody's own phone: whoever takes that phone afterwards learns nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from raqnet.intervision.live import Live
from raqnet.recordings import consents
from tests.browser.recording import recordable
from tests.browser.rooms import ANIMATOR, THERE, in_room
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


def test_a_console_tells_that_the_device_has_fallen_silent(
    open_visit: Open, server: Server
) -> None:
    session = recordable(server)

    def die(room: Live) -> None:
        recording = consents.of(session, lock=True)
        assert recording is not None
        consents.beat(recording, room, "recording")
        recording.seen_at = room.now - timedelta(minutes=1)

    page = open_visit(ANIMATOR).page
    page.goto(f"/intervisions/{session}/animation")
    in_room(server, session, die)
    word = page.locator("#part-recording summary")
    expect(word).to_contain_text("Enregistrement en cours")
    expect(word).to_contain_text("Enregistrement possible", timeout=30_000)
