"""Calendars from outside: brought as files, or followed at their address."""

from flask import Flask

from raqnet.outside.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
