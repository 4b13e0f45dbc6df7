"""Recordings of sessions: consent, slices, review, release; the voice comes disguised."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.face import Place, add_place
from raqnet.intervision.closing import on_close
from raqnet.intervision.parts import SCREENS, add_part
from raqnet.recordings import cli, consents, notes
from raqnet.recordings.views import blueprint, device, marks, own, released, review, room

PAGES = (room, device, own, review, marks, released)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    app.register_blueprint(blueprint)
    on_close(app, consents.close)
    for screen in SCREENS:
        add_part(app, screen, f"recordings/_room_{screen}.html")
    app.jinja_env.globals.update(moment=notes.moment, said_moment=notes.said_moment)
    app.cli.add_command(cli.group)
    add_place(app, Place(_l("Enregistrements"), "ear", "recordings.index", "recordings.own", 46))
