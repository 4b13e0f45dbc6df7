"""Research: the project's figures, what is said of them, and the anonymous rows behind them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.face import Place, add_place
from raqnet.research.views import blueprint, files, host_month
from raqnet.research.views import figures as figure_pages

PAGES = (figure_pages, files, host_month)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
    add_place(app, Place(_l("Chiffres"), "chart-column", "research.index", "figures.read", 56))
