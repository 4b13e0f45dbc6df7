"""What was taken away and does not pass its form's checks any more: its words go on there."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.db import db
from raqnet.drafts.queries import fields_of
from raqnet.htmx import see_other
from raqnet.journal import removed


def go_on(user: Principal, key: str, back: str) -> ResponseReturnValue:
    """Lead to the form with what was kept under `key`; where nothing is, `back`."""
    form = removed.FORMS[key]
    if removed.hand_over(user, key):
        db.session.commit()
        flash(
            _("Ceci ne peut pas être rétabli tel quel : à vérifier, puis enregistrer."), "warning"
        )
        return see_other(f"{form}?brouillon=1")
    kept = removed.find(user, key)
    if kept is None:
        flash(_("Il n'y a plus rien à rétablir."), "info")
        return see_other(back)
    words = _("Ceci ne peut pas être rétabli tel quel, et un brouillon attend dans le formulaire.")
    page = render_template("errors/kept.html", kept=fields_of(kept), action=form, message=words)
    return page, 409
