"""Lists of values that the coordination edits: themes, places, types …"""

from flask import Flask

from raqnet.lists import queries
from raqnet.lists.views import blueprint
from raqnet.redaction import add_gazetteer


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    app.register_blueprint(blueprint)
    add_gazetteer(app, queries.names)
