"""A browser's name for itself, in words that people know."""

import re

from flask_babel import gettext as _

# The first that matches wins: most browsers also say the names of others.
_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_DEVICES = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11|CrOS"),
)
PHONES = ("iPhone", "Android")


def device(agent: str) -> str:
    """'Firefox sur Windows', or that it is unknown."""
    browser, system = _first(_BROWSERS, agent), _first(_DEVICES, agent)
    if browser and system:
        return _("%(browser)s sur %(device)s", browser=browser, device=system)
    return browser or system or _("Appareil inconnu")


def is_phone(agent: str) -> bool:
    """Is it a telephone?"""
    return _first(_DEVICES, agent) in PHONES


def _first(patterns: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in patterns if re.search(pattern, agent)), "")
