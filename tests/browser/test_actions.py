"""Entering and changing actions, as a worker does in the street and at the desk."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from tests.browser.backstage import action_of, today
from tests.browser.server import Server
from tests.browser.steps import save, unfold, write_action
from tests.browser.visiting import Visit

Open = Callable[..., Page]


def test_a_weekly_action_with_an_exception_and_an_end_shows_its_dates_in_each_view(
    open_page: Open, server: Server, size: str
) -> None:
    page, title = open_page("raq1", size), f"Atelier du mercredi {size}"
    first = today(server)
    exception, last = first + timedelta(weeks=1), first + timedelta(weeks=3)
    page.goto("/calendrier")
    page.get_by_role("link", name="Ajouter une action").click()
    write_action(page, title, first)
    unfold(page, "plusieurs fois")
    page.get_by_label("Répétition").select_option("every")
    page.get_by_label("Jusqu'au").fill(last.isoformat())
    page.get_by_label("Sauf ces jours").fill(exception.strftime("%d/%m/%Y"))
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#dates li")).to_have_count(3)
    page.goto(f"/calendrier?date={first.isoformat()}")
    month = page.locator("table.month td:not(.is-out) .ev", has_text=title)
    in_month = [d for d in (first, last - timedelta(weeks=1), last) if d.month == first.month]
    expect(month).to_have_count(len(in_month))
    page.goto(f"/calendrier/semaine?date={first.isoformat()}")
    expect(page.locator("#calendrier .ev, #calendrier .entry", has_text=title)).to_have_count(1)
    page.goto(f"/calendrier/semaine?date={exception.isoformat()}")
    expect(page.locator("#calendrier .ev, #calendrier .entry", has_text=title)).to_have_count(0)
    page.goto(f"/calendrier/liste?date={first.isoformat()}")
    expect(page.locator(".entry", has_text=title)).to_have_count(3)


def test_a_view_that_is_tapped_while_a_filter_is_still_on_its_way_shows_with_that_filter(
    open_visit: Callable[..., Visit],
) -> None:
    visit, held = open_visit("raq6", "phone"), list[Route]()
    page = visit.page
    page.goto("/calendrier/liste")
    unfold(page, "Filtres")
    slow = re.compile(r"/calendrier/(liste\?|semaine)")
    visit.context.route(slow, lambda route: held.append(route))
    page.get_by_label("Commune").select_option(label="Schaerbeek")
    page.get_by_role("link", name="Semaine", exact=True).tap()
    while len(held) < 2:
        page.wait_for_timeout(10)
    for route in held:  # the filter's answer comes first, and would take away what was tapped
        route.continue_()
        page.wait_for_timeout(100)
    expect(page.locator("#vue-week")).to_have_attribute("aria-current", "page")
    expect(page.locator(".chips .chip").first).to_contain_text("Schaerbeek")
    expect(page).to_have_url(re.compile(r"/calendrier/semaine\?commune=\d+$"))


def test_an_end_before_the_start_is_told_at_the_field_and_every_word_stays(
    open_page: Open, server: Server, size: str
) -> None:
    page = open_page("raq1", size)
    page.goto("/calendrier/actions/nouvelle")
    write_action(page, "À l'envers", today(server), start="15:00", end="13:00")
    unfold(page, "Ajouter des précisions")
    page.get_by_label("But et déroulement").fill("Un but\nsur deux lignes")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Rien n'est perdu")
    expect(page.locator(".field.has-error", has=page.locator("#end"))).to_be_visible()
    expect(page.get_by_label("Titre")).to_have_value("À l'envers")
    expect(page.get_by_label("De", exact=True)).to_have_value("15:00")
    expect(page.get_by_label("But et déroulement")).to_have_value("Un but\nsur deux lignes")
    expect(page.get_by_label("But et déroulement")).to_be_visible()


def test_an_hour_that_summer_time_skips_is_told_at_the_field(open_page: Open, size: str) -> None:
    page = open_page("raq1", size)
    page.goto("/calendrier/actions/nouvelle")
    page.get_by_label("Titre").fill("Nuit blanche")
    page.get_by_label("Activité").select_option(index=1)
    page.get_by_label("Jour", exact=True).fill("2027-03-28")
    page.get_by_label("De", exact=True).fill("02:30")
    page.get_by_label("À", exact=True).fill("04:00")
    save(page)
    wrong = page.locator(".field.has-error", has=page.locator("#start"))
    expect(wrong).to_contain_text("l'heure d'été")
    expect(page.get_by_label("De", exact=True)).to_have_value("02:30")


def test_one_date_is_cancelled_with_its_reason_and_marked_so(
    open_page: Open, server: Server, size: str
) -> None:
    title = f"Table de discussion {size}"
    date = action_of(server, "raq2", title, days=1, rrule="FREQ=WEEKLY;BYDAY=TH;COUNT=3")
    page = open_page("raq2", size)
    page.goto(f"/calendrier/dates/{date}")
    unfold(page, "Annuler cette date")
    page.get_by_label("Raison de l'annulation").fill("La salle est inondée")
    page.get_by_role("button", name="Annuler cette date").click()
    expect(page.locator(".badges").first).to_contain_text("Annulée")
    expect(page.get_by_text("Annulée : La salle est inondée")).to_be_visible()
    page.goto("/calendrier/liste")
    entries = page.locator(".entry", has_text=title)
    expect(entries).to_have_count(3)
    expect(entries.locator("visible=true").filter(has_text="Annulée")).to_have_count(1)
    page.goto(f"/calendrier/dates/{date}")
    page.get_by_role("button", name="Rétablir").click()
    expect(page.get_by_text("C'est rétabli.")).to_be_visible()


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(
    open_visit: Callable[..., Visit], server: Server, size: str
) -> None:
    date = action_of(server, "raq3", f"Marché {size}")
    mine, theirs = open_visit("raq3", size), open_visit("coordination", size)
    mine.watch.expect(409)
    for visit in (mine, theirs):
        visit.page.goto(f"/calendrier/dates/{date}/modifier")
    theirs.page.get_by_label("Lieu").fill("Place Communale")
    save(theirs.page)
    expect(theirs.page.get_by_text("Modification enregistrée.")).to_be_visible()
    page = mine.page
    page.get_by_label("Lieu").fill("Parc Bonnevie")
    page.get_by_label("Titre").fill(f"Grand marché {size}")
    save(page)
    both = page.locator("#versions tr", has_text="Lieu")
    expect(both).to_contain_text("Parc Bonnevie")
    expect(both).to_contain_text("Place Communale")
    expect(page.get_by_label("Lieu")).to_have_value("Parc Bonnevie")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Grand marché {size}")
    expect(page.locator(".facts")).to_contain_text("Parc Bonnevie")
    expect(page.locator("#historique")).to_contain_text("Place Communale")
