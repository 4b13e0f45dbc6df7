"""Finding Chromium on this machine and starting it for Playwright."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of a Chromium: `RAQNET_CHROMIUM`, or the first one on PATH."""
    wished = os.environ.get("RAQNET_CHROMIUM")
    if wished:
        return shutil.which(wished)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """A Chromium that talks to nobody but the pages it is sent to."""
    return playwright.chromium.launch(executable_path=path, args=ARGS)
