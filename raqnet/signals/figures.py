"""The figures behind a file: kept as addresses of our own, said in the form that may leave."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app

from raqnet import clock
from raqnet.access import Principal
from raqnet.paths import is_ours
from raqnet.research import catalogue, panel, reader, scope, wording
from raqnet.research.answers import Desk
from raqnet.research.scope import Scope

PLACE = "/recherche/figures/"


@dataclass(frozen=True)
class Cited:
    """A figure that a file cites; `sentence` is empty where it may not leave, and `why` says so."""

    address: str
    title: str
    about: str  # the days and filters that were counted, which may not be those of the address
    ignored: str  # filters that mean nothing to it
    sentence: str
    why: str


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
    answer = Desk(me).outside(entry, asked)
    filters = panel.of(asked, me)
    about = [wording.days(answer.scope), filters.told(answer.scope.set())]
    sentence = answer.figure.sentence if answer.figure else ""
    return Cited(
        text, str(entry.title), ", ".join(filter(None, about)), filters.told(answer.ignored),
        sentence, answer.why,
    )  # fmt: skip
