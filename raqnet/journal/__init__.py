"""The journal de bord: interventions, relays, work for the host, the starting journal."""

from flask import Flask

from raqnet.journal.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    app.register_blueprint(blueprint)
