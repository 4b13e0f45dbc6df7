"""Planning: hours, reinforcement, projects, hosts' proposals."""

from flask import Flask

from raqnet.planning.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
