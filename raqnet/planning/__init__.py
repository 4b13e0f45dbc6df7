"""Planning: hours, reinforcement, projects, hosts' proposals."""

from flask import Flask

from raqnet.calendar.asides import add_aside
from raqnet.calendar.changed import on_change
from raqnet.planning import beside, reinforcing, words
from raqnet.planning.views import blueprint
from raqnet.planning.views import reinforcement as reinforcement_pages

PAGES = (  # they enter their routes into the blueprint
    reinforcement_pages,
)


def init_app(app: Flask) -> None:
    """Enter the subject's pages, and what it shows on those of the calendar."""
    app.register_blueprint(blueprint)
    on_change(app, reinforcing.follow)
    add_aside(app, beside.reinforcement_aside)
    app.add_template_filter(words.missing, "missing")
