"""The figures behind a file: kept as addresses of our own, said in the form that may leave."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app

from raqnet import clock
from raqnet.access import Principal
from raqnet.i18n import day_short
from raqnet.paths import is_ours
from raqnet.research import catalogue, reader, scope
from raqnet.research.answers import Desk
from raqnet.research.catalogue import Entry
from raqnet.research.scope import Scope

PLACE = "/recherche/figures/"


@dataclass(frozen=True)
class Cited:
    """A figure that a file cites; `sentence` is empty where only its protected form may leave."""

    address: str
    title: str
    period: str
    sentence: str


def own(text: str) -> str | None:
    """The address of a figure of ours, written in the one way; None for any other address.

    Nothing of what was typed goes through: it is written anew from the figure and the scope read.
    """
    path = text.strip().removeprefix(current_app.config["PUBLIC_URL"])
    if not is_ours(path):
        return None
    parts = urlsplit(path)
    name = parts.path.removeprefix(PLACE)
    if not parts.path.startswith(PLACE) or name not in catalogue.FIGURES:
        return None
    asked = scope.read(dict(parse_qsl(parts.query)), clock.today())
    return None if asked.unreadable else address(name, asked.scope)


def address(name: str, of: Scope) -> str:
    """The address of a figure of a scope."""
    return f"{PLACE}{name}?{urlencode(of.params())}"


def of_period(name: str, first: date, last: date) -> str | None:
    """The address of a figure of some days, without filters; None where there is no such figure."""
    if name not in catalogue.FIGURES:
        return None
    return address(name, Scope(min(first, last), max(first, last)))


def choices() -> list[tuple[str, str]]:
    """Every figure, to choose from."""
    return [(entry.name, str(entry.title)) for entry in catalogue.FIGURES.values()]


def cited(user: Principal, addresses: list[str]) -> list[Cited]:
    """What a file cites, counted now; a figure that is gone is left out."""
    return [each for text in addresses if (each := _cited(user, text))]


def _cited(user: Principal, text: str) -> Cited | None:
    parts, me = urlsplit(text), reader.of(user)
    entry = catalogue.find(parts.path.removeprefix(PLACE), me)
    if entry is None:
        return None
    asked = scope.read(dict(parse_qsl(parts.query)), clock.today()).scope
    period = f"{day_short(asked.first)} – {day_short(asked.last)}"
    return Cited(text, str(entry.title), period, outside(entry, asked, me))


def outside(entry: Entry, asked: Scope, me: reader.Reader) -> str:
    """A figure's sentence as it may leave the team; none where it may not."""
    figure = Desk(me).answer(entry, asked, whole=False).figure
    return figure.sentence if figure and not figure.stays_inside else ""
