"""Local actors: shared sheets, each worker's own sheet on working with them."""

from flask import Flask

from raqnet.actors import importing, panels
from raqnet.actors.views import blueprint
from raqnet.actors.views import tables as table_pages
from raqnet.tables.kinds import add_kind

PAGES = (table_pages,)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    panels.init_app(app)
    app.register_blueprint(blueprint)
    add_kind(app, importing.KIND)
