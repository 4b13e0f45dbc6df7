"""The journal de bord: interventions, relays, work for the host, the starting journal."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.actors.panels import add_panel
from raqnet.calendar.asides import add_aside
from raqnet.face import Place, add_place
from raqnet.journal import beside, importing_interventions, saturation
from raqnet.journal.views import blueprint
from raqnet.journal.views import index as index_pages
from raqnet.journal.views import interventions as intervention_pages
from raqnet.journal.views import interventions_list as list_pages
from raqnet.journal.views import offline as offline_pages
from raqnet.journal.views import outings as outing_pages
from raqnet.journal.views import relays as relay_pages
from raqnet.journal.views import tables_interventions as table_pages
from raqnet.tables.kinds import add_kind

PAGES = (  # they enter their routes into the blueprint
    index_pages,
    intervention_pages,
    list_pages,
    offline_pages,
    outing_pages,
    relay_pages,
    table_pages,
)


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    app.register_blueprint(blueprint)
    add_aside(app, beside.aside)
    add_panel(app, saturation.panel)
    add_kind(app, importing_interventions.KIND)
    add_place(app, Place(_l("Journal"), "notebook-pen", "journal.index", "journal.own", 32))
