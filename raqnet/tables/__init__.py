"""Tables that people bring and take: CSV and XLSX, read with a preview, written safely.

A subject lets its rows be brought with `kinds.add_kind(app, Kind(…))` in its `init_app`.
"""

from flask import Flask

from raqnet.tables import kinds
from raqnet.tables.cli import group
from raqnet.tables.views import blueprint, bringing, deciding

PAGES = (bringing, deciding)  # they enter their routes into the blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages and commands; make room for the kinds of tables."""
    kinds.init_app(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(group)
