"""Local actors on a phone and at a desk: entered, found as one types, known in one tap."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import save

Open = Callable[..., Page]


def _enter(page: Page, name: str, phone: str) -> None:
    page.goto("/acteurs/nouveau")
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Téléphone").fill(phone)


def test_one_enters_finds_and_knows_an_actor(open_page: Open, size: str) -> None:
    page = open_page("raq1", size)
    name = f"Épicerie du canal {size}"
    _enter(page, name, "02 555 71 01" if size == "phone" else "02 555 71 02")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="Je connais").click()
    expect(page.locator("#ma-fiche")).to_be_visible()
    page.goto("/acteurs")
    page.get_by_label("Trouver un acteur").press_sequentially(f"canal {size[:3]}")
    expect(page.locator(".actor-rows > li")).to_have_count(1)
    expect(page.locator(".actor-rows")).to_contain_text(name)
    expect(page.get_by_label("Trouver un acteur")).to_be_focused()


def test_likely_duplicates_appear_while_one_types(open_page: Open, size: str) -> None:
    page = open_page("raq1", size)
    phone = "02 555 72 01" if size == "phone" else "02 555 72 02"
    _enter(page, f"Antenne Helmet {size}", phone)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Antenne Helmet {size}")
    page.goto("/acteurs/nouveau")
    page.get_by_label("Téléphone").press_sequentially(phone.replace(" ", "."))
    expect(page.locator("#semblables")).to_contain_text(f"Antenne Helmet {size}")
    expect(page.locator("#semblables")).to_contain_text("même téléphone")


def test_one_enters_searches_and_filters_without_scripts(open_page: Open, size: str) -> None:
    page = open_page("raq1", size, scripts=False)
    name = f"Sans script {size}"
    _enter(page, name, "")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.goto("/acteurs")
    page.get_by_label("Trouver un acteur").fill(f"script {size}")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".actor-rows > li")).to_have_count(1)
    page.get_by_role("link", name="Retirer").first.click()
    expect(page.locator(".chips")).to_have_count(0)
