"""Asking colleagues for a date, joining them, leaving them."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet import auth, clock
from raqnet.access import ensure, require
from raqnet.calendar import queries as calendar
from raqnet.calendar.access import can_edit
from raqnet.calendar.models import Action, Occurrence, Status
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.planning import queries_reinforcement as queries
from raqnet.planning import reinforcing, words
from raqnet.planning.forms import ReinforcementForm, reinforcement_data
from raqnet.planning.reinforcing import Refused, Wish
from raqnet.planning.views import blueprint
from raqnet.planning.views.turning import back
from raqnet.undoing import flash_undo

NOTHING = _l("Un renfort se demande pour une date qui vient et qui a lieu.")


def _own(occurrence_id: int) -> Occurrence:
    user = auth.principal()
    date = calendar.find_occurrence(user, occurrence_id) or abort(404)
    ensure(can_edit(user, date.action))
    return date


def _own_series(action_id: int) -> Action:
    """A series, or a one-off; of a date that differs, its series."""
    user = auth.principal()
    action = calendar.find_action(user, action_id) or abort(404)
    if action.series_id is not None:
        action = calendar.find_action(user, action.series_id) or abort(404)
    ensure(can_edit(user, action))
    return action


def _address(occurrence_id: int) -> str:
    return url_for("calendar.occurrence", occurrence_id=occurrence_id, _anchor="renfort")


def _series_address(action: Action) -> str:
    return url_for("calendar.action", action_id=action.id, _anchor="renfort")


@blueprint.route("/calendrier/dates/<int:occurrence_id>/renfort", methods=["GET", "POST"])
@require("calendar.write")
def ask(occurrence_id: int) -> ResponseReturnValue:
    """Ask for colleagues on a date, or on all those that come."""
    date = _own(occurrence_id)
    if date.action.status == Status.CANCELLED or date.ends_at <= clock.now():
        return back(_address(date.id), str(NOTHING))
    asked = queries.asked(date.id)
    form = ReinforcementForm(data=reinforcement_data(asked))
    form.offer(asked, date.action.is_series or date.action.series_id is not None)
    if not form.validate_on_submit():
        return _page(form, date.action, _address(date.id), date=date, asked=asked)
    whole = form.whole is not None and form.whole.data
    return _save(
        form, reinforcing.coming(date.series_id) if whole else [date.id], _address(date.id)
    )


@blueprint.route("/calendrier/actions/<int:action_id>/renfort", methods=["GET", "POST"])
@require("calendar.write")
def ask_series(action_id: int) -> ResponseReturnValue:
    """Ask for colleagues on all the dates that come."""
    action = _own_series(action_id)
    dates = reinforcing.coming(action.id)
    if not dates:
        return back(_series_address(action), str(NOTHING))
    form = ReinforcementForm(data=reinforcement_data(None))
    form.offer(None, is_series=False)
    if not form.validate_on_submit():
        return _page(form, action, _series_address(action), count=len(dates))
    return _save(form, dates, _series_address(action))


def _page(
    form: ReinforcementForm, action: Action, address: str, **context: Any
) -> ResponseReturnValue:
    page = render_template(
        "planning/reinforcement.html", form=form, action=action, back=address, **context
    )
    return page, 422 if form.is_submitted() else 200


def _save(form: ReinforcementForm, dates: Sequence[int], address: str) -> ResponseReturnValue:
    wish = Wish(form.wanted.data, form.language.data, form.skill.data, form.note.data)
    reinforcing.ask(dates, wish, auth.principal().id)
    db.session.commit()
    flash(_("C'est demandé : les collègues que cela concerne le voient à l'accueil."), "success")
    return see_other(address)


@blueprint.post("/calendrier/dates/<int:occurrence_id>/renfort/arreter")
@require("calendar.write")
def stop(occurrence_id: int) -> ResponseReturnValue:
    """Ask no more for this date."""
    date = _own(occurrence_id)
    reinforcing.stop([date.id])
    db.session.commit()
    flash(_("Plus personne n'est cherché pour cette date."), "info")
    return see_other(_address(date.id))


@blueprint.post("/calendrier/actions/<int:action_id>/renfort/arreter")
@require("calendar.write")
def stop_series(action_id: int) -> ResponseReturnValue:
    """Ask no more for any date that comes."""
    action = _own_series(action_id)
    reinforcing.stop(reinforcing.coming(action.id))
    db.session.commit()
    flash(_("Plus personne n'est cherché pour ces dates."), "info")
    return see_other(_series_address(action))


@blueprint.post("/calendrier/dates/<int:occurrence_id>/rejoindre")
@require("reinforcement.join")
def join(occurrence_id: int) -> ResponseReturnValue:
    """Take a place."""
    try:
        date = reinforcing.join(auth.principal(), occurrence_id) or abort(404)
    except Refused as refused:
        return _refuse(occurrence_id, refused)
    db.session.commit()
    undo = url_for("planning.leave", occurrence_id=date.id)
    flash_undo(_("Vous en êtes : la date est dans votre agenda."), undo, _("Annuler"))
    return see_other(_address(date.id))


@blueprint.post("/calendrier/dates/<int:occurrence_id>/quitter")
@require("reinforcement.join")
def leave(occurrence_id: int) -> ResponseReturnValue:
    """Give one's place back."""
    try:
        date = reinforcing.leave(auth.principal(), occurrence_id) or abort(404)
    except Refused as refused:
        return _refuse(occurrence_id, refused)
    db.session.commit()
    undo = url_for("planning.join", occurrence_id=date.id)
    flash_undo(_("Votre place est libre pour quelqu'un d'autre."), undo, _("Annuler"), "info")
    return see_other(_address(date.id))


def _refuse(occurrence_id: int, refused: Refused) -> ResponseReturnValue:
    db.session.rollback()
    return back(_address(occurrence_id), str(words.REFUSALS[refused.why]))
