"""Reading the calendar and narrowing it down."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import ask
from tests.browser.steps import unfold

Open = Callable[..., Page]
COMMUNE = "Anderlecht"


def _total(page: Page) -> int:
    found = re.match(r"\d+", page.locator(".filter-count").inner_text())
    return int(found[0]) if found else 0


def test_a_commune_chosen_changes_address_chip_and_list_and_back_restores_them(
    open_page: Open, size: str
) -> None:
    page = open_page("raq1", size)
    page.goto("/calendrier/liste")
    everything = _total(page)
    unfold(page, "Filtres")
    page.evaluate("window.here = true")
    page.get_by_label("Commune").select_option(label=COMMUNE)
    expect(page.locator(".chips .chip").first).to_contain_text(COMMUNE)
    expect(page).to_have_url(re.compile(r"commune=\d+"))
    assert page.evaluate("window.here"), "the page was loaded whole"
    assert 0 < _total(page) < everything
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/calendrier/liste$"))
    assert _total(page) == everything
    page.go_forward()
    expect(page.locator(".chips .chip").first).to_contain_text(COMMUNE)
    page.locator(".chip", has_text=COMMUNE).click()
    expect(page.locator(".chips")).to_have_count(0)
    assert _total(page) == everything


def test_a_filter_stays_through_every_view(open_page: Open, size: str) -> None:
    page = open_page("raq1", size)
    page.goto("/calendrier/liste")
    unfold(page, "Filtres")
    page.get_by_label("Commune").select_option(label=COMMUNE)
    expect(page.locator(".chips .chip").first).to_contain_text(
        COMMUNE
    )  # it is there before one goes on
    for view in ("Mois", "Semaine", "Liste"):
        page.get_by_role("navigation", name="Vues").get_by_role("link", name=view).click()
        expect(page.locator(".switch [aria-current=page]")).to_have_text(view)
        expect(page.locator(".chips .chip").first).to_contain_text(COMMUNE)


def test_words_are_found_whatever_their_case_and_accents(open_page: Open, size: str) -> None:
    page = open_page("raq1", size)
    page.goto("/calendrier/liste")
    title = page.locator(".entry-title", has_text=re.compile("[éèêàç]")).first.inner_text()
    unfold(page, "Filtres")
    page.get_by_label("Mots").fill(title.upper().translate(str.maketrans("ÉÈÊÀÇ", "EEEAC")))
    page.keyboard.press("Enter")
    expect(page.locator(".chips .chip").first).to_be_visible()
    expect(page.locator(".entry-title").first).to_be_visible()
    expect(page.locator(".entry-title", has_text=title).first).to_be_visible()


def test_an_animation_that_nobody_wants_does_not_happen(open_page: Open) -> None:
    page = open_page("raq1", reduced_motion="reduce")
    page.goto("/calendrier")
    assert ask(page, "moving") == 0


def test_the_month_is_worked_by_keyboard_alone(open_page: Open) -> None:
    page = open_page("raq1")
    page.goto("/calendrier")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    main_act = page.get_by_role("link", name="Ajouter une action")
    _tab_to(page, "Ajouter une action")
    expect(main_act).to_be_focused()
    assert ask(page, "focusShows")
    rest = page.locator("details.month-rest > summary").first
    rest.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.month-rest").first).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('details.month-rest .ev')")
    assert ask(page, "focusShows")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/calendrier/dates/\d+"))


def _tab_to(page: Page, words: str, most: int = 30) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"{words!r} is not reached within {most} tabs")
