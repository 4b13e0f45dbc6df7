"""What every page shares: the addresses of assets, the navigation, the words for roles."""

import hashlib
from collections.abc import Callable
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
    """Give the templates `asset`, `nav` and `role_label`."""
    app.extensions["places"] = []
    app.jinja_env.globals.update(asset=_asset(app), role_label=lambda role: ROLE_LABELS[role])
    app.context_processor(lambda: {"nav": navigation(app)})


def add_place(app: Flask, place: Place) -> None:
    """Enter a subject into the navigation."""
    places: list[Place] = app.extensions["places"]
    places.append(place)
    places.sort(key=lambda each: each.order)


def navigation(app: Flask) -> list[NavItem]:
    """The places that the signed-in person may go to."""
    if not current_user.is_authenticated:
        return []
    here = request.endpoint or ""
    return [
        NavItem(str(p.label), p.icon, _url(p.endpoint), p.endpoint == here, p.primary)
        for p in app.extensions["places"]
        if current_user.can(p.permission) and (p.roles is None or current_user.role in p.roles)
    ]


@cache
def _url(endpoint: str) -> str:
    return url_for(endpoint)


def _asset(app: Flask) -> Callable[[str], str]:
    """Addresses that change with the file, so that browsers may keep each for ever."""

    @cache
    def known(name: str, _changed: float) -> str:
        digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
        return f"/static/{name}?v={digest}"

    stamp = (lambda path: path.stat().st_mtime) if app.debug else _never

    def asset(name: str) -> str:
        return known(name, stamp(STATIC / name))

    return asset


def _never(_path: Path) -> float:
    return 0.0
