"""The calendars that one follows: which, how they do, what their events become."""

from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar import choices
from raqnet.db import db
from raqnet.forms import FilledIn
from raqnet.htmx import see_other
from raqnet.outside import following, queries, removed, services
from raqnet.outside.forms import FollowForm
from raqnet.outside.models import LineState, OutsideCalendar
from raqnet.outside.views import blueprint
from raqnet.outside.views.importing import bringer


@blueprint.route("/calendrier/ailleurs/suivre", methods=["GET", "POST"])
@require("outside.own")
def follow() -> ResponseReturnValue:
    """Follow a calendar at its address."""
    form = _form(services.DEFAULTS)
    form.url.validators = [FilledIn(), *form.url.validators]
    if not form.validate_on_submit():
        return _page(form)
    try:
        following.follow(bringer(), *_said(form))
    except following.TooMany:
        flash(_("Vingt agendas suivis au plus : en retirer un d'abord."), "error")
        return see_other(url_for("outside.mine"))
    db.session.commit()
    flash(_("Agenda suivi : il sera demandé au prochain passage, dans l'heure."), "success")
    return see_other(url_for("outside.mine"))


@blueprint.route("/calendrier/ailleurs/suivis/<int:followed_id>", methods=["GET", "POST"])
@require("outside.own")
def change(followed_id: int) -> ResponseReturnValue:
    """Another name, address or choices for a calendar that I follow."""
    row = _found(followed_id)
    form = _form({**row.choices, "name": row.name, "automatic": row.automatic})
    if not form.validate_on_submit():
        return _page(form, row)
    following.change(row, *_said(form))
    db.session.commit()
    flash(_("Modification enregistrée."), "success")
    return see_other(url_for("outside.mine"))


@blueprint.post("/calendrier/ailleurs/suivis/<int:followed_id>/retirer")
@require("outside.own")
def stop(followed_id: int) -> ResponseReturnValue:
    """Follow a calendar no longer; what came of it stays."""
    following.stop(_found(followed_id))
    db.session.commit()
    flash(_("Agenda retiré : ce qui en a été repris reste au calendrier."), "success")
    return see_other(url_for("outside.mine"))


def _found(followed_id: int) -> OutsideCalendar:
    return queries.find_followed(principal().id, followed_id) or abort(404)


def _form(data: dict[str, Any]) -> FollowForm:
    form = FollowForm(data=data)
    form.offer(choices.offer())
    return form


def _said(form: FollowForm) -> tuple[str, str, dict[str, Any], bool]:
    return form.name.data, form.url.data, form.chosen(), bool(form.automatic.data)


def _page(form: FollowForm, row: OutsideCalendar | None = None) -> ResponseReturnValue:
    gone, waits = (removed.titles(row), queries.import_of(row.id)) if row else ([], None)
    page = render_template(
        "outside/follow.html", form=form, row=row, removed=gone, waits=waits,
        counts=queries.counts(waits.id) if waits else {}, states=LineState,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200
