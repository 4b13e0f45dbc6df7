"""Local actors: shared sheets, each worker's own sheet on working with them."""

from flask import Flask

from raqnet.actors import panels
from raqnet.actors.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    panels.init_app(app)
    app.register_blueprint(blueprint)
