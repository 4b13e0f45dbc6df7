"""From what is on screen to a feed that another calendar reads."""

from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.server import fetch
from tests.browser.steps import unfold

Open = Callable[..., Page]


def test_a_filter_becomes_a_feed_in_one_click_and_ends_when_revoked(
    open_page: Open, size: str
) -> None:
    page = open_page({"phone": "raq4", "laptop": "raq5"}[size], size)
    page.goto("/calendrier/liste")
    unfold(page, "Filtres")
    page.get_by_label("Commune").select_option(label="Schaerbeek")
    expect(page.locator(".chips .chip").first).to_contain_text("Schaerbeek")
    page.get_by_role("link", name="S'abonner").click()
    address = page.locator("#feed-url").input_value()
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_role("button", name="Copier").click()
    expect(page.locator("#status")).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == address
    webcal = page.get_by_role("link", name="Ouvrir dans l'agenda")
    assert webcal.get_attribute("href") == address.replace("http://", "webcal://")
    google = page.get_by_role("link", name="Google").get_attribute("href") or ""
    assert google.startswith("https://calendar.google.com/calendar/r?cid=")
    _reads(address)
    page.reload()
    expect(page.locator("#feed-url")).to_have_count(0)
    page.get_by_role("row", name="Schaerbeek").get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Abonnement retiré")).to_be_visible()
    with pytest.raises(HTTPError, match="404"):
        fetch(address)


def _reads(address: str) -> None:
    with fetch(Request(address, headers={"User-Agent": "Agenda/1.0"})) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        calendar = Calendar.from_ical(answer.read())
    events = calendar.walk("VEVENT")
    assert events
    assert all("Schaerbeek" in event.to_ical().decode() for event in events)
