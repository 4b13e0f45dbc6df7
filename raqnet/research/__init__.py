"""Research: the project's figures, what is said of them, and the anonymous rows behind them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.accounts import audit
from raqnet.face import Place, add_place
from raqnet.research.views import blueprint
from raqnet.research.views import extracts as extract_pages
from raqnet.research.views import figures as figure_pages

PAGES = (extract_pages, figure_pages)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
    audit.describe(
        {
            "figures.extract-prepared": _l("Extrait de recherche préparé"),
            "figures.extract-taken": _l("Extrait de recherche pris"),
        }
    )
    add_place(app, Place(_l("Extraits"), "download", "research.extracts", "figures.extract", 58))
    add_place(app, Place(_l("Chiffres"), "chart-column", "research.index", "figures.read", 56))
