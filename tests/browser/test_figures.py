"""Each figure's page: read by axe, on a narrow phone, by day and by night, and printed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.checks import ask, axe
from tests.browser.visiting import Visit

AUTUMN = "?du=2021-09-01&au=2021-12-20"
# All figures stand on the first page; of pages of their own, one of each kind is enough.
KINDS = ("actions-social-sante", "actions-par-mois", "tableau-croise", "evaluations-tendances")


@pytest.mark.parametrize("size", ["narrow", "laptop"])
def test_axe_finds_nothing_on_any_figure_and_nothing_scrolls_sideways(
    open_visit: Callable[..., Visit], size: str
) -> None:
    visit = open_visit("raq1", size, reduced_motion="reduce")
    found = {}
    for address in ["", *(f"/figures/{name}" for name in KINDS)]:
        visit.page.goto(f"/recherche{address}{AUTUMN}")
        visit.page.emulate_media(color_scheme="light")
        told = [axe(visit.page), ask(visit.page, "tooWide"), ask(visit.page, "tooSmall")]
        visit.page.emulate_media(color_scheme="dark")
        told.append(ask(visit.page, "contrast"))
        if any(told):
            found[address] = told
    assert not found


def test_dates_filters_and_chips_work_without_scripts(open_visit: Callable[..., Visit]) -> None:
    page = open_visit("raq1", "phone", scripts=False).page
    page.goto(f"/recherche/figures/actions-par-commune{AUTUMN}")
    expect(page.get_by_text("152 actions collectives dans 9 communes.")).to_be_visible()
    page.get_by_text("Dates et filtres").click()
    page.get_by_label("Commune", exact=True).select_option(label="Schaerbeek")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_text("42 actions collectives dans 1 commune.")).to_be_visible()
    page.get_by_role("link", name="Retirer : Commune : Schaerbeek").click()
    expect(page.get_by_text("152 actions collectives dans 9 communes.")).to_be_visible()
    page.get_by_role("link", name="L'an dernier").click()
    expect(page).to_have_url(re.compile("du=2025-01-01"))


def test_a_hosts_month_prints_on_one_page(open_visit: Callable[..., Visit]) -> None:
    page = open_visit("ph1", "laptop").page
    page.goto("/recherche/hebergeur?mois=2021-10")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
