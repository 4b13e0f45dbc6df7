"""The closed periods, as the coordination edits them: what becomes of the series is told first."""

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import clock, conflicts
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar import closing, closures, previews
from raqnet.calendar.closing import Change, Effect
from raqnet.calendar.forms_closing import ConfirmForm, PeriodForm, data_of
from raqnet.calendar.models import ClosedPeriod
from raqnet.calendar.views import blueprint
from raqnet.db import db
from raqnet.htmx import see_other


@blueprint.get("/calendrier/conges")
@require("lists.edit")
def closed_periods() -> ResponseReturnValue:
    """All periods, those to come first; one more; the school holidays that are known."""
    return _page(PeriodForm(formdata=None))


@blueprint.post("/calendrier/conges")
@require("lists.edit")
def add_closed_period() -> ResponseReturnValue:
    """One more period."""
    form = PeriodForm()
    if not form.validate():
        return _page(form, 422)
    span = form.span()
    return _change(form, closing.adding(span), _("« %(name)s » est ajouté.", name=span.name))


@blueprint.post("/calendrier/conges/scolaires")
@require("lists.edit")
def add_school_holidays() -> ResponseReturnValue:
    """The school holidays that are known and not in the list."""
    new = closing.unknown_holidays()
    return _change(ConfirmForm(), closing.adding(*new), _("Les congés scolaires sont ajoutés."))


@blueprint.route("/calendrier/conges/<int:closure_id>", methods=["GET", "POST"])
@require("lists.edit")
def edit_closed_period(closure_id: int) -> ResponseReturnValue:
    """Other days or another name for a period."""
    row = _found(closure_id)
    form = PeriodForm(data=data_of(row))
    if conflicts.is_stale(form, row.version):
        rows = conflicts.meet(form, PeriodForm(formdata=None, data=data_of(row)), row.version)
        return _edit_page(form, row, 409, rows)
    if not form.validate_on_submit():
        return _edit_page(form, row, 422 if form.is_submitted() else 200)
    done = _("« %(name)s » est modifié.", name=form.span().name)
    return _change(form, closing.changing(row, form.span()), done)


@blueprint.post("/calendrier/conges/<int:closure_id>/supprimer")
@require("lists.edit")
def remove_closed_period(closure_id: int) -> ResponseReturnValue:
    """Take a period away: the dates that it had taken come back."""
    row = _found(closure_id)
    done = _("« %(name)s » est supprimé.", name=row.name)
    return _change(ConfirmForm(), closing.removing(row), done)


def _found(closure_id: int) -> ClosedPeriod:
    return closing.find(closure_id) or abort(404)


def _change(form: Any, change: Change, done: str) -> ResponseReturnValue:
    """Do it, once what becomes of the series was seen."""
    found = closing.effects(change.among)
    seen = closing.token(found)
    if found and form.previewed.data != seen:
        return _preview(form, found, seen)
    closing.make(change, found, principal().id)
    db.session.commit()
    flash(done, "success")
    if found:
        flash(ngettext("%(num)d série a suivi.", "%(num)d séries ont suivi.", len(found)), "info")
    return see_other(url_for("calendar.closed_periods"))


def _preview(form: Any, found: list[Effect], seen: str) -> ResponseReturnValue:
    again = bool(form.previewed.data)
    form.previewed.data, form.previewed.raw_data = seen, [seen]
    told = [(each.action, previews.of(each.action, each.plan)) for each in found]
    page = render_template(
        "calendar/closing_preview.html", form=form, effects=told, again=again, action=request.path
    )
    return page, 409


def _page(form: PeriodForm, status: int = 200) -> ResponseReturnValue:
    today, periods = clock.today(), closures.periods()
    page = render_template(
        "calendar/closed_periods.html", form=form,
        coming=[each for each in periods if each.ends_on >= today],
        past=[each for each in reversed(periods) if each.ends_on < today],
        unknown=closing.unknown_holidays(),
    )  # fmt: skip
    return page, status


def _edit_page(
    form: PeriodForm, row: ClosedPeriod, status: int, rows: list[Any] | None = None
) -> ResponseReturnValue:
    page = render_template("calendar/closed_period.html", form=form, period=row, rows=rows)
    return page, status
