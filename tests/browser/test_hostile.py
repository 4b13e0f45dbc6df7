"""Hostile words on every page that a link leads to: none of them is ever more than words."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from raqnet.calendar import version
from raqnet.db import db
from tests.browser.backstage import backstage
from tests.browser.server import Server
from tests.browser.visiting import Visit, Visits
from tests.doors.hostile import fill_hostile

MOST_PAGES = 25
ALIKE = 2  # pages of one kind that are looked at
ROLES = ["raq1", "ph1", "coordination", "recherche", "admin"]


@pytest.fixture(scope="module")
def hostile_visits(
    browser: Browser, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visits]:
    """Windows on a server whose every typed word is hostile; everybody has signed in before."""
    with Server(template, tmp_path_factory.mktemp("hostile")) as server:
        visits = Visits(browser, server)
        for who in ROLES:
            visits.open(who).end(None)
        with backstage(server):
            assert fill_hostile(db) > 1000
            version.bump()
        yield visits


@pytest.mark.parametrize("who", ROLES)
def test_no_page_that_a_link_leads_to_runs_what_somebody_typed(
    hostile_visits: Visits, opened: list[Visit], who: str
) -> None:
    visit = hostile_visits.open(who)
    opened.append(visit)
    seen = _crawl(visit.page, hostile_visits.server.host)
    assert len(seen) > 8
    assert any("<script>" in words for words in seen.values()), "no hostile word was shown at all"


# What is taken away is no page: nothing of it runs here.
FILE = re.compile(r"\.(csv|xlsx|docx|svg|png|zip|ics)$")


def _crawl(page: Page, host: str) -> dict[str, str]:
    """The text of the pages that links lead to, by address, from the first page on."""
    queue, known = deque(["/", "/calendrier/liste"]), {"/", "/calendrier/liste"}
    alike, seen = Counter[str](), dict[str, str]()
    while queue and len(seen) < MOST_PAGES:
        address = queue.popleft()
        page.goto(address)
        seen[address] = page.locator("body").inner_text()
        for link in _links(page, host):
            path = urlsplit(link).path
            kind = re.sub(r"\d+|(?<=/figures/).+", "N", path)
            if link not in known and alike[kind] < ALIKE and not FILE.search(path):
                known.add(link)
                alike[kind] += 1
                queue.append(link)
    return seen


def _links(page: Page, host: str) -> list[str]:
    found = page.evaluate("[...document.links].map((link) => link.href)")
    parts = [urlsplit(link) for link in found]
    return [
        p._replace(scheme="", netloc="", fragment="").geturl() for p in parts if p.netloc == host
    ]
