"""A calendar is brought: looked at line by line, chosen, taken; a long one says how far it is."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.outside.ics import calendar, event

Open = Callable[..., Page]


def _file(*events: str) -> Any:
    return {
        "name": "planning.ics",
        "mimeType": "text/calendar",
        "buffer": calendar(*events).encode(),
    }


def _bring(page: Page, *events: str) -> None:
    page.goto("/calendrier/ailleurs/importer")
    page.get_by_label("Fichier .ics").set_input_files(_file(*events))
    page.get_by_role("button", name="Lire le fichier").click()


def test_a_planning_is_looked_at_line_by_line_chosen_and_taken(open_page: Open, size: str) -> None:
    name = f"Vaccibus {size}"
    events = [
        event(f"1@{size}", summary=name, start="20310304T100000", rrule="FREQ=WEEKLY;COUNT=3"),
        event(f"2@{size}", summary="À laisser", start="20310305T100000"),
        event(f"3@{size}", summary="Sans heure", dtstart=""),
    ]
    page = open_page({"phone": "raq6", "laptop": "raq7"}[size], size)
    page.goto("/calendrier")
    page.get_by_role("link", name="Apporter").click()
    _bring(page, *events)
    expect(page.locator(".import-lines > li")).to_have_count(3)
    expect(page.get_by_text("ne dit pas quand il commence")).to_be_visible()
    page.get_by_text("Les nouveaux deviennent").click()
    page.get_by_label("Action collective").check()
    page.get_by_role("checkbox", name="À laisser").uncheck()
    page.get_by_role("button", name="Reprendre ce qui est coché").click()
    expect(page.get_by_role("alert")).to_contain_text("elle qui est comptée")
    page.get_by_label("Activité", exact=True).select_option(index=1)
    expect(page.get_by_role("checkbox", name="À laisser")).not_to_be_checked()
    page.get_by_role("button", name="Reprendre ce qui est coché").click()
    expect(page.get_by_text("1 événement ajouté.")).to_be_visible()
    _bring(page, *events[:1])
    expect(page.get_by_text("Déjà là").first).to_be_visible()
    page.get_by_role("button", name="Terminer").click()


def test_a_long_file_says_how_far_it_is_and_then_what_is_in_it(open_page: Open, size: str) -> None:
    page = open_page({"phone": "raq8", "laptop": "raq9"}[size], size)
    rule = "FREQ=DAILY;COUNT=3999"  # which takes its time
    events = [event(f"{n}@long", start="20150103T100000", rrule=rule) for n in range(100)]
    _bring(page, *events)
    expect(page.locator(".import-lines, progress").first).to_be_visible()
    expect(page.locator(".import-lines > li")).to_have_count(50, timeout=60_000)
