"""What a new action may be filled in from: a later subject registers a source under the name of an
argument of the form's address (`?etape=7`), and hears of the action that came of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from raqnet.access import Principal
from raqnet.calendar.models import Action


class Gone(Exception):
    """What the form was filled in from is not to be taken any more: its words say so."""


@dataclass(frozen=True)
class Source:
    """`fields` gives the form's fields, or None where there is nothing for this person to take;
    `taken` is told of the action that was made, in the same transaction; `gone` says why no action
    is made of what was taken meanwhile (without it, one is made that has nothing to do with it)."""

    fields: Callable[[Principal, str], dict[str, Any] | None]
    taken: Callable[[Principal, str, Action], None]
    gone: Callable[[Principal, str], str] | None = None


def init_app(app: Flask) -> None:
    """Make room for sources."""
    app.extensions["calendar_sources"] = {}


def add_source(app: Flask, argument: str, source: Source) -> None:
    """Fill in the form of a new action where its address holds `argument`."""
    app.extensions["calendar_sources"][argument] = source


def fields(user: Principal, args: Mapping[str, str]) -> dict[str, Any]:
    """The fields that the sources named in an address fill in."""
    found: dict[str, Any] = {}
    for source, text in _named(args):
        found |= source.fields(user, text) or {}
    return found


def kept(args: Mapping[str, str]) -> dict[str, str]:
    """What the form carries along, so that its source is told once it is saved."""
    return {name: args[name] for name in current_app.extensions["calendar_sources"] if name in args}


def taken(user: Principal, args: Mapping[str, str], action: Action) -> None:
    """Tell the sources named in an address of the action that was made of them. Errors: Gone."""
    for source, text in _named(args):
        if source.fields(user, text) is not None:
            source.taken(user, text, action)
        elif source.gone:
            raise Gone(source.gone(user, text))


def _named(args: Mapping[str, str]) -> list[tuple[Source, str]]:
    sources: dict[str, Source] = current_app.extensions["calendar_sources"]
    return [(source, args[name]) for name, source in sources.items() if name in args]
