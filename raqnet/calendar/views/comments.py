"""Comments and requests on an action."""

from flask import abort, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import proofreading
from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import around, comments
from raqnet.calendar.access import can_unsay
from raqnet.calendar.forms import CommentForm
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import address, found, show
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other


@blueprint.post("/calendrier/actions/<int:action_id>/commentaires")
@require("calendar.comment")
@once("calendar.action", "action_id")
def comment(action_id: int) -> ResponseReturnValue:
    """Leave a remark or a request."""
    row, form = found(action_id), CommentForm()
    date = around.date_of(row)
    if not form.validate():
        return show(row, date, 422, comment=form)
    comments.say(row, principal().id, str(form.text.data), bool(form.is_request.data))
    drafting.drop(principal())
    proofreading.remind(form.text.data)
    db.session.commit()
    flash(_("Message publié."), "success")
    return see_other(address(row, date) + "#commentaires")


@blueprint.post("/calendrier/commentaires/<int:comment_id>/retirer")
@require("calendar.comment")
def remove_comment(comment_id: int) -> ResponseReturnValue:
    """Take one's own comment away."""
    row = around.find_comment(principal(), comment_id) or abort(404)
    ensure(can_unsay(principal(), row))
    back = url_for("calendar.action", action_id=row.action_id)
    comments.unsay(row)
    db.session.commit()
    flash(_("Message retiré."), "success")
    return see_other(back + "#commentaires")
