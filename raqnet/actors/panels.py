"""What later subjects show on an actor's sheet: each registers a function, the page asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from raqnet.access import Principal
from raqnet.actors.models import Actor


@dataclass(frozen=True)
class Panel:
    """A template that the sheet includes; it reads `context` as `panel`."""

    template: str
    context: dict[str, Any]


# What to show to this person about this actor; None for nothing.
Maker = Callable[[Principal, Actor], Panel | None]


def init_app(app: Flask) -> None:
    """Make room for what later subjects show."""
    app.extensions["actor_panels"] = []


def add_panel(app: Flask, maker: Maker) -> None:
    """Show what `maker` makes on every actor's sheet."""
    app.extensions["actor_panels"].append(maker)


def of(user: Principal, actor: Actor) -> list[Panel]:
    """Everything that there is to show about this actor."""
    makers: list[Maker] = current_app.extensions["actor_panels"]
    return [panel for maker in makers if (panel := maker(user, actor))]
