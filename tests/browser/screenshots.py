"""Pictures of the pages for the README: `python -m tests.browser.screenshots`.

They show the demo on the tests' fixed day, so that they change only when the pages do.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.browser import chromium, png
from tests.browser.backstage import action_of
from tests.browser.server import ROOT, Server, prepare
from tests.browser.visiting import Visits

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 150_000


class Picture(NamedTuple):
    """A page as somebody sees it; `act` is what they do before."""

    name: str
    who: str | None
    address: str
    size: str = "laptop"
    dark: bool = False
    act: Callable[[Page], Any] = lambda page: None


def _choose(page: Page) -> None:
    """Answer an evaluation halfway."""
    page.get_by_label("Personnes présentes").fill("14")
    for question, answer in (("Assez de monde ?", "Oui"), ("Organisation", "Bonne")):
        group = page.get_by_role("group", name=question)
        group.get_by_role("radio", name=answer, exact=True).check()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def _subscribe(page: Page) -> None:
    """Make a feed of what is on screen."""
    page.locator("main").get_by_text("S'abonner").first.click()
    page.locator(".qr").wait_for()


def _series(page: Page) -> None:
    """Open what has the most to show: today's date of a series of one's own."""
    page.get_by_role("link", name="Saint-Servais").first.click()
    page.locator("#dates").wait_for()


def pictures(waiting: int) -> list[Picture]:
    """All of them; `waiting` is a date that waits for its evaluation."""
    evaluate = f"/calendrier/dates/{waiting}/evaluer"
    return [
        Picture("connexion", None, "/connexion"),
        Picture("mois", "raq1", "/calendrier"),
        Picture("mois-telephone", "raq1", "/calendrier", "phone", dark=True),
        Picture("liste-telephone", "raq1", "/calendrier/liste", "phone"),
        Picture("action", "raq1", "/calendrier/agenda", act=_series),
        Picture("evaluation-telephone", "raq1", evaluate, "phone", act=_choose),
        Picture("abonnements", "raq2", "/calendrier/liste?commune=1", act=_subscribe),
        Picture("annuaire", "raq1", "/annuaire"),
        Picture("hebergeur", "ph1", "/"),
        Picture("accueil-telephone", "raq1", "/", "phone"),
    ]  # fmt: skip


def main() -> int:
    """Write them all; a picture that is too heavy is told."""
    path = chromium.find()
    if path is None:
        sys.stderr.write("Chromium introuvable : l'installer, ou donner RAQNET_CHROMIUM.\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    heavy = 0
    with _visits(path) as (visits, waiting):
        for picture in pictures(waiting):
            written = _take(visits, picture)
            heavy += written > MOST_BYTES
            sys.stdout.write(f"docs/images/{picture.name}.png  {written // 1000} kB\n")
    return 1 if heavy else 0


@contextmanager
def _visits(path: str) -> Iterator[tuple[Visits, int]]:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        template = prepare(Path(folder) / "demo")
        with Server(template, Path(folder) / "server") as server:
            waiting = action_of(server, "raq1", "Porte-à-porte rue de Ribaucourt", days=-1)
            browser = chromium.launch(playwright, path)
            yield Visits(browser, server), waiting
            browser.close()


def _take(visits: Visits, picture: Picture) -> int:
    visit = visits.open(picture.who, picture.size, picture.dark, reduced_motion="reduce")
    visit.page.goto(picture.address)
    picture.act(visit.page)
    visit.page.wait_for_load_state("networkidle")
    raw = visit.page.screenshot()
    visit.page.goto("about:blank")
    small = png.reduce(visit.page, raw)
    (IMAGES / f"{picture.name}.png").write_bytes(small)
    visit.end(None)
    return len(small)


if __name__ == "__main__":
    raise SystemExit(main())
