"""Changing an action: one date, this date and those that follow, or all of them.

Whatever changes the dates of a series is shown first; what was seen is what is then done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import conflicts
from raqnet.access import Principal, ensure, require
from raqnet.auth import principal
from raqnet.calendar import around, choices, dates, previews, queries, services, splitting
from raqnet.calendar.access import can_edit
from raqnet.calendar.forms_action import (
    ActionForm,
    DateForm,
    data_of,
    date_data_of,
    rest_data_of,
    version_of,
)
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.recurrence import RuleError
from raqnet.calendar.views import blueprint
from raqnet.calendar.views.pages import address, found, found_date
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.paths import as_id

Values = dict[str, Any]


@dataclass(frozen=True)
class Editing:
    """What is being changed: a row by a form, from a date of it where one was chosen."""

    row: Action
    heading: str
    back: str
    date: Occurrence | None = None
    scope: str = ""  # of a series: "date", "suite" or "serie"

    def scopes(self, user: Principal) -> list[tuple[str, str, bool]]:
        """The ways to change a series from one of its dates: words, address, whether it is this."""
        series = _series_of(user, self.row)
        if self.date is None or series is None:
            return []
        here: dict[str, Any] = {"occurrence_id": self.date.id}
        whole = url_for("calendar.edit_action", action_id=series.id, date=self.date.id)
        ways = {
            "date": (_("Cette date"), url_for("calendar.edit_date", **here)),
            "suite": (_("Celle-ci et les suivantes"), url_for("calendar.edit_following", **here)),
            "serie": (_("Toute la série"), whole),
        }
        return [(words, url, scope == self.scope) for scope, (words, url) in ways.items()]


def _series_of(user: Principal, row: Action) -> Action | None:
    """The series of a row, where this person may change it."""
    series = queries.find_action(user, row.series_id) if row.series_id else row
    return series if series and series.is_series and can_edit(user, series) else None


@blueprint.route("/calendrier/actions/<int:action_id>/modifier", methods=["GET", "POST"])
@require("calendar.write")
@once("calendar.action", "action_id")
def edit_action(action_id: int) -> ResponseReturnValue:
    """Change a one-off or a whole series; a date of a series by its own form."""
    return _edit_action(found(action_id))


def _edit_action(row: Action) -> ResponseReturnValue:
    if row.series_id is not None and (date := around.date_of(row)):
        return _edit_date(row, date)
    ensure(can_edit(principal(), row))
    date = _chosen_date(row)
    heading = _("Modifier la série") if row.is_series else _("Modifier")
    editing = Editing(row, heading, address(row, date), date, "serie")
    return _whole(
        editing, data_of(row),
        lambda values: services.preview(row, **values),
        lambda user, why, values: (row, services.edit(row, user.id, why, **values)),
    )  # fmt: skip


def _chosen_date(row: Action) -> Occurrence | None:
    """The date of a series from which one came to change it whole."""
    chosen = as_id(request.args.get("date"))
    date = queries.find_occurrence(principal(), chosen) if chosen else None
    return date if date and date.series_id == row.id and row.is_series else None


@blueprint.route("/calendrier/dates/<int:occurrence_id>/suite", methods=["GET", "POST"])
@require("calendar.write")
@once("calendar.occurrence", "occurrence_id")
def edit_following(occurrence_id: int) -> ResponseReturnValue:
    """Change a date and all that follow it."""
    date, row = queries.find_date_and_series(principal(), occurrence_id) or abort(404)
    ensure(can_edit(principal(), row))
    if not row.is_series:
        return see_other(url_for("calendar.edit_date", occurrence_id=occurrence_id))
    cut = splitting.cut_before(row, date)
    lone = cut and cut.rest["rrule"] is None and dates.is_own(date)
    shown = found(date.action_id) if lone else row  # the last date alone is what its own row says
    heading = _("Modifier cette date et les suivantes")
    return _whole(
        Editing(shown, heading, address(row, date), date, "suite"),
        rest_data_of(row, cut.rest) if cut and not lone else data_of(shown),
        lambda values: services.preview_following(row, date, **values),
        lambda user, why, values: services.change_following(date, user.id, why, **values),
    )


def _whole(
    editing: Editing,
    data: Values,
    preview: Callable[[Values], services.Plan],
    change: Callable[[Principal, str, Values], tuple[Action, services.Outcome]],
) -> ResponseReturnValue:
    """The form of a one-off or a series: filled in, refused, previewed, or done."""
    user, row = principal(), editing.row
    form = ActionForm(formdata=drafting.formdata(user), data=data)
    form.fit(row, choices.offer(row))
    if conflicts.is_stale(form, version_of(row)):
        return _conflict(form, editing, ActionForm(formdata=None, data=data))
    if not form.validate_on_submit():
        return _page(form, editing)
    values = form.details()
    try:
        plan = preview(values)
    except RuleError as error:
        form.refuse(error)
        return _page(form, editing)
    repeats = row.is_series or values["rrule"]
    if repeats and plan.changes and form.previewed.data != plan.token:
        return _preview(form, editing, plan, values)
    made, outcome = change(user, str(form.move_reason.data), values)
    drafting.drop(user)
    db.session.commit()
    _tell(outcome)
    return see_other(address(made, _still_there(editing.date)))


def _still_there(date: Occurrence | None) -> Occurrence | None:
    """The date from which a series was changed, unless it went with the change."""
    return db.session.get(Occurrence, date.id) if date else None


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
    editing = Editing(row, _("Modifier cette date"), address(row, date), date, "date")
    form = DateForm(formdata=drafting.formdata(user), data=date_data_of(row, date))
    form.fit(row, choices.offer(row))
    if conflicts.is_stale(form, version_of(row)):
        return _conflict(form, editing, DateForm(formdata=None, data=date_data_of(row, date)))
    if not form.validate_on_submit():
        return _page(form, editing)
    details = form.details()
    changed = services.differs(date, **details)
    if changed:
        services.override(date, user.id, str(form.move_reason.data), **details)
    drafting.drop(user)
    db.session.commit()
    _tell(services.Outcome(changed))
    return see_other(address(row, date))


def _conflict(form: Any, editing: Editing, theirs: Any) -> ResponseReturnValue:
    """Both versions, field by field; the typed one stays in the form, to be saved again."""
    theirs.fit(editing.row, form.offered)
    rows = conflicts.meet(form, theirs, version_of(editing.row))
    changed = Editing(editing.row, _("Changé entre-temps"), editing.back)
    return _page(form, changed, rows)


def _page(form: Any, editing: Editing, rows: list[Any] | None = None) -> ResponseReturnValue:
    return drafting.form_page(
        "calendar/form.html", form, rows,
        heading=editing.heading, back=editing.back, action=editing.row, kept={},
        date=editing.date, scope=editing.scope, scopes=editing.scopes(principal()),
    )  # fmt: skip


def _preview(
    form: ActionForm, editing: Editing, plan: services.Plan, values: Values
) -> ResponseReturnValue:
    """What becomes of the dates, before anything does; 409, as a decision is asked for."""
    again = bool(form.previewed.data)
    form.previewed.data = plan.token
    form.previewed.raw_data = [plan.token]
    teller = previews.Teller(editing.row.all_day, values["all_day"], plan.spoken_of)
    return drafting.form_page(
        "calendar/form_preview.html", form, status=409,
        heading=editing.heading, back=editing.back, action=editing.row, kept={},
        groups=teller.groups(plan), plan=plan, again=again,
    )  # fmt: skip


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
            "%(num)d date évaluée ou rejointe ne fait plus partie de la série : gardée.",
            "%(num)d dates évaluées ou rejointes ne font plus partie de la série : gardées.",
            outcome.apart,
        )
        flash(kept, "warning")
