"""Signals upward: what the field sees, carried to an authority, and the answer brought back."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.actors.panels import add_panel
from raqnet.face import Place, add_place
from raqnet.journal.onward import add_way
from raqnet.signals import leading
from raqnet.signals.views import blueprint
from raqnet.signals.views import carrying as carrying_pages
from raqnet.signals.views import dossiers as dossier_pages
from raqnet.signals.views import listing as list_pages
from raqnet.signals.views import telling as telling_pages

# They enter their routes into the blueprint.
PAGES = (carrying_pages, dossier_pages, list_pages, telling_pages)


def init_app(app: Flask) -> None:
    """Enter the subject's pages, and the ways that lead to them."""
    app.register_blueprint(blueprint)
    add_panel(app, leading.panel)
    add_way(app, leading.way)
    add_place(app, Place(_l("Signaux"), "message-circle", "signals.index", "signals.write", 54))
