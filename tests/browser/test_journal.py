"""The journal in the street: few taps, one thumb, and nothing that was counted is lost."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.backstage import action_of
from tests.browser.server import Server
from tests.browser.steps import draft_saved, unfold
from tests.browser.test_evaluation import Thumb
from tests.browser.visiting import Visit

Open = Callable[..., Page]
NOTE, OUTING = "/journal/interventions/noter", "/journal/sorties/noter"
MOST_TAPS = 4


def test_an_intervention_is_noted_in_few_taps_and_the_form_is_ready_again(open_page: Open) -> None:
    page, thumb = open_page("raq9", "phone"), Thumb()
    page.goto("/")
    thumb.tap(page.locator(".places").get_by_role("link", name="Noter"))
    thumb.tap(page.get_by_role("link", name=re.compile("^Intervention")))
    expect(page.get_by_label("Lieu")).not_to_have_value("")  # as it was last time
    thumb.tap(page.get_by_role("group", name="Thématiques").get_by_role("checkbox").first)
    thumb.tap(page.get_by_role("button", name="Enregistrer et noter une autre"))
    expect(page.get_by_text("Intervention enregistrée.")).to_be_visible()
    assert thumb.taps <= MOST_TAPS
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("C'est effacé.")).to_be_visible()


def test_the_act_stays_in_reach_of_the_thumb(open_page: Open) -> None:
    page = open_page("raq9", "phone")
    for address in (NOTE, OUTING):
        page.goto(address)
        expect(page.locator(".form-actions button[type=submit]")).to_be_in_viewport()


def test_an_outing_is_counted_with_big_buttons(open_page: Open, server: Server) -> None:
    date = action_of(server, "raq9", "Maraude du marché", days=-1)
    page, thumb = open_page("raq9", "phone"), Thumb()
    page.goto(f"/calendrier/dates/{date}")
    thumb.tap(page.get_by_role("link", name="Noter les rencontres de cette sortie"))
    page.get_by_label("Lieu").select_option(label="rue / maraude")
    line = page.locator(".tallies .tally").first
    for _ in range(3):
        thumb.tap(line.locator("[data-step='1']"))
    thumb.tap(line.locator("[data-step='-1']"))
    expect(line.get_by_role("spinbutton")).to_have_value("2")
    total = page.get_by_label("Personnes rencontrées")
    expect(total).to_have_value("3")  # it was raised to three, and nobody was taken away
    thumb.tap(page.get_by_role("button", name="Enregistrer", exact=True))
    expect(page.get_by_text("Sortie enregistrée : 3 personnes.")).to_be_visible()


def test_what_was_counted_outlives_a_crash(open_page: Open) -> None:
    page = open_page("raq10", "phone")
    page.goto(OUTING)
    line = page.locator(".tallies .tally").first
    for _ in range(4):
        line.locator("[data-step='1']").tap()
    draft_saved(page)
    page.goto("about:blank")
    page.goto(OUTING)
    page.get_by_role("link", name="Reprendre").click()
    expect(line.get_by_role("spinbutton")).to_have_value("4")
    expect(page.get_by_label("Personnes rencontrées")).to_have_value("4")


def test_without_scripts_one_types_the_numbers(open_page: Open) -> None:
    page = open_page("raq9", "phone", scripts=False)
    page.goto(OUTING)
    expect(page.locator("[data-step]").first).to_be_hidden()
    page.get_by_label("Lieu").select_option(label="rue / maraude")
    page.get_by_label("Personnes rencontrées").fill("5")
    page.locator(".tallies .tally").first.get_by_role("spinbutton").fill("2")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Sortie enregistrée : 5 personnes.")).to_be_visible()


def test_a_relay_is_searched_for_noted_and_confirmed_with_one_tap(open_page: Open) -> None:
    page = open_page("raq11", "phone")
    page.goto(NOTE)
    page.get_by_role("group", name="Thématiques").get_by_role("checkbox").first.check()
    unfold(page, "Orienter vers un service")
    search = page.get_by_role("searchbox", name="Chercher un acteur ou un hébergeur")
    search.press_sequentially("maison méd")
    found = page.locator("#services-found label").first
    expect(found).to_contain_text("Maison médicale")
    search.press("Enter")  # the key of a phone's keyboard: it searches, and saves nothing
    expect(found).to_be_visible()
    name = re.sub(r"\s*\(.*", "", found.inner_text()).strip()
    found.tap()
    page.get_by_role("button", name="Enregistrer et noter une autre").tap()
    expect(page.get_by_text("Intervention enregistrée.")).to_be_visible()
    page.goto("/journal/relais")
    card = page.locator(".card", has_text=name).last
    before = page.locator(".card").count()
    card.get_by_role("button", name="Confirmé reçu").tap()
    expect(page.get_by_text("Relais : confirmé reçu.")).to_be_visible()
    expect(page.locator(".card")).to_have_count(before - 1)
    page.get_by_role("status").get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Le dernier pas est annulé.")).to_be_visible()
    expect(page.locator(".card")).to_have_count(before)


def test_what_is_typed_before_the_search_is_there_is_searched_all_the_same(
    open_visit: Callable[..., Visit],
) -> None:
    visit = open_visit("raq11", "phone")
    page, asked = visit.page, []

    def fail_then_hold(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.abort()  # the link was away for a moment

    visit.context.route("**/htmx.min.js*", fail_then_hold)
    page.goto(NOTE)
    expect(page.locator("html.js")).to_be_attached()
    assert asked == []
    unfold(page, "Orienter vers un service")
    expect(page.locator("script[data-late]")).to_have_count(0)
    search = page.get_by_role("searchbox", name="Chercher un acteur ou un hébergeur")
    search.press_sequentially("maison méd")
    expect(page.locator("script[data-late]")).to_have_count(1)
    asked[1].continue_()
    expect(page.locator("#services-found label").first).to_contain_text("Maison médicale")
    assert len(asked) == 2
