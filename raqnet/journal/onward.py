"""Where a page of the journal may lead on to: later subjects register a way, the pages ask."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from raqnet.access import Principal


class From(enum.StrEnum):
    """What one comes from."""

    FAILED_RELAY = "failed_relay"
    INTERVENTION = "intervention"


@dataclass(frozen=True)
class Way:
    """A link; its address carries ids and kinds, never a word that was written."""

    label: Any
    url: str


# The way for this person from there, about this actor where there is one; None for none.
Maker = Callable[[Principal, From, int | None], Way | None]


def init_app(app: Flask) -> None:
    """Make room for the ways, and give the templates `ways_on`."""
    app.extensions["journal_ways"] = []
    app.jinja_env.globals.update(ways_on=of)


def add_way(app: Flask, maker: Maker) -> None:
    """Lead on to where `maker` says."""
    app.extensions["journal_ways"].append(maker)


def of(user: Principal, place: str, actor_id: int | None = None) -> list[Way]:
    """Every way on from here."""
    makers: list[Maker] = current_app.extensions["journal_ways"]
    return [way for maker in makers if (way := maker(user, From(place), actor_id))]
