"""Planning: hours, reinforcement, projects, hosts' proposals."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.calendar.asides import add_aside
from raqnet.calendar.changed import on_change
from raqnet.calendar.hanging import add_hanging, add_joined
from raqnet.calendar.sources import add_source
from raqnet.face import Place, add_place
from raqnet.planning import amending, beside, cli_hours, hanging, hours, reinforcing, words
from raqnet.planning.views import blueprint, projects_entry
from raqnet.planning.views import hours as hours_pages
from raqnet.planning.views import proposals as proposal_pages
from raqnet.planning.views import recovery as recovery_pages
from raqnet.planning.views import reinforcement as reinforcement_pages
from raqnet.planning.views import watch as watch_pages

PAGES = (  # they enter their routes into the blueprint
    hours_pages,
    proposal_pages,
    recovery_pages,
    reinforcement_pages,
    watch_pages,
)
PLACES = (
    Place(_l("Mes heures"), "hourglass", "planning.my_hours", "hours.own", 33),
    Place(_l("Heures à approuver"), "clock", "planning.hours_to_approve", "hours.approve", 60),
)


def init_app(app: Flask) -> None:
    """Enter the subject's pages, and what it shows on those of the calendar."""
    app.register_blueprint(blueprint)
    app.cli.add_command(cli_hours.group)
    on_change(app, reinforcing.follow, reinforcing.follow_many)
    on_change(app, hours.follow, hours.follow_many)
    for each in hanging.KINDS:
        add_hanging(app, each)
    add_joined(app, reinforcing.joined)
    add_aside(app, beside.reinforcement_aside)
    add_aside(app, beside.hours_aside)
    add_source(app, amending.ARGUMENT, amending.SOURCE)
    app.add_template_filter(words.missing, "missing")
    for place in PLACES:
        add_place(app, place)
    projects_entry.init_app(app)
