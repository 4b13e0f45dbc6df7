"""Opening a public action: what anybody reads of it besides its title, its day and its commune."""

from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, conflicts
from raqnet.access import ensure, require
from raqnet.calendar import queries as calendar
from raqnet.calendar.access import can_edit
from raqnet.calendar.models import Action, Visibility
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.public import services
from raqnet.public.forms import OpeningForm
from raqnet.public.views import blueprint


@blueprint.get("/calendrier/actions/<int:action_id>/public")
@require("calendar.write")
def opening(action_id: int) -> ResponseReturnValue:
    """What is opened of an action; of a series, for all of its dates."""
    action = _mine(action_id)
    return _page(action, OpeningForm(formdata=None, obj=services.opening_of(action)))


@blueprint.post("/calendrier/actions/<int:action_id>/public")
@require("calendar.write")
def open_action(action_id: int) -> ResponseReturnValue:
    """Open what is ticked and written, and shut the rest."""
    action, form = _mine(action_id), OpeningForm()
    row = services.opening_of(action)
    if conflicts.is_stale(form, row.version):
        theirs = OpeningForm(formdata=None, obj=row)
        return _page(action, form, 409, rows=conflicts.meet(form, theirs, row.version))
    if not form.validate_on_submit():
        return _page(action, form, 422)
    services.save(row, form.details())
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return see_other(url_for("calendar.action", action_id=action.id))


def _mine(action_id: int) -> Action:
    """An action that the person of this request may change."""
    user = auth.principal()
    action = calendar.find_action(user, action_id) or abort(404)
    ensure(can_edit(user, action))
    return action


def _page(
    action: Action, form: OpeningForm, status: int = 200, **context: Any
) -> ResponseReturnValue:
    page = render_template(
        "public/opening.html",
        form=form,
        action=action,
        is_public=action.visibility == Visibility.PUBLIC,
        **context,
    )
    return page, status
