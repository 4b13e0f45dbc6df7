"""Home: what each person needs first, and the search across subjects."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.access import TEAM, Role
from raqnet.face import Place, add_place
from raqnet.home import cli
from raqnet.home.views import blueprint
from raqnet.home.views import host as host_pages
from raqnet.home.views import index as index_pages
from raqnet.home.views import search as search_pages

NO_RAQ = frozenset({Role.COORDINATION})  # a RAQ has quicker forms
COMMANDS = (cli.digest_command,)  # of the group `mail`
PAGES = (host_pages, index_pages, search_pages)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages, and the quickest acts, into the navigation."""
    app.register_blueprint(blueprint)
    for place in (
        Place(_l("Accueil"), "house", "home.index", "calendar.read", 10, True, TEAM),
        Place(_l("Accueil"), "house", "home.host", "host.page", 10, True),
        Place(_l("Noter"), "square-pen", "journal.note", "journal.own", 30, True),
        Place(_l("Noter"), "square-pen", "calendar.new_action", "calendar.write", 30, True, NO_RAQ),
        Place(_l("À évaluer"), "clipboard-check", "calendar.to_evaluate", "evaluation.write", 31),
    ):
        add_place(app, place)
