"""Asking the present password again before something that matters."""

from flask_babel import gettext as _

from raqnet import auth
from raqnet.accounts import services, throttle
from raqnet.accounts.views.entrance import retry_words
from raqnet.db import db


def objection(password: str | None) -> str | None:
    """Why this password is not taken as the present one, in words; None when it is right."""
    person = auth.principal()
    counted = throttle.limits(person.email)
    blocked_until = throttle.take_try(counted)
    db.session.commit()
    if blocked_until:
        return retry_words(blocked_until)
    if not services.knows_password(person, password or ""):
        return _("Ce mot de passe n'est pas juste.")
    throttle.forgive(counted)
    db.session.commit()
    return None
