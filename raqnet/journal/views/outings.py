"""Counting on one screen whom one met during an outing."""

from typing import Any

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import conflicts, proofreading
from raqnet.access import Principal, require
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.journal import forms_outings as forms
from raqnet.journal import queries_interventions as queries
from raqnet.journal import queries_outings, removed
from raqnet.journal import services_interventions as services
from raqnet.journal.fields import small
from raqnet.journal.forms_outings import OutingForm
from raqnet.journal.models import Intervention
from raqnet.journal.queries_options import options
from raqnet.journal.views import blueprint
from raqnet.journal.views.pages import worker
from raqnet.journal.views.putting_back import go_on
from raqnet.paths import as_id
from raqnet.undoing import flash_undo


@blueprint.route("/journal/sorties/noter", methods=["GET", "POST"])
@require("journal.own")
@once("journal.note_outing")
def note_outing() -> ResponseReturnValue:
    """One screen for everybody who was met; `date` is the outing's date in the calendar."""
    user, me = worker()
    asked = as_id(request.args.get("date"))
    outings = queries_outings.outings(user, asked)
    outing = next((each for each in outings if each.id == asked), None)
    data = forms.usual_data(queries_outings.last_one(user), outing)
    form = OutingForm(formdata=drafting.formdata(user), data=data)
    _fit(form, user, outings)
    if not queries.usual(user).with_minutes:
        del form.minutes
    if not form.validate_on_submit():
        return _page(form)
    return _save(user, me, form)


def _fit(form: OutingForm, user: Principal, outings: Any, row: Intervention | None = None) -> None:
    chosen = small(form.occurrence.data)
    if chosen is not None and chosen not in {each.id for each in outings}:
        outings = queries_outings.outings(user, chosen)
    form.offer(options(user, forms.LISTS, form.kept(row)), outings)


def _save(user: Principal, me: int, form: OutingForm) -> ResponseReturnValue:
    row = services.record(me, form.told())
    drafting.drop(user)
    removed.empty(user)
    proofreading.remind(form.note.data)
    db.session.commit()
    undo = url_for("journal.remove_intervention", intervention_id=row.id)
    flash_undo(_told(row), undo, _("Annuler"))
    _tell_raised(form)
    return see_other(url_for("journal.interventions"))


def _told(row: Intervention) -> str:
    return ngettext(
        "Sortie enregistrée : %(num)d personne.", "Sortie enregistrée : %(num)d personnes.",
        row.contacts,
    )  # fmt: skip


def _tell_raised(form: OutingForm) -> None:
    if form.raised:
        words = _("Le nombre de personnes a été relevé à %(num)d : une ligne en comptait autant.",
                  num=form.met)  # fmt: skip
        flash(words, "info")


@blueprint.route("/journal/sorties/<int:intervention_id>/modifier", methods=["GET", "POST"])
@require("journal.own")
@once("journal.interventions")
def edit_outing(intervention_id: int) -> ResponseReturnValue:
    """Count anew; what another device saved meanwhile is shown beside."""
    user, _me = worker()
    row = queries.find(user, intervention_id) or abort(404)
    form = _form_of(user, row, drafting.formdata(user))
    if conflicts.is_stale(form, row.version):
        rows = conflicts.meet(form, _form_of(user, row), row.version)
        return _page(form, row=row, rows=rows)
    if not form.validate_on_submit():
        return _page(form, row=row)
    services.change(row, form.told(row))
    drafting.drop(user)
    proofreading.remind(form.note.data)
    db.session.commit()
    flash(_("Modification enregistrée."), "success")
    _tell_raised(form)
    return see_other(url_for("journal.interventions"))


def _form_of(user: Principal, row: Intervention, formdata: Any = None) -> OutingForm:
    form = OutingForm(formdata=formdata, data=forms.data_of(row))
    _fit(form, user, queries_outings.outings(user, row.occurrence_id), row)
    if row.minutes is None:
        del form.minutes
    return form


@blueprint.post("/journal/sorties/retablir")
@require("journal.own")
def restore_outing() -> ResponseReturnValue:
    """Put back the outing that was just taken away."""
    user, me = worker()
    form = OutingForm(formdata=removed.peek(user, removed.OUTING), meta={"csrf": False})
    _fit(form, user, [])
    form.forget_lost_date()
    if not form.validate():
        return go_on(user, removed.OUTING, url_for("journal.interventions"))
    services.record(me, form.told())
    removed.empty(user)
    db.session.commit()
    flash(_("C'est rétabli."), "success")
    return see_other(url_for("journal.interventions"))


def _page(form: OutingForm, **more: Any) -> ResponseReturnValue:
    return form_page("journal/outing.html", form, **{"row": None, **more})
