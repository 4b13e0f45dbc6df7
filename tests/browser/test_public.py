"""What strangers do on the public pages, where no script runs, and within another site."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.server import Server
from tests.browser.visiting import Visit


def test_a_neighbour_finds_their_worker_in_either_language(
    open_visit: Callable[..., Visit],
) -> None:
    visit = open_visit(size="phone", scripts=False)
    page = visit.page
    page.goto("/quartiers")
    page.get_by_label("Quartier, commune ou code postal").fill("colignon")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Colignon")
    expect(page.locator(".card")).to_contain_text("RAQ 1")
    expect(page.locator(".card a[href^='tel:']")).to_have_count(1)
    page.get_by_role("link", name="Nederlands").click()
    expect(page).to_have_url(re.compile(r"/wijken/\d+$"))
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("link", name="Sociaal spreekuur").first.click()
    expect(page.get_by_text("Zonder afspraak.")).to_be_visible()
    assert visit.context.cookies() == []


class _Site(BaseHTTPRequestHandler):
    """Another site, of one page that holds ours in a frame."""

    framed = ""

    def do_GET(self) -> None:
        body = f'<iframe src="{self.framed}" title="MM Neptune"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """It says nothing."""


@pytest.fixture
def site(server: Server) -> Iterator[str]:
    """The address of a host's own site: another origin, beside ours."""
    handler = type("Site", (_Site,), {"framed": f"{server.url}/cadre/mm-neptune"})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{other.server_port}/"
        other.shutdown()
        thread.join()


def test_a_host_shows_its_actions_within_its_own_site(
    open_visit: Callable[..., Visit], site: str
) -> None:
    visit = open_visit()
    visit.page.goto(site)
    inside = visit.page.frame_locator("iframe")
    expect(inside.get_by_role("link", name="Permanence sociale").first).to_be_visible()
    others = [each for each in visit.watch.troubles if site in each]
    visit.watch.troubles[:] = [each for each in visit.watch.troubles if each not in others]
    assert visit.context.cookies() == []
