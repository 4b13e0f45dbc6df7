"""People and places: the directory, workers' sheets, neighbourhoods, hosts, invitations."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts.services import on_role
from raqnet.face import Place, add_place
from raqnet.people.invitations import prepare_role
from raqnet.people.views import blueprint, directory, entries, invitations, sheets, team
from raqnet.people.words import dial

__all__ = ["directory", "entries", "init_app", "invitations", "sheets", "team"]


def init_app(app: Flask) -> None:
    """Enter the subject's pages into the application and its navigation."""
    app.add_template_filter(dial)
    on_role(prepare_role)
    app.register_blueprint(blueprint)
    add_place(app, Place(_l("Annuaire"), "users", "people.directory", "directory.read", 40))
    add_place(app, Place(_l("Équipe"), "users-round", "people.team", "people.edit", 70))
