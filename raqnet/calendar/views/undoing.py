"""Undoing the last change of an action."""

from flask import abort, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import around, undo
from raqnet.calendar.access import can_edit
from raqnet.calendar.recurrence import RuleError
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import address, found
from raqnet.db import db
from raqnet.htmx import see_other, turn_back


@blueprint.post("/calendrier/historique/<int:change_id>/defaire")
@require("calendar.write")
def undo_change(change_id: int) -> ResponseReturnValue:
    """Put back what was before a change, unless something came after it."""
    user = principal()
    change = around.find_change(user, change_id) or abort(404)
    row = found(change.action_id)
    ensure(can_edit(user, row) and undo.is_own(user, change))
    try:
        action = undo.undo(change, user.id)
    except (undo.Overtaken, RuleError):
        db.session.rollback()
        return turn_back(address(row), _("Autre chose a changé depuis : rien n'a été défait."))
    db.session.commit()
    flash(_("C'est défait : tout est comme avant."), "success")
    return see_other(address(action, around.date_of(action)))
