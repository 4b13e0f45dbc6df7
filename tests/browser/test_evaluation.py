"""Evaluating on the way home, with one thumb."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.backstage import action_of
from tests.browser.server import Server

Open = Callable[..., Page]
MOST_TAPS = 5


class Thumb:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        """Touch this."""
        target.tap()
        self.taps += 1


def test_a_past_action_is_evaluated_in_few_taps_and_leaves_the_list(
    open_page: Open, server: Server
) -> None:
    action_of(server, "raq7", "Porte-à-porte du matin", days=-1)
    page, thumb = open_page("raq7", "phone"), Thumb()
    page.goto("/calendrier/a-evaluer")
    waiting = page.locator(".card")
    before = waiting.count()
    card = waiting.filter(has_text="Porte-à-porte du matin")
    thumb.tap(card.get_by_role("link", name="Évaluer"))
    thumb.tap(page.get_by_label("Personnes présentes"))
    page.keyboard.type("12")
    thumb.tap(_answer(page, "Assez de monde ?", "Oui"))
    thumb.tap(page.get_by_role("button", name="Terminer"))
    expect(page.get_by_text("Merci : l'évaluation est faite.")).to_be_visible()
    assert thumb.taps <= MOST_TAPS
    expect(page.locator("#evaluation")).to_contain_text("12")
    page.goto("/calendrier/a-evaluer")
    expect(waiting).to_have_count(before - 1)


def test_a_draft_of_an_evaluation_waits_and_is_finished_later(
    open_page: Open, server: Server, size: str
) -> None:
    date = action_of(server, "raq8", f"Stand {size}", days=-2)
    page = open_page("raq8", size)
    page.goto(f"/calendrier/dates/{date}/evaluer")
    page.get_by_label("Personnes présentes").fill("8")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("Brouillon enregistré.")).to_be_visible()
    page.goto("/calendrier/a-evaluer")
    expect(page.locator(".card", has_text=f"Stand {size}")).to_be_visible()
    page.goto(f"/calendrier/dates/{date}/evaluer")
    expect(page.get_by_label("Personnes présentes")).to_have_value("8")
    _answer(page, "Satisfaction", "Bonne").check()
    page.get_by_role("button", name="Terminer").click()
    expect(page.locator("#evaluation")).to_contain_text("Bonne")
    page.goto("/calendrier/a-evaluer")
    expect(page.locator(".card", has_text=f"Stand {size}")).to_have_count(0)


def _answer(page: Page, question: str, answer: str) -> Locator:
    return page.get_by_role("group", name=question).get_by_role("radio", name=answer, exact=True)
