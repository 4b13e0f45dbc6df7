"""People and places: the directory, workers' sheets, neighbourhoods, hosts, invitations."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts.services import on_role
from raqnet.face import Place, add_place
from raqnet.people import host_notes, identifying
from raqnet.people.invitations import prepare_role
from raqnet.people.views import blueprint
from raqnet.people.views import directory as directory_pages
from raqnet.people.views import entries as entry_pages
from raqnet.people.views import invitations as invitation_pages
from raqnet.people.views import sheets as sheet_pages
from raqnet.people.views import team as team_pages
from raqnet.people.words import dial
from raqnet.redaction import add_gazetteer

PAGES = (directory_pages, sheet_pages, team_pages, entry_pages, invitation_pages)


def init_app(app: Flask) -> None:
    """Enter the subject's pages into the application and its navigation."""
    host_notes.init_app(app)
    app.add_template_filter(dial)
    on_role(prepare_role)
    add_gazetteer(app, identifying.names)
    app.register_blueprint(blueprint)
    add_place(app, Place(_l("Annuaire"), "book-open", "people.directory", "directory.read", 40))
    add_place(app, Place(_l("Équipe"), "users-round", "people.team", "people.edit", 70))
