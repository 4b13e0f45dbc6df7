"""Finding what may tell who somebody is: `find(text, gazetteer(app))`; subjects add their names.

A subject that knows names enters a provider in its `init_app`:
`add_gazetteer(app, lambda: [(Kind.PERSON, names), (None, words_that_name_nobody)])`.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from raqnet import clock
from raqnet.cache import Kept
from raqnet.redaction.finding import find
from raqnet.redaction.gazetteer import Gazetteer
from raqnet.redaction.kinds import PLACES, Entries, Finding, Kind

__all__ = [
    "PLACES",
    "Entries",
    "Finding",
    "Gazetteer",
    "Kind",
    "add_gazetteer",
    "find",
    "gazetteer",
    "init_app",
]
Provider = Callable[[], Entries]
LASTS = timedelta(minutes=5)
_MOST_NAMES = 1_000_000


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["gazetteers"] = []
    app.extensions["gazetteer"] = Kept[Gazetteer](_MOST_NAMES)


def add_gazetteer(app: Flask, provider: Provider) -> None:
    """Enter a subject's names; the provider is asked again after some minutes."""
    app.extensions["gazetteers"].append(provider)


def gazetteer(app: Flask) -> Gazetteer:
    """Every name that the subjects know, at most five minutes old."""
    store: Kept[Gazetteer] = app.extensions["gazetteer"]
    held = store.get("names")
    if held is None:
        held = Gazetteer().plus(entry for ask in app.extensions["gazetteers"] for entry in ask())
        store.put("names", held, clock.now() + LASTS)
    return held
