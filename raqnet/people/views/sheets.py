"""What a worker says of themself: phone, languages, skills, absences."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth
from raqnet.access import ensure, require
from raqnet.db import db
from raqnet.forms import choices
from raqnet.people import access, queries, services
from raqnet.people.forms import AbsenceForm, SheetForm, TeamSheetForm
from raqnet.people.models import Worker
from raqnet.people.views import blueprint
from raqnet.people.views.directory import worker_page


def _editable(worker_id: int) -> Worker:
    """A worker whom the person of this request may edit."""
    user = auth.principal()
    worker = queries.find_worker(user, worker_id) or abort(404)
    ensure(access.can_edit_sheet(user, worker.id))
    return worker


@blueprint.get("/annuaire/<int:worker_id>/modifier")
@require("people.own")
def edit_sheet(worker_id: int) -> ResponseReturnValue:
    """The form of a sheet."""
    worker = _editable(worker_id)
    return _sheet_page(worker, _sheet_form(worker))


@blueprint.post("/annuaire/<int:worker_id>/modifier")
@require("people.own")
def save_sheet(worker_id: int) -> ResponseReturnValue:
    """Keep a sheet."""
    worker = _editable(worker_id)
    form = _sheet_form(worker)
    if not form.validate():
        return _sheet_page(worker, form, 422)
    services.update_sheet(worker, form.phone.data, form.languages.data, form.skills.data)
    if isinstance(form, TeamSheetForm):
        services.leave(worker, form.left_on.data)
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return redirect(url_for("people.worker", worker_id=worker_id), 303)


def _sheet_form(worker: Worker) -> SheetForm:
    form_class = TeamSheetForm if auth.principal().can("people.edit") else SheetForm
    form = form_class(
        data={
            "phone": worker.phone,
            "left_on": worker.left_on,
            "languages": [value.id for value in worker.languages],
            "skills": [value.id for value in worker.skills],
        }
    )
    form.languages.choices = choices(queries.languages())
    form.skills.choices = choices(queries.skills())
    return form


def _sheet_page(worker: Worker, form: SheetForm, status: int = 200) -> ResponseReturnValue:
    return render_template("people/sheet_form.html", worker=worker, form=form), status


@blueprint.post("/annuaire/<int:worker_id>/absences")
@require("people.own")
def add_absence(worker_id: int) -> ResponseReturnValue:
    """Note days away; one day where the last is left open."""
    worker, form = _editable(worker_id), AbsenceForm()
    if not form.validate():
        return worker_page(worker, form, 422)
    services.add_absence(worker, *form.days())
    db.session.commit()
    flash(_("L'absence est notée."), "success")
    return redirect(url_for("people.worker", worker_id=worker_id, _anchor="absences"), 303)


@blueprint.post("/annuaire/absences/<int:absence_id>/retirer")
@require("people.own")
def remove_absence(absence_id: int) -> ResponseReturnValue:
    """Take an absence away."""
    user = auth.principal()
    absence = queries.find_absence(user, absence_id) or abort(404)
    ensure(access.can_edit_sheet(user, absence.worker_id))
    worker_id = absence.worker_id
    db.session.delete(absence)
    db.session.commit()
    flash(_("L'absence est retirée."), "success")
    return redirect(url_for("people.worker", worker_id=worker_id, _anchor="absences"), 303)
