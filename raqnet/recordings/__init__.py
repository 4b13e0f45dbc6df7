"""Recordings of sessions: consent, slices, review, release; the voice comes disguised."""

from flask import Flask

from raqnet.intervision.closing import on_close
from raqnet.intervision.parts import SCREENS, add_part
from raqnet.recordings import consents, store
from raqnet.recordings.views import blueprint, room

PAGES = (room,)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    store.init_app(app)
    app.register_blueprint(blueprint)
    on_close(app, consents.close)
    for screen in SCREENS:
        add_part(app, screen, f"recordings/_room_{screen}.html")
