"""What later subjects show with an action: each registers a function, and the page asks them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from raqnet.access import Principal
from raqnet.calendar.models import Action, Occurrence


@dataclass(frozen=True)
class Aside:
    """A template that the page includes below the facts; it reads `context` as `aside`.

    What waits, for this person or for an answer to them, stands `first`; the rest is folded.
    """

    template: str
    context: dict[str, Any]
    title: str
    first: bool = False


# What to show to this person beside this action, on this date where it has one; None for nothing.
Maker = Callable[[Principal, Action, Occurrence | None], Aside | None]


def init_app(app: Flask) -> None:
    """Make room for what later subjects show."""
    app.extensions["calendar_asides"] = []


def add_aside(app: Flask, maker: Maker) -> None:
    """Show what `maker` makes on the page of every action."""
    app.extensions["calendar_asides"].append(maker)


def of(user: Principal, action: Action, date: Occurrence | None) -> list[Aside]:
    """Everything that there is to show beside this action."""
    makers: list[Maker] = current_app.extensions["calendar_asides"]
    return [aside for maker in makers if (aside := maker(user, action, date))]
