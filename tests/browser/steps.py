"""Things that people do on the pages, for tests that are about something else."""

from datetime import date

from playwright.sync_api import Locator, Page, expect


def write_action(page: Page, title: str, day: date, **fields: str) -> None:
    """Fill in the form of an action that is on the page, without sending it."""
    page.get_by_label("Activité").select_option(index=1)
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Jour", exact=True).fill(day.isoformat())
    page.get_by_label("De", exact=True).fill(fields.get("start", "14:00"))
    page.get_by_label("À", exact=True).fill(fields.get("end", "16:00"))


def save(page: Page) -> None:
    """Send the form of an action."""
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def unfold(page: Page, words: str) -> Locator:
    """Open a folded part by the words on it."""
    folded = page.locator("details", has=page.locator("summary", has_text=words)).first
    if folded.get_attribute("open") is None:
        folded.locator("> summary").click()
    expect(folded).to_have_attribute("open", "")
    return folded


def draft_saved(page: Page) -> None:
    """Wait until what was typed is kept on the server."""
    expect(page.locator("[data-draft-state]").first).to_contain_text("Brouillon enregistré")
