"""What later subjects show in the room: a template per screen, drawn from the snapshot's `notice`.

Such a template has one root with `data-part` and an id of its own, and is there at all times while
the room is open: what it says hangs on the snapshot alone, so that phones may share a screen.
"""

from flask import Flask, current_app

SCREENS = ("console", "phone", "projector")


def init_app(app: Flask) -> None:
    """Make room for what later subjects show."""
    app.extensions["room_parts"] = {screen: [] for screen in SCREENS}
    app.jinja_env.globals["room_parts"] = of


def add_part(app: Flask, screen: str, template: str) -> None:
    """Show `template` on every screen of this kind."""
    app.extensions["room_parts"][screen].append(template)


def of(screen: str) -> list[str]:
    """The templates that this kind of screen shows besides its own."""
    found: list[str] = current_app.extensions["room_parts"][screen]
    return found
