"""Lists of values that the coordination edits: themes, places, types …"""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.face import Place, add_place
from raqnet.lists import queries
from raqnet.lists.views import blueprint, editing
from raqnet.redaction import add_gazetteer

PAGES = (editing,)  # it enters its routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    app.register_blueprint(blueprint)
    add_gazetteer(app, queries.names)
    add_place(app, Place(_l("Listes de valeurs"), "list", "lists.index", "lists.edit", 71))
