"""Confirming, cancelling and restoring an action or one of its dates."""

from collections.abc import Callable

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import around, services
from raqnet.calendar.access import can_edit
from raqnet.calendar.forms import ReasonForm
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import address, found, found_date, show
from raqnet.db import db
from raqnet.htmx import see_other


@blueprint.post("/calendrier/actions/<int:action_id>/annuler")
@require("calendar.write")
def cancel_action(action_id: int) -> ResponseReturnValue:
    """Cancel a one-off or a whole series, saying why."""
    row = found(action_id)
    return _cancel(row, around.date_of(row), lambda why, who: services.cancel(row, why, who))


@blueprint.post("/calendrier/dates/<int:occurrence_id>/annuler")
@require("calendar.write")
def cancel_date(occurrence_id: int) -> ResponseReturnValue:
    """Cancel one date, saying why."""
    date = found_date(occurrence_id)
    return _cancel(date.action, date, lambda why, who: services.cancel_date(date, why, who))


def _cancel(
    row: Action, date: Occurrence | None, act: Callable[[str, int], object]
) -> ResponseReturnValue:
    user = principal()
    ensure(can_edit(user, row))
    form = ReasonForm()
    if not form.validate():
        return show(row, date, 422, reason=form)
    act(str(form.reason.data), user.id)
    db.session.commit()
    flash(_("C'est annulé : les abonnements le diront."), "success")
    return see_other(address(row, date))


@blueprint.post("/calendrier/actions/<int:action_id>/retablir")
@require("calendar.write")
def restore_action(action_id: int) -> ResponseReturnValue:
    """Undo the cancellation of a one-off or a whole series."""
    row = found(action_id)
    return _restore(row, around.date_of(row), lambda who: services.restore(row, who))


@blueprint.post("/calendrier/dates/<int:occurrence_id>/retablir")
@require("calendar.write")
def restore_date(occurrence_id: int) -> ResponseReturnValue:
    """Undo the cancellation of one date, though its whole series be cancelled."""
    date = found_date(occurrence_id)
    return _restore(date.action, date, lambda who: services.restore_date(date, who))


def _restore(
    row: Action, date: Occurrence | None, act: Callable[[int], object]
) -> ResponseReturnValue:
    user = principal()
    ensure(can_edit(user, row))
    act(user.id)
    db.session.commit()
    flash(_("C'est rétabli."), "success")
    return see_other(address(row, date))


@blueprint.post("/calendrier/actions/<int:action_id>/confirmer")
@require("calendar.write")
def confirm_action(action_id: int) -> ResponseReturnValue:
    """Say that a one-off or a whole series takes place."""
    row = found(action_id)
    return _confirm(row, around.date_of(row), lambda who: services.confirm(row, who))


@blueprint.post("/calendrier/dates/<int:occurrence_id>/confirmer")
@require("calendar.write")
def confirm_date(occurrence_id: int) -> ResponseReturnValue:
    """Say that one date takes place."""
    date = found_date(occurrence_id)
    return _confirm(date.action, date, lambda who: services.confirm_date(date, who))


def _confirm(
    row: Action, date: Occurrence | None, act: Callable[[int], object]
) -> ResponseReturnValue:
    user = principal()
    ensure(can_edit(user, row))
    act(user.id)
    db.session.commit()
    flash(_("C'est confirmé."), "success")
    return see_other(address(row, date))
