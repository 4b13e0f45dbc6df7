"""Asking an open page what `checks.js` knows to ask."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = (HERE / "axe.min.js").read_text()
CHECKS = (HERE / "checks.js").read_text()


def ask(page: Page, name: str) -> Any:
    """The answer of one check."""
    page.evaluate(CHECKS)
    return page.evaluate(f"raqnetChecks.{name}()")


def axe(page: Page) -> Any:
    """What axe has to say of the page with everything unfolded."""
    ask(page, "unfold")
    page.evaluate(AXE)
    return ask(page, "axe")
