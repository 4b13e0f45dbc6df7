"""Tables that people bring and take: CSV and XLSX, read with a preview, written safely."""

from flask import Flask

from raqnet.tables.views import blueprint


def init_app(app: Flask) -> None:
    """Enter the subject's pages."""
    app.register_blueprint(blueprint)
