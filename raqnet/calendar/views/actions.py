"""Entering, showing, editing and taking away actions."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import conflicts
from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import around, choices, proposals, services, sources
from raqnet.calendar.access import can_edit, can_remove
from raqnet.calendar.forms_action import ActionForm, DateForm, data_of, date_data_of, version_of
from raqnet.calendar.models import Action, Occurrence
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
        return _page(form, _("Nouvelle action"), url_for("calendar.month"))
    made = services.create(user.id, **form.details())
    sources.taken(user, request.values, made)
    drafting.drop(user)
    db.session.commit()
    flash(_("Action enregistrée."), "success")
    return see_other(address(made, around.date_of(made)))


@blueprint.route("/calendrier/actions/<int:action_id>/modifier", methods=["GET", "POST"])
@require("calendar.write")
@once("calendar.action", "action_id")
def edit_action(action_id: int) -> ResponseReturnValue:
    """Change a one-off or a whole series; a date of a series by its own form."""
    return _edit_action(found(action_id))


def _edit_action(row: Action) -> ResponseReturnValue:
    if row.series_id is not None and (date := around.date_of(row)):
        return _edit_date(row, date)
    user = principal()
    ensure(can_edit(user, row))
    form = ActionForm(formdata=drafting.formdata(user), data=data_of(row))
    form.fit(row, choices.offer(row))
    if conflicts.is_stale(form, version_of(row)):
        return _conflict(form, row, ActionForm(formdata=None, data=data_of(row)))
    if not form.validate_on_submit():
        return _page(form, _("Modifier"), address(row), row)
    outcome = services.edit(row, user.id, **form.details())
    drafting.drop(user)
    db.session.commit()
    _tell(outcome)
    return see_other(address(row))


@blueprint.route("/calendrier/dates/<int:occurrence_id>/modifier", methods=["GET", "POST"])
@require("calendar.write")
@once("calendar.occurrence", "occurrence_id")
def edit_date(occurrence_id: int) -> ResponseReturnValue:
    """Change one date only."""
    date = found_date(occurrence_id)
    if date.action.series_id is None and not date.action.is_series:
        return _edit_action(found(date.action_id))
    return _edit_date(date.action, date)


def _edit_date(row: Action, date: Occurrence) -> ResponseReturnValue:
    user = principal()
    ensure(can_edit(user, row))
    form = DateForm(formdata=drafting.formdata(user), data=date_data_of(row, date))
    form.fit(row, choices.offer(row))
    if conflicts.is_stale(form, version_of(row)):
        return _conflict(form, row, DateForm(formdata=None, data=date_data_of(row, date)))
    if not form.validate_on_submit():
        return _page(form, _("Modifier cette date"), address(row, date), row, date)
    details = form.details()
    changed = services.differs(date, **details)
    if changed:
        services.override(date, user.id, **details)
    drafting.drop(user)
    db.session.commit()
    _tell(services.Outcome(changed))
    return see_other(address(row, date))


def _conflict(form: Any, row: Action, theirs: Any) -> ResponseReturnValue:
    """Both versions, field by field; the typed one stays in the form, to be saved again."""
    theirs.fit(row, form.offered)
    rows = conflicts.meet(form, theirs, version_of(row))
    return _page(form, _("Changé entre-temps"), address(row), row, rows=rows)


def _page(
    form: Any,
    heading: str,
    back: str,
    row: Action | None = None,
    date: Occurrence | None = None,
    rows: list[Any] | None = None,
) -> ResponseReturnValue:
    status = 409 if rows else (422 if form.is_submitted() else 200)
    page = render_template(
        "calendar/form.html",
        form=form, heading=heading, back=back, action=row, date=date, rows=rows,
        draft=drafting.on_offer(),
        kept={} if row else sources.kept(drafting.formdata(principal()) or request.values),
    )  # fmt: skip
    return page, status


def _tell(outcome: services.Outcome) -> None:
    """Say what an edit did to the dates."""
    if not outcome.changed:
        flash(_("Rien n'a changé."), "info")
        return
    flash(_("Modification enregistrée."), "success")
    if outcome.gone:
        flash(ngettext("%(num)d date retirée.", "%(num)d dates retirées.", outcome.gone), "info")
    if outcome.apart:
        kept = ngettext(
            "%(num)d date déjà évaluée ne fait plus partie de la série : gardée à part.",
            "%(num)d dates déjà évaluées ne font plus partie de la série : gardées à part.",
            outcome.apart,
        )
        flash(kept, "warning")


@blueprint.route("/calendrier/actions/<int:action_id>/supprimer", methods=["GET", "POST"])
@require("calendar.write")
def remove_action(action_id: int) -> ResponseReturnValue:
    """Take a wrong entry away, with all its dates; what was evaluated stays."""
    row = found(action_id)
    ensure(can_remove(principal(), row))
    evaluated = services.evaluated_count(row)
    if request.method == "GET" or evaluated:
        page = render_template(
            "calendar/action_remove.html",
            action=row, evaluated=evaluated, dates=around.dates(principal(), row, None, 0).total,
        )  # fmt: skip
        return page, 200 if request.method == "GET" else 409
    services.remove(row)
    db.session.commit()
    flash(_("« %(title)s » est supprimée.", title=row.title), "success")
    return see_other(url_for("calendar.month"))
