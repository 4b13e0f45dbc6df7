"""Local actors: shared sheets, each worker's own sheet on working with them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.actors import cli, identifying, importing, panel, panels, renaming
from raqnet.actors.views import blueprint
from raqnet.actors.views import editing as editing_pages
from raqnet.actors.views import listing as listing_pages
from raqnet.actors.views import merging as merging_pages
from raqnet.actors.views import own as own_pages
from raqnet.actors.views import sheets as sheet_pages
from raqnet.actors.views import tables as table_pages
from raqnet.face import Place, add_place
from raqnet.redaction import add_gazetteer
from raqnet.tables.kinds import add_kind

# They enter their routes into the blueprint.
PAGES = (editing_pages, listing_pages, merging_pages, own_pages, sheet_pages, table_pages)


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    renaming.watch()
    panel.init_app(app)
    panels.init_app(app)
    add_gazetteer(app, identifying.names)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    add_kind(app, importing.KIND)
    add_place(app, Place(_l("Acteurs"), "map-pin", "actors.index", "actors.read", 34, True))
