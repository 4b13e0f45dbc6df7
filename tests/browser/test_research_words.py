"""What the team says of its figures, in a browser: without a page load, and on paper."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import ask
from tests.browser.steps import draft_saved

Open = Callable[..., Page]
FIGURE = "/recherche/figures/actions-par-commune"


def test_a_word_and_a_standing_show_below_the_figure_without_leaving_it(open_page: Open) -> None:
    page = open_page("raq11", "phone")
    page.goto(f"{FIGURE}?du=2021-10-01&au=2021-10-31")
    page.evaluate("window.stayed = true")
    said = page.locator("#discussion")
    said.get_by_label("Un mot sur ce chiffre").fill("Octobre a été calme ici.")
    draft_saved(page)
    said.get_by_label("État de la figure").select_option(label="Contesté")
    said.get_by_role("button", name="Publier").click()
    expect(said.locator(".comment")).to_contain_text("Octobre a été calme ici.")
    expect(said.locator(".badge").first).to_have_text("Contesté")
    expect(said.get_by_label("Un mot sur ce chiffre")).to_have_value("")
    assert page.evaluate("window.stayed") is True


def test_without_scripts_a_word_is_said_too(open_page: Open) -> None:
    page = open_page("raq11", "laptop", scripts=False)
    page.goto(f"{FIGURE}?du=2021-11-01&au=2021-11-30")
    page.get_by_label("Un mot sur ce chiffre").fill("Novembre aussi.")
    page.get_by_role("button", name="Publier").click()
    expect(page.locator("#discussion .comment")).to_contain_text("Novembre aussi.")


def test_a_group_places_an_action_with_one_thumb(open_page: Open) -> None:
    page = open_page("raq12", "phone")
    page.goto("/recherche/continuum/actions/2/placer")
    page.get_by_role("group", name="Concerner une communauté").get_by_label("Tout à fait").tap()
    page.get_by_role("group", name="Intersectorialité").get_by_label("Pas du tout").tap()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("L'action est placée.")).to_be_visible()
    expect(page.locator(".continuum svg circle").first).to_be_visible()
    assert not ask(page, "tooWide")


def test_on_paper_a_report_keeps_its_words_and_loses_its_buttons(open_page: Open) -> None:
    page = open_page("raq11", "laptop")
    page.goto("/recherche/rapports/1")
    page.emulate_media(media="print")
    expect(page.locator(".report-words").first).to_be_visible()
    expect(page.get_by_text("Fait le")).to_be_visible()
    for gone in (".report-acts", ".downloads", ".places", ".tabs"):
        assert not page.locator(gone).first.is_visible()
    breaks = "el => getComputedStyle(el).breakInside"
    assert page.locator(".report-part .figure").first.evaluate(breaks) == "avoid"
