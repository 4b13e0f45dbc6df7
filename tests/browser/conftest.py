"""Browser tests: a real Chromium against a real server on the demo's data.

The server and the demo are made once; each test opens windows of its own and works on actions of
its own. A test fails when a page of it logs an error, breaks the policy for scripts and styles,
asks another host for something, or is answered with an error that the test did not expect.
"""

import os
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.rooms import ANIMATOR, Console, open_room
from tests.browser.server import Server, prepare
from tests.browser.visiting import PATIENCE_MS, Visit, Visits
from tests.conftest import REQUIRE_ALL

HERE = Path(__file__).parent
ARTIFACTS = HERE / "artifacts"
# Every step kept, to be walked through afterwards: it doubles the time of a page.
TRACED = os.environ.get("RAQNET_TRACE") == "1"
Open = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Let the fixtures know how the test went."""
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


# The package's scope, not the session's: while Playwright runs, nobody else may start asyncio.
@pytest.fixture(scope="package")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium, or word of what cannot be tested without it."""
    path = chromium.find()
    if path is None:
        _missing(request.session)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright, str(path))
        yield browser
        browser.close()


def _missing(session: pytest.Session) -> None:
    words = "Chromium not found (install it, or set RAQNET_CHROMIUM)"
    if REQUIRE_ALL:
        pytest.fail(f"{words}: it is required here")
    names = [item.nodeid for item in session.items if item.get_closest_marker("browser")]
    listed = "\n  ".join(names)
    warnings.warn(f"{words}: {len(names)} BROWSER TESTS SKIPPED\n  {listed}", stacklevel=2)
    pytest.skip(words)


@pytest.fixture(scope="package")
def template(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with the demo in it, which servers start from."""
    return prepare(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="package")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that the tests share."""
    with Server(template, tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="package")
def visits(browser: Browser, server: Server) -> Visits:
    """Windows on the shared server."""
    return Visits(browser, server)


@pytest.fixture
def opened(request: pytest.FixtureRequest, server: Server) -> Iterator[list[Visit]]:
    """The windows that this test opened; they are closed, and their troubles told, after it."""
    all_opened: list[Visit] = []
    said_before = len(server.log())
    yield all_opened
    report = getattr(request.node, "report_call", None)
    troubles = [trouble for visit in all_opened for trouble in visit.watch.troubles]
    failed = troubles or report is None or report.failed
    name = re.sub(r"[^\w-]+", "-", request.node.name).strip("-")
    for number, visit in enumerate(all_opened, 1):
        visit.end(ARTIFACTS / f"{name}-{number}" if failed else None)
    if troubles:
        told = [*troubles, server.log()[said_before:]]
        pytest.fail("the browser complained:\n" + "\n".join(told), pytrace=False)


@pytest.fixture
def open_visit(visits: Visits, opened: list[Visit]) -> Callable[..., Visit]:
    """Open a window and keep hold of what it complains about: see `Visits.open`."""

    def open_(*args: Any, **kwargs: Any) -> Visit:
        visit = visits.open(*args, **{"traced": TRACED, **kwargs})
        opened.append(visit)
        return visit

    return open_


@pytest.fixture
def open_page(open_visit: Callable[..., Visit]) -> Open:
    """Open a window and give its page."""
    return lambda *args, **kwargs: open_visit(*args, **kwargs).page


@pytest.fixture(params=["phone", "laptop"])
def size(request: pytest.FixtureRequest) -> str:
    """Both sizes that the pages are made for."""
    return str(request.param)


@pytest.fixture
def session(server: Server) -> int:
    """A session of intervision with its room open."""
    return open_room(server)


@pytest.fixture
def console(open_visit: Callable[..., Visit], session: int) -> Console:
    """Its animator's console."""
    return Console(open_visit(ANIMATOR), session).come()
