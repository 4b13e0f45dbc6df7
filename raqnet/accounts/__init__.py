"""Accounts: sign-in, second factor, invitations, sessions, the log of sensitive acts."""

from flask import Flask, Response
from flask_babel import lazy_gettext as _l

from raqnet import mail
from raqnet.accounts import audit
from raqnet.accounts.cli import group
from raqnet.accounts.views import blueprint, by_link, entrance, log, manage, own, second_factor
from raqnet.face import Place, add_place

PAGES = (entrance, second_factor, by_link, own, manage, log)


def init_app(app: Flask) -> None:
    """Enter the subject's pages, commands and hooks."""
    mail.watch()
    app.register_blueprint(blueprint)
    app.cli.add_command(group)
    app.extensions["sign_in_again"] = entrance.sign_in_again
    app.after_request(_write_readings)
    for place in (
        Place(_l("Comptes"), "users", "accounts.listing", "accounts.manage", 90),
        Place(_l("Approbations"), "user-check", "accounts.hours", "hours.grant", 92),
        Place(_l("Accès"), "history", "accounts.access_log", "audit.read", 95),
    ):
        add_place(app, place)


def _write_readings(response: Response) -> Response:
    audit.write_readings()
    return response
