"""Entering, showing and taking away actions; `editing.py` changes them."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import (
    around,
    choices,
    dates,
    hanging,
    previews,
    proposals,
    services,
    sources,
)
from raqnet.calendar.access import can_remove
from raqnet.calendar.forms_action import ActionForm
from raqnet.calendar.models import Action
from raqnet.calendar.recurrence import RuleError
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import address, found, found_date, show
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other


@blueprint.get("/calendrier/actions/<int:action_id>")
@require("calendar.read")
def action(action_id: int) -> ResponseReturnValue:
    """All about an action: a one-off, a series, or a date that differs."""
    row = found(action_id)
    return show(row, around.date_of(row))


@blueprint.get("/calendrier/dates/<int:occurrence_id>")
@require("calendar.read")
def occurrence(occurrence_id: int) -> ResponseReturnValue:
    """All about one date."""
    date = found_date(occurrence_id)
    return show(date.action, date)


@blueprint.route("/calendrier/actions/nouvelle", methods=["GET", "POST"])
@require("calendar.write")
@once("calendar.month")
def new_action() -> ResponseReturnValue:
    """Enter an action; a day, a kind or an action to copy may be given."""
    user = principal()
    form = ActionForm(formdata=drafting.formdata(user), data=proposals.of(user, request.values))
    form.offer(choices.offer())
    if not form.validate_on_submit():
        return _page(form)
    try:
        made = services.create(user.id, **form.details())
        sources.taken(user, request.values, made)
    except RuleError as error:
        form.refuse(error)
        return _page(form)
    except sources.Gone as gone:
        db.session.rollback()
        flash(str(gone), "warning")
        return _page(form, gone=True)
    drafting.drop(user)
    db.session.commit()
    flash(_("Action enregistrée."), "success")
    return see_other(address(made, around.date_of(made)))


def _page(form: ActionForm, gone: bool = False) -> ResponseReturnValue:
    return drafting.form_page(
        "calendar/form.html", form, status=409 if gone else None, heading=_("Nouvelle action"),
        back=url_for("calendar.month"), action=None, date=None, scopes=[],
        kept={} if gone else sources.kept(drafting.formdata(principal()) or request.values),
    )  # fmt: skip


@blueprint.route("/calendrier/actions/<int:action_id>/supprimer", methods=["GET", "POST"])
@require("calendar.write")
def remove_action(action_id: int) -> ResponseReturnValue:
    """Take a wrong entry away, with all its dates; what was evaluated or is bound stays."""
    row = found(action_id)
    ensure(can_remove(principal(), row))
    if request.method == "GET":
        return _removal(row)
    title = row.title
    try:
        services.remove(row)
    except services.SpokenOf:
        db.session.rollback()
        return _removal(found(action_id), 409)
    db.session.commit()
    flash(_("« %(title)s » est supprimée.", title=title), "success")
    return see_other(url_for("calendar.month"))


def _removal(row: Action, status: int = 200) -> ResponseReturnValue:
    """What would go with it, or what keeps it."""
    seen = dates.glimpse(row)
    page = render_template(
        "calendar/action_remove.html", action=row, dates=len(seen.dates),
        groups=previews.Teller(row.all_day, row.all_day, frozenset(seen.spoken_of)).keeping(seen),
        hung={words for counted in seen.hung.values() for words in hanging.words(counted)},
    )  # fmt: skip
    return page, status
