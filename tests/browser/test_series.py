"""Changing a series as a worker does: named repetitions, a preview, one place for each scope."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.backstage import action_of, today
from tests.browser.server import Server
from tests.browser.steps import save, unfold, write_action
from tests.browser.visiting import Visit

Open = Callable[..., Page]
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def test_a_repetition_is_named_after_the_day_and_told_while_one_types(
    open_page: Open, server: Server, size: str
) -> None:
    page = open_page("raq4", size)
    first = today(server) + timedelta(days=3)
    page.goto("/calendrier/actions/nouvelle")
    write_action(page, f"Marche {size}", first)
    unfold(page, "plusieurs fois")
    name = DAYS[first.weekday()]
    page.get_by_label("Répétition").select_option(label=f"Tous les {name}s")
    page.get_by_label("Ou combien de fois").fill("5")
    page.get_by_label("Lieu").fill("Parc")
    expect(page.locator("#apercu")).to_contain_text(f"Tous les {name}s, 5 fois : 5 dates")
    expect(page.get_by_label("Toutes les … semaines, ou tous les … mois")).to_be_hidden()
    save(page)
    expect(page.locator("#dates li")).to_have_count(5)


def test_this_date_and_those_that_follow_are_moved_once_one_has_seen_which(
    open_visit: Callable[..., Visit], server: Server, size: str
) -> None:
    title, first = f"Table du quartier {size}", today(server) + timedelta(days=2)
    rule = f"FREQ=WEEKLY;BYDAY={CODES[first.weekday()]};COUNT=6"
    date = action_of(server, "raq5", title, days=2, rrule=rule)
    visit = open_visit("raq5", size)
    visit.watch.expect(409)
    page = visit.page
    page.goto(f"/calendrier/dates/{date}")
    page.locator("#dates a", has_text=str((first + timedelta(weeks=2)).day)).first.click()
    page.locator(".act").get_by_role("link", name="Modifier").click()
    page.get_by_role("link", name="Celle-ci et les suivantes").click()
    expect(page.get_by_text("Les dates d'avant restent comme elles sont.")).to_be_visible()
    page.get_by_label("De", exact=True).fill("14:00")
    page.get_by_label("À", exact=True).fill("16:00")
    page.get_by_label("Si le jour ou l'heure change").fill("La salle est prise le matin")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui va changer")
    expect(page.locator(".plan-moved")).to_contain_text("4 dates changent")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Modification enregistrée.")).to_be_visible()
    expect(page.get_by_text("La salle est prise le matin").first).to_be_visible()
    expect(page.locator("#dates li")).to_have_count(4)
    page.get_by_role("button", name="Défaire ce changement").click()
    expect(page.get_by_text("C'est défait")).to_be_visible()
    expect(page.locator("#dates li")).to_have_count(6)
