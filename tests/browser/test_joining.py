"""Asking colleagues for help, and joining them from the street with one tap."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.backstage import action_of
from tests.browser.server import Server
from tests.browser.steps import unfold

Open = Callable[..., Page]


def test_one_place_two_taps_one_joins_and_the_other_is_told(
    open_page: Open, server: Server
) -> None:
    date = action_of(server, "raq12", "Stand qui cherche", days=2)
    author = open_page("raq12", "laptop")
    author.goto(f"/calendrier/dates/{date}")
    unfold(author, "Renfort").get_by_role("link", name="Demander du renfort").click()
    author.get_by_label("Combien de personnes en plus").fill("1")
    author.get_by_label("Qui parlent").select_option(label="turc")
    author.get_by_role("button", name="Demander").click()
    expect(author.locator("#renfort")).to_contain_text("Il manque 1 personne · turc")

    first, second = open_page("raq2", "phone"), open_page("raq3", "phone")
    for page in (first, second):
        page.goto("/")
        expect(page.locator("#renforts")).to_contain_text("Stand qui cherche")
    for page in (first, second):
        card = page.locator("#renforts .card", has_text="Stand qui cherche")
        card.get_by_role("button", name="Rejoindre").tap()
    expect(first.get_by_text("Vous en êtes")).to_be_visible()
    expect(second.get_by_text("Quelqu'un a pris la dernière place")).to_be_visible()
    first.goto("/calendrier/agenda")
    expect(first.get_by_role("link", name="Stand qui cherche")).to_be_visible()

    first.goto(f"/calendrier/dates/{date}")
    expect(first.locator("#renfort")).to_contain_text("Au complet")
    first.get_by_role("button", name="Me retirer").tap()
    expect(first.get_by_text("Votre place est libre")).to_be_visible()
    second.goto("/")
    expect(second.locator("#renforts")).to_contain_text("Stand qui cherche")
