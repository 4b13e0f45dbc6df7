"""Intervision: peer coaching in timed steps; its room, its minutes, what comes of it."""

from flask import Flask

from raqnet.intervision import cli, snapshot, words
from raqnet.intervision.views import blueprint, leading, rooms, seats

PAGES = (leading, rooms, seats)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    snapshot.init_app(app)
    app.jinja_env.globals["room_words"] = words
    for filter_ in (words.minutes, words.whole_minutes, words.epoch):
        app.add_template_filter(filter_)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
