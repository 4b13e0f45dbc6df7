"""What every page shares: the addresses of assets, the navigation, the words for roles."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from raqnet.access import Role
from raqnet.config import ROOT

STATIC = ROOT / "static"
# What every page and the quick forms show; then the rest, fetched where it is shown.
DRAWINGS = ("vendor/lucide.svg", "vendor/lucide-more.svg")
ROLE_LABELS = {
    Role.RAQ: _l("Relais d'action de quartier"),
    Role.HOST: _l("Partenaire hébergeur"),
    Role.COORDINATION: _l("Coordination"),
    Role.RESEARCH: _l("Recherche-action"),
    Role.ADMIN: _l("Administration"),
}


@dataclass(frozen=True)
class Place:
    """An entry of the navigation: where it leads, who sees it, whether a phone's bar holds it."""

    label: Any
    icon: str
    endpoint: str
    permission: str
    order: int
    primary: bool = False
    roles: frozenset[Role] | None = None


@dataclass(frozen=True)
class NavItem:
    """A place as one person sees it on one page."""

    label: str
    icon: str
    url: str
    active: bool
    primary: bool


def init_app(app: Flask) -> None:
    """Give the templates `asset`, `drawing`, `nav` and `role_label`."""
    app.extensions["places"] = []
    asset = _asset(app)
    app.jinja_env.globals.update(
        asset=asset,
        drawing=lambda icon: f"{asset(_drawings().get(icon, DRAWINGS[0]))}#{icon}",
        role_label=lambda role: ROLE_LABELS[role],
    )
    app.context_processor(lambda: {"nav": Navigation(app)})


def add_place(app: Flask, place: Place) -> None:
    """Enter a subject into the navigation."""
    places: list[Place] = app.extensions["places"]
    places.append(place)
    places.sort(key=lambda each: each.order)


class Navigation:
    """The places that the signed-in person may go to, found out when a page first asks.

    The pages of errors never ask: they must come out when the database is away.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._items: list[NavItem] | None = None

    def __iter__(self) -> Iterator[NavItem]:
        if self._items is None:
            self._items = _items(self._app)
        return iter(self._items)


def _items(app: Flask) -> list[NavItem]:
    if not current_user.is_authenticated:
        return []
    role = current_user.role
    places = [
        (place, _url(place.endpoint))
        for place in app.extensions["places"]
        if current_user.can(place.permission) and (place.roles is None or role in place.roles)
    ]
    here = _nearest([url for _place, url in places])
    return [NavItem(str(p.label), p.icon, url, url == here, p.primary) for p, url in places]


def _nearest(urls: list[str]) -> str | None:
    """The place that this page belongs to: the longest address that its own begins with."""
    path = request.path
    above = [url for url in urls if path == url or path.startswith(url.rstrip("/") + "/")]
    return max((url for url in above if url != "/" or path == "/"), key=len, default=None)


@cache
def _url(endpoint: str) -> str:
    return url_for(endpoint)


def address_of(name: str) -> str:
    """The address of a static file, with its version."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _drawings() -> dict[str, str]:
    """The file of each icon, by the icon's name."""
    named = re.compile(r'<symbol id="([\w-]+)"')
    return {name: file for file in DRAWINGS for name in named.findall((STATIC / file).read_text())}


def _asset(app: Flask) -> Callable[[str], str]:
    """Addresses that change with the file, so that browsers may keep each for ever."""

    @cache
    def known(name: str, _changed: float) -> str:
        return address_of(name)

    stamp = (lambda path: path.stat().st_mtime) if app.debug else _never

    def asset(name: str) -> str:
        return known(name, stamp(STATIC / name))

    return asset


def _never(_path: Path) -> float:
    return 0.0
