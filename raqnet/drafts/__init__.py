"""Drafts: what is being written is kept on the server until it is saved."""

from flask import Flask

from raqnet.accounts.words import Keeper, set_keeper
from raqnet.drafts.cli import group
from raqnet.drafts.models import MAX_DRAFT
from raqnet.drafts.views import blueprint, pages, sending

PAGES = (pages, sending)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and commands; words sent too late are kept here."""
    app.url_map.converters["key"] = pages.KeyConverter
    app.register_blueprint(blueprint)
    app.cli.add_command(group)
    set_keeper(app, Keeper(pages.keep_for_later, MAX_DRAFT))
