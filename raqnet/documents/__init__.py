"""Posters, flyers and photos: taken in, cleaned of what they tell, kept sealed."""

from flask import Flask

from raqnet.documents.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
