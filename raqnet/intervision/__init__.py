"""Intervision: peer coaching in timed steps; its room, its minutes, what comes of it."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts import audit
from raqnet.calendar.asides import add_aside
from raqnet.calendar.hanging import add_hanging
from raqnet.db import db
from raqnet.face import Place, add_place
from raqnet.intervision import beside, cli, closing, hanging, parts, pulse, seen, snapshot, words
from raqnet.intervision.views import (
    after,
    blueprint,
    index,
    kit,
    leading,
    plan,
    rehearsals,
    rooms,
    seats,
    templates,
)
from raqnet.intervision.views import figures as figure_pages

# They enter their routes into the blueprint.
PAGES = (after, figure_pages, index, kit, leading, plan, rehearsals, rooms, seats, templates)


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    snapshot.init_app(app)
    closing.init_app(app)
    parts.init_app(app)
    with app.app_context():
        app.wsgi_app = pulse.Pulse(app, db.engine, rooms.draw_unseen)  # type: ignore[assignment,method-assign]
    app.jinja_env.globals["room_words"] = words
    told = (words.minutes, words.whole_minutes, words.lasting, words.epoch, words.unbroken)
    for filter_ in (*told, seen.mark, seen.marks):
        app.add_template_filter(filter_)
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    add_aside(app, beside.aside)
    add_hanging(app, hanging.KIND)
    audit.describe({"intervision.cases": _l("Textes de cas lus")})
    add_place(
        app,
        Place(_l("Intervision"), "users-round", "intervision.index", "intervision.join", 45, True),
    )
