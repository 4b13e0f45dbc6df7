"""Research: the project's figures, what is said of them, and the anonymous rows behind them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts import audit
from raqnet.calendar.asides import add_aside
from raqnet.calendar.changed import on_absorb
from raqnet.face import Place, add_place
from raqnet.research import annotating, beside, services_placements
from raqnet.research.views import (
    annotations,
    blueprint,
    discussions,
    extracts,
    files,
    host_month,
    placing,
    report_parts,
    reports,
)
from raqnet.research.views import figures as figure_pages

# They enter their routes into the blueprint.
PAGES = (
    figure_pages,
    files,
    host_month,
    annotations,
    discussions,
    placing,
    report_parts,
    reports,
    extracts,
)


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(axis_of=annotating.axis_of)
    add_aside(app, beside.aside)
    on_absorb(app, services_placements.rejoin)
    audit.describe(
        {
            "figures.extract-prepared": _l("Extrait de recherche préparé"),
            "figures.extract-taken": _l("Extrait de recherche pris"),
        }
    )
    add_place(app, Place(_l("Extraits"), "download", "research.extracts", "figures.extract", 58))
    add_place(app, Place(_l("Chiffres"), "chart-column", "research.index", "figures.read", 56))
