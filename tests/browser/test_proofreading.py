"""A text that may tell who somebody is: a word below it while one types, and the save goes on."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.backstage import action_of
from tests.browser.server import Server

Open = Callable[..., Page]
PRESS_MS = 1200  # longer than the pause after which a text is read


def _writing(page: Page, server: Server, title: str) -> Locator:
    page.goto(f"/calendrier/dates/{action_of(server, 'raq9', title, days=-1)}/evaluer")
    page.locator("details.more > summary").click()
    return page.get_by_label("Difficultés")


def test_a_name_is_asked_about_while_typing_until_it_is_gone(
    open_page: Open, server: Server, size: str
) -> None:
    page = open_page("raq9", size)
    text, hints = _writing(page, server, f"Relire {size}"), page.locator("#difficulties-hints")
    text.press_sequentially("Rappeler Fatima au 0470 12 34 56")
    expect(hints).to_contain_text("Est-ce le nom d'une personne ?")
    expect(hints.locator("q")).to_have_text(["Fatima", "0470…"])
    text.fill("Rappeler une dame")
    expect(hints.locator(".hints")).to_be_hidden()


def test_a_button_stays_under_the_finger_while_the_text_is_read(
    open_page: Open, server: Server
) -> None:
    page = open_page("raq9", "phone")
    text, hints = _writing(page, server, "Appuyer"), page.locator("#difficulties-hints .hints")
    save = page.get_by_role("button", name="Enregistrer le brouillon")
    save.evaluate("button => button.scrollIntoView({block: 'center'})")
    text.evaluate("field => { field.value = 'Fatima'; }")
    text.dispatch_event("input")
    save.hover()
    page.mouse.down()
    page.wait_for_timeout(PRESS_MS)
    expect(hints).to_be_hidden()
    page.mouse.up()
    expect(page.get_by_text("Brouillon enregistré.")).to_be_visible()


def test_without_scripts_the_question_comes_with_the_saved_text(
    open_page: Open, server: Server
) -> None:
    page = open_page("raq9", scripts=False)
    page.goto(f"/calendrier/dates/{action_of(server, 'raq9', 'Sans script', days=-1)}")
    page.get_by_label("Ajouter un mot").fill("Rappeler Fatima")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Est-ce le nom d'une personne ?")).to_be_visible()
    expect(page.locator(".comment")).to_contain_text("Rappeler Fatima")
