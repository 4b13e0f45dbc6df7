"""The journal de bord: interventions, relays, work for the host, the starting journal."""

from flask import Flask

from raqnet.journal import importing_interventions
from raqnet.journal.views import blueprint
from raqnet.journal.views import tables_interventions as table_pages
from raqnet.tables.kinds import add_kind

PAGES = (table_pages,)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    app.register_blueprint(blueprint)
    add_kind(app, importing_interventions.KIND)
