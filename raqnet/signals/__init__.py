"""Signals upward: what the field sees, carried to an authority, and the answer brought back."""

from flask import Flask

from raqnet.signals.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
