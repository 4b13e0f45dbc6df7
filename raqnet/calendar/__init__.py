"""The shared calendar: actions, series, occurrences, evaluation, feeds."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from raqnet.calendar import version
from raqnet.calendar.views import blueprint
from raqnet.face import Place, add_place


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    version.watch()
    app.register_blueprint(blueprint)
    add_place(
        app, Place(_l("Calendrier"), "calendar-days", "calendar.month", "calendar.read", 20, True)
    )
