"""The journal de bord: interventions, relays, work for the host, the starting journal."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts import audit
from raqnet.actors.panels import add_panel
from raqnet.calendar.asides import add_aside
from raqnet.calendar.hanging import add_hanging
from raqnet.face import Place, add_place
from raqnet.journal import (
    beside,
    cli,
    hanging,
    importing_interventions,
    onward,
    saturation,
)
from raqnet.journal.views import balance as balance_pages
from raqnet.journal.views import blueprint
from raqnet.journal.views import host_works as host_work_pages
from raqnet.journal.views import index as index_pages
from raqnet.journal.views import interventions as intervention_pages
from raqnet.journal.views import interventions_list as list_pages
from raqnet.journal.views import offline as offline_pages
from raqnet.journal.views import outings as outing_pages
from raqnet.journal.views import relays as relay_pages
from raqnet.journal.views import starting as starting_pages
from raqnet.journal.views import starting_periods as period_pages
from raqnet.journal.views import tables_interventions as table_pages
from raqnet.people.host_notes import add_notes
from raqnet.tables.kinds import add_kind

PAGES = (  # they enter their routes into the blueprint
    balance_pages,
    host_work_pages,
    index_pages,
    intervention_pages,
    list_pages,
    offline_pages,
    outing_pages,
    period_pages,
    relay_pages,
    starting_pages,
    table_pages,
)
PLACES = (
    Place(_l("Journal"), "notebook-pen", "journal.index", "journal.own", 32),
    Place(_l("80/20 de l'équipe"), "hourglass", "journal.group_balance", "journal.groups", 64),
    Place(_l("Journal de démarrage"), "flag", "journal.starting_periods", "starting.switch", 66),
    Place(_l("Journal de démarrage"), "flag", "journal.starting_reading", "starting.read", 66),
)


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    onward.init_app(app)
    app.add_template_filter(saturation.told, "failure")
    audit.describe({"starting.read": _l("Journal de démarrage lu")})
    add_aside(app, beside.aside)
    add_hanging(app, hanging.KIND)
    add_panel(app, saturation.panel)
    add_notes(app, saturation.of_hosts)
    add_kind(app, importing_interventions.KIND)
    for place in PLACES:
        add_place(app, place)
