"""In the street each byte counts: what a form costs on the wire, first and then."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.offline import ready
from tests.browser.server import Server
from tests.browser.visiting import Visit
from tests.browser.wire import Wire

Open = Callable[..., Visit]
NOTE = "/journal/interventions/noter"
MOST_AT_FIRST, MOST_THEN, MOST_KEPT = 60_000, 15_000, 25_000
# What is kept was kept long ago: it is asked for again.
AGED = """async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const page of await cache.keys()) {
      const kept = await cache.match(page);
      const headers = new Headers(kept.headers);
      if (!headers.has("x-raqnet-kept-at")) continue;
      headers.set("x-raqnet-kept-at", "0");
      await cache.put(page, new Response(await kept.blob(), { headers }));
    }
  }
}"""


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """What comes down from the shared server to the browser of this test."""
    with Wire(server.host) as wire:
        yield wire


@pytest.fixture
def page(open_visit: Open, wire: Wire) -> Page:
    """A phone that has never been here, but for somebody's session."""
    visit = open_visit("raq12", "phone", traced=False)
    visit.watch.host = wire.host
    return visit.page


def come(page: Page, wire: Wire) -> None:
    """Open the form and wait until the browser, its service worker too, asks for nothing more."""
    wire.clear()
    page.goto(f"http://{wire.host}{NOTE}")
    page.wait_for_load_state("networkidle")
    wire.settle()


def test_a_form_costs_little_at_first_and_less_then(page: Page, wire: Wire) -> None:
    come(page, wire)
    assert wire.total <= MOST_AT_FIRST, wire.table()
    come(page, wire)
    assert wire.total <= MOST_THEN, wire.table()


def test_what_a_phone_keeps_comes_with_the_first_touch_and_is_only_asked_after_then(
    page: Page, wire: Wire
) -> None:
    come(page, wire)
    assert page.evaluate("navigator.serviceWorker.controller") is None
    wire.clear()
    page.get_by_label("Lieu", exact=True).press("Shift")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    wire.settle()
    assert 0 < wire.total <= MOST_KEPT, wire.table()
    ready(page)
    page.evaluate(AGED)
    come(page, wire)
    assert any("hors-ligne" in path for path in wire.bytes_by_path)
    assert wire.total <= MOST_THEN, wire.table()
