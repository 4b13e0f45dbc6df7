"""Noting an anonymous intervention in a few taps, and changing it afterwards."""

from typing import Any

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts, proofreading
from raqnet.access import Principal, require
from raqnet.db import db
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.drafts.views.once import once
from raqnet.htmx import see_other
from raqnet.journal import forms_interventions as forms
from raqnet.journal import queries_interventions as queries
from raqnet.journal import queries_services, removed, services_relays
from raqnet.journal import services_interventions as services
from raqnet.journal.forms_interventions import InterventionForm
from raqnet.journal.forms_outings import is_outing
from raqnet.journal.models import Intervention
from raqnet.journal.queries_options import options
from raqnet.journal.views import blueprint
from raqnet.journal.views.pages import worker
from raqnet.undoing import flash_undo


@blueprint.route("/journal/interventions/noter", methods=["GET", "POST"])
@require("journal.own")
@once("journal.note_intervention")
def note_intervention() -> ResponseReturnValue:
    """The quickest form of all; saved, it is there again for the next one."""
    user, me = worker()
    usual = queries.usual(user)
    form = InterventionForm(formdata=drafting.formdata(user), data=forms.usual_data(usual))
    form.offer(options(user, forms.LISTS, form.kept()))
    if not usual.with_minutes:
        del form.minutes
    if request.form.get("search"):
        form.service.add(queries_services.search(request.form.get("q", "")))
        return _page(form, 200, usual=usual)
    if not form.validate_on_submit():
        return _page(form, usual=usual)
    return _save(user, me, form)


def _save(user: Principal, me: int, form: InterventionForm) -> ResponseReturnValue:
    row = services.record(me, form.told())
    services_relays.open_with(me, form.opening(), row)
    drafting.drop(user)
    removed.empty(user)
    proofreading.remind(form.note.data)
    db.session.commit()
    undo = url_for("journal.remove_intervention", intervention_id=row.id, retour="noter")
    flash_undo(_("Intervention enregistrée."), undo, _("Annuler"))
    return see_other(url_for("journal.note_intervention"))


@blueprint.route("/journal/interventions/<int:intervention_id>/modifier", methods=["GET", "POST"])
@require("journal.own")
@once("journal.interventions")
def edit_intervention(intervention_id: int) -> ResponseReturnValue:
    """Change one of one's own; what another device saved meanwhile is shown beside."""
    user, _me = worker()
    row = queries.find(user, intervention_id) or abort(404)
    if is_outing(row):
        return see_other(url_for("journal.edit_outing", intervention_id=row.id))
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
    return see_other(url_for("journal.interventions"))


def _form_of(user: Principal, row: Intervention, formdata: Any = None) -> InterventionForm:
    """For an entry that is there: relays have their own page, minutes are asked where there are."""
    form = InterventionForm(formdata=formdata, data=forms.data_of(row))
    form.offer(options(user, forms.LISTS, form.kept(row)))
    del form.service, form.service_name, form.state
    if row.minutes is None:
        del form.minutes
    return form


def _page(form: InterventionForm, status: int | None = None, **more: Any) -> ResponseReturnValue:
    return form_page("journal/intervention.html", form, status=status, **{"row": None, **more})
