"""The journal de bord: interventions, relays, work for the host, the starting journal."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts import audit
from raqnet.face import Place, add_place
from raqnet.journal import cli, durations
from raqnet.journal.views import balance as balance_pages
from raqnet.journal.views import blueprint
from raqnet.journal.views import host_works as host_work_pages
from raqnet.journal.views import starting as starting_pages
from raqnet.journal.views import starting_periods as period_pages

PAGES = (  # they enter their routes into the blueprint
    balance_pages,
    host_work_pages,
    period_pages,
    starting_pages,
)


def init_app(app: Flask) -> None:
    """Enter the subject's pages and hooks."""
    app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    app.add_template_filter(durations.written, "duration")
    audit.describe({"starting.read": _l("Journal de démarrage lu")})
    for place in (
        Place(_l("Mes heures"), "hourglass", "journal.host_works", "journal.own", 34),
        Place(_l("80/20 de l'équipe"), "hourglass", "journal.group_balance", "journal.groups", 64),
        Place(
            _l("Journal de démarrage"), "notebook-pen", "journal.starting_periods",
            "starting.switch", 66,
        ),
        Place(
            _l("Journal de démarrage"), "notebook-pen", "journal.starting_reading",
            "starting.read", 66,
        ),
    ):  # fmt: skip
        add_place(app, place)
