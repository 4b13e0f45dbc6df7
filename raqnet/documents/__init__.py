"""Posters, flyers and photos: taken in, cleaned of what they tell, kept sealed."""

from flask import Flask

from raqnet.calendar.asides import add_aside
from raqnet.calendar.changed import on_absorb
from raqnet.documents import beside, cli, holders, moving, words
from raqnet.documents.views import blueprint
from raqnet.documents.views import bringing as bringing_pages
from raqnet.documents.views import reading as reading_pages

PAGES = (bringing_pages, reading_pages)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and commands; actions show their documents."""
    holders.init_app(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    app.add_template_filter(words.weight)
    add_aside(app, beside.aside)
    on_absorb(app, moving.rejoin)
