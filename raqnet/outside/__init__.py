"""Calendars from outside: brought as files, or followed at their address."""

from flask import Flask

from raqnet.calendar.changed import on_absorb, on_removal
from raqnet.outside import cli, joining, removed
from raqnet.outside.fetching import Fetcher
from raqnet.outside.views import blueprint, deciding, followed, importing

PAGES = (deciding, followed, importing)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and commands, and what asks other servers."""
    app.extensions["outside_fetcher"] = Fetcher()
    app.register_blueprint(blueprint)
    on_removal(app, removed.note)
    app.cli.add_command(cli.group)
    on_absorb(app, joining.rejoin)
