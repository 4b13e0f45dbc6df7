"""The same pages where no script runs."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.backstage import action_of, today
from tests.browser.server import Server
from tests.browser.steps import save, unfold, write_action
from tests.browser.visiting import sign_in

Open = Callable[..., Page]


def test_one_signs_in_without_scripts(open_page: Open, size: str) -> None:
    page = open_page(size=size, scripts=False)
    sign_in(page, "raq1")
    expect(page.locator("details.menu summary")).to_contain_text("RAQ 1")


def test_one_filters_without_scripts(open_page: Open, size: str) -> None:
    page = open_page("raq1", size, scripts=False)
    page.goto("/calendrier/liste")
    unfold(page, "Filtres")
    page.get_by_label("Commune").select_option(label="Anderlecht")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator(".chips .chip").first).to_contain_text("Anderlecht")
    expect(page).to_have_url(re.compile(r"commune=\d+"))
    page.locator(".chip", has_text="Anderlecht").click()
    expect(page.locator(".chips")).to_have_count(0)


def test_one_enters_an_action_without_scripts(open_page: Open, server: Server, size: str) -> None:
    page = open_page("raq1", size, scripts=False)
    page.goto("/calendrier/actions/nouvelle")
    write_action(page, f"Sans script {size}", today(server), start="16:00", end="15:00")
    save(page)
    expect(page.locator(".field.has-error", has=page.locator("#end"))).to_be_visible()
    page.get_by_label("À", exact=True).fill("17:00")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Sans script {size}")


def test_one_evaluates_without_scripts(open_page: Open, server: Server, size: str) -> None:
    date = action_of(server, "raq9", f"Sans script {size}", days=-1)
    page = open_page("raq9", size, scripts=False)
    page.goto(f"/calendrier/dates/{date}/evaluer")
    page.get_by_label("Personnes présentes").fill("5")
    page.get_by_role("button", name="Terminer").click()
    expect(page.get_by_text("Merci : l'évaluation est faite.")).to_be_visible()


def test_one_subscribes_without_scripts(open_page: Open, size: str) -> None:
    page = open_page("raq9", size, scripts=False)
    page.goto("/calendrier/liste")
    page.get_by_role("link", name="S'abonner").click()
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("#feed-url")).to_have_value(re.compile(r"/flux/[\w-]+\.ics$"))
