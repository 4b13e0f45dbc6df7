"""In the street each byte counts: what a form costs on the wire, first and then."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.server import Server
from tests.browser.visiting import Visits
from tests.browser.wire import Wire

NOTE = "/journal/interventions/noter"
MOST_AT_FIRST, MOST_THEN = 95_000, 15_000


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """What comes down from the shared server to the browser of this test."""
    with Wire(server.host) as wire:
        yield wire


def come(page: Page, wire: Wire) -> None:
    """Open the form and wait until the browser, its service worker too, asks for nothing more."""
    wire.clear()
    page.goto(f"http://{wire.host}{NOTE}")
    page.wait_for_load_state("networkidle")
    wire.settle()


def test_a_form_costs_little_at_first_and_less_then(
    browser: Browser, visits: Visits, wire: Wire
) -> None:
    visit = visits.open("raq12", "phone")
    come(visit.page, wire)
    assert wire.total <= MOST_AT_FIRST, wire.table()
    come(visit.page, wire)
    assert wire.total <= MOST_THEN, wire.table()
    visit.end(None)
