"""Visits: a browser window of one size and one taste, with one person in front of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.server import Server
from tests.browser.watching import Watch

PASSWORD = "raqnet-demo"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
NARROW: dict[str, Any] = {**PHONE, "viewport": {"width": 360, "height": 740}}
SIZES = {"phone": PHONE, "laptop": LAPTOP, "narrow": NARROW}
PATIENCE_MS = 20_000  # a machine that does other things too


@dataclass
class Visit:
    """One window; `page` is what one sees, `watch` what the browser complained about."""

    context: BrowserContext
    page: Page
    watch: Watch
    traced: bool = False

    def end(self, keep: Path | None) -> None:
        """Close the window; `keep` is where a picture and a trace go (without suffix)."""
        if keep and not self.page.is_closed():
            keep.parent.mkdir(exist_ok=True)
            self.page.screenshot(path=keep.with_suffix(".png"))
        if self.traced:
            self.context.tracing.stop(path=keep.with_suffix(".zip") if keep else None)
        self.context.close()


class Visits:
    """Opens windows on a server; whoever has signed in once stays so in later windows."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser = browser
        self.server = server
        self._known: dict[str, Any] = {}

    def open(
        self,
        who: str | None = None,
        size: str = "laptop",
        dark: bool = False,
        scripts: bool = True,
        traced: bool = False,
        **more: Any,
    ) -> Visit:
        """A window of its own; `who` is the part of the demo's address before the @."""
        context = self.browser.new_context(
            **SIZES[size],
            base_url=self.server.url,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="fr-BE",
            timezone_id="Europe/Brussels",
            storage_state=self._state(who) if who else None,
            permissions=["clipboard-read", "clipboard-write"],
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(context, self.server.host)
        if traced:
            context.tracing.start(snapshots=True, sources=False)
        return Visit(context, context.new_page(), watch, traced)

    def _state(self, who: str) -> Any:
        if who not in self._known:
            visit = self.open()
            sign_in(visit.page, who)
            self._known[who] = visit.context.storage_state()
            visit.end(None)
        return self._known[who]


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    """Sign in by the form, as one does."""
    page.goto("/connexion")
    fill_sign_in(page, who, password)


def fill_sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form that is on the page, and wait to be elsewhere."""
    page.get_by_label("Adresse e-mail").fill(f"{who}@raqnet.test")
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("button", name="Entrer")).to_have_count(0)
