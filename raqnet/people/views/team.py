"""The coordination's pages: the team and its dated assignments, places, hosts, lists."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth, clock
from raqnet.access import require
from raqnet.db import db
from raqnet.forms import choices
from raqnet.people import host_notes, queries, services
from raqnet.people.forms import AssignmentForm
from raqnet.people.models import Assignment, Worker
from raqnet.people.services import Refused
from raqnet.people.views import blueprint, show_refusal


@blueprint.get("/equipe")
@require("people.edit")
def team() -> ResponseReturnValue:
    """Every worker with what they cover today; those who left below."""
    today = clock.today()
    covered: dict[int, list[str]] = {}
    names = {place.id: place.name for place in queries.neighbourhoods()}
    for row in queries.cover(today):
        if row.neighbourhood_id is not None:
            covered.setdefault(row.worker_id, []).append(names[row.neighbourhood_id])
    return render_template(
        "people/team.html", workers=queries.workers(), covered=covered, today=today
    )


@blueprint.get("/equipe/quartiers")
@require("people.edit")
def areas() -> ResponseReturnValue:
    """Zones with their neighbourhoods, and communes."""
    return render_template(
        "people/areas.html",
        zones=queries.zones(),
        neighbourhoods=queries.neighbourhoods(),
        communes=queries.communes(),
    )


@blueprint.get("/equipe/hebergeurs")
@require("people.edit")
def hosts() -> ResponseReturnValue:
    """Host organisations with their sites."""
    return render_template(
        "people/hosts.html",
        organisations=queries.organisations(),
        sites=queries.sites(),
        members=queries.member_counts(),
        notes=host_notes.of(auth.principal()),
    )


@blueprint.get("/equipe/listes")
@require("people.edit")
def lists() -> ResponseReturnValue:
    """The lists that forms choose from."""
    return render_template(
        "people/lists.html",
        languages=queries.languages(active=False),
        skills=queries.skills(active=False),
    )


# Dated assignments -----------------------------------------------------------------------------


@blueprint.get("/equipe/raq/<int:worker_id>/quartiers/ajouter")
@require("people.edit")
def new_assignment(worker_id: int) -> ResponseReturnValue:
    """The form of a new assignment."""
    worker = queries.find_worker(auth.principal(), worker_id) or abort(404)
    return _assignment_page(worker, _assignment_form(None))


@blueprint.post("/equipe/raq/<int:worker_id>/quartiers/ajouter")
@require("people.edit")
def add_assignment(worker_id: int) -> ResponseReturnValue:
    """Let a worker cover a neighbourhood."""
    worker = queries.find_worker(auth.principal(), worker_id) or abort(404)
    form = _assignment_form(None)
    if not form.validate():
        return _assignment_page(worker, form, None, 422)
    try:
        services.assign(worker, **_dated(form))
    except Refused as refusal:
        show_refusal(form, refusal)
        return _assignment_page(worker, form, None, 422)
    return _saved(worker.id)


@blueprint.get("/equipe/affectations/<int:assignment_id>")
@require("people.edit")
def edit_assignment(assignment_id: int) -> ResponseReturnValue:
    """The form that sets an assignment right."""
    found = queries.find_assignment(auth.principal(), assignment_id) or abort(404)
    return _assignment_page(found.worker, _assignment_form(found), found)


@blueprint.post("/equipe/affectations/<int:assignment_id>")
@require("people.edit")
def save_assignment(assignment_id: int) -> ResponseReturnValue:
    """Set an assignment right."""
    found = queries.find_assignment(auth.principal(), assignment_id) or abort(404)
    form = _assignment_form(found)
    if not form.validate():
        return _assignment_page(found.worker, form, found, 422)
    try:
        services.correct(found, **_dated(form))
    except Refused as refusal:
        show_refusal(form, refusal)
        return _assignment_page(found.worker, form, found, 422)
    return _saved(found.worker_id)


@blueprint.post("/equipe/affectations/<int:assignment_id>/terminer")
@require("people.edit")
def end_assignment(assignment_id: int) -> ResponseReturnValue:
    """Let an assignment end with today."""
    found = queries.find_assignment(auth.principal(), assignment_id) or abort(404)
    try:
        services.end_assignment(found, clock.today())
    except Refused as refusal:
        form = _assignment_form(found)
        show_refusal(form, refusal)
        return _assignment_page(found.worker, form, found, 422)
    return _saved(found.worker_id)


@blueprint.post("/equipe/affectations/<int:assignment_id>/supprimer")
@require("people.edit")
def delete_assignment(assignment_id: int) -> ResponseReturnValue:
    """Take away an assignment that never was."""
    found = queries.find_assignment(auth.principal(), assignment_id) or abort(404)
    worker_id = found.worker_id
    db.session.delete(found)
    return _saved(worker_id)


def _assignment_form(found: Assignment | None) -> AssignmentForm:
    form = AssignmentForm(obj=found, data={"starts_on": clock.today()})
    form.neighbourhood_id.choices = choices(queries.neighbourhoods(), _("Choisir"))
    form.site_id.choices = choices(queries.sites(), _("Choisir"))
    return form


def _dated(form: AssignmentForm) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if name != "csrf_token"}


def _assignment_page(
    worker: Worker, form: AssignmentForm, found: Assignment | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "people/assignment_form.html", worker=worker, form=form, assignment=found
    )
    return page, status


def _saved(worker_id: int) -> ResponseReturnValue:
    db.session.commit()
    flash(_("C'est enregistré."), "success")
    return redirect(url_for("people.worker", worker_id=worker_id, _anchor="quartiers"), 303)
