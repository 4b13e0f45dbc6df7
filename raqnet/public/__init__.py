"""What anybody may read: the neighbourhoods' workers and the public actions."""

from flask import Flask

from raqnet.public.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
