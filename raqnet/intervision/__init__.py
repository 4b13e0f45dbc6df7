"""Intervision: peer coaching in timed steps; its room, its minutes, what comes of it."""

from flask import Flask

from raqnet.intervision import cli, snapshot
from raqnet.intervision.views import blueprint

PAGES = ()  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    snapshot.init_app(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
