"""The kinds of projects: templates that the coordination edits."""

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts
from raqnet.access import require
from raqnet.auth import principal
from raqnet.calendar.forms_when import blame
from raqnet.db import db
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.people.services import Refused
from raqnet.planning import queries_projects, seeds_projects, services_projects
from raqnet.planning.forms_projects import KindForm, KindStepForm
from raqnet.planning.marks import mark_of
from raqnet.planning.models import ProjectKind, ProjectKindStep
from raqnet.planning.views import blueprint
from raqnet.planning.views.projects_steps import data_of, offered, too_many, way

FORM, STEP_FORM = "projects/kind_form.html", "projects/step_form.html"


def _found(kind_id: int) -> ProjectKind:
    return queries_projects.find_kind(principal(), kind_id) or abort(404)


def _found_step(step_id: int) -> ProjectKindStep:
    """Held where something is about to be done with it: it counts no versions."""
    lock = request.method == "POST"
    return queries_projects.find_kind_step(principal(), step_id, lock) or abort(404)


def _address(kind_id: int) -> str:
    return url_for("planning.project_kind", kind_id=kind_id)


def _done(words: str, url: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return see_other(url)


@blueprint.get("/projets/modeles")
@require("projects.kinds")
def project_kinds() -> str:
    """Every template, the retired ones last."""
    return render_template("projects/kinds.html", kinds=queries_projects.kinds(retired=True))


@blueprint.post("/projets/modeles/depart")
@require("projects.kinds")
def seed_project_kinds() -> ResponseReturnValue:
    """The templates that the project began with, where they are missing."""
    seeds_projects.seed_kinds()
    return _done(_("Les modèles de départ sont là."), url_for("planning.project_kinds"))


@blueprint.route("/projets/modeles/nouveau", methods=["GET", "POST"])
@require("projects.kinds")
def new_project_kind() -> ResponseReturnValue:
    """Begin a template."""
    form = KindForm()
    kind = _saved(form, None) if form.validate_on_submit() else None
    if kind is None:
        return form_page(FORM, form, kind=None)
    return _done(_("Modèle commencé : en écrire les étapes."), _address(kind.id))


@blueprint.get("/projets/modeles/<int:kind_id>")
@require("projects.kinds")
def project_kind(kind_id: int) -> str:
    """A template: its words and its chain."""
    return render_template(
        "projects/kind.html", kind=_found(kind_id), lines=services_projects.lines
    )


@blueprint.route("/projets/modeles/<int:kind_id>/modifier", methods=["GET", "POST"])
@require("projects.kinds")
def edit_project_kind(kind_id: int) -> ResponseReturnValue:
    """Change its words; whoever was faster is met."""
    kind = _found(kind_id)
    data = {"version": kind.version, "name": kind.name, "about": kind.about}
    form = KindForm(data=data)
    if conflicts.is_stale(form, kind.version):
        theirs = KindForm(formdata=None, data=data)
        return form_page(FORM, form, conflicts.meet(form, theirs, kind.version), kind=kind)
    if not form.validate_on_submit() or _saved(form, kind) is None:
        return form_page(FORM, form, kind=kind)
    return _done(_("C'est enregistré."), _address(kind_id))


def _saved(form: KindForm, kind: ProjectKind | None) -> ProjectKind | None:
    try:
        return services_projects.save_kind(kind, form.name.data or "", form.about.data or "")
    except Refused as refused:
        blame(form.name, refused.message)
        return None


@blueprint.post("/projets/modeles/<int:kind_id>/retirer")
@require("projects.kinds")
def retire_project_kind(kind_id: int) -> ResponseReturnValue:
    """Offer it no longer, or (`retire=0`) again; projects that have it keep it."""
    kind = _found(kind_id)
    if request.form.get("retire") == "0":
        services_projects.take_back(kind)
        return _done(_("Ce modèle est de nouveau proposé."), _address(kind_id))
    services_projects.retire(kind)
    return _done(_("Ce modèle n'est plus proposé."), _address(kind_id))


# Its steps --------------------------------------------------------------------------------------


@blueprint.route("/projets/modeles/<int:kind_id>/etapes/nouvelle", methods=["GET", "POST"])
@require("projects.kinds")
def new_kind_step(kind_id: int) -> ResponseReturnValue:
    """Add a step at the end."""
    kind, form = _found(kind_id), offered(KindStepForm())
    if form.validate_on_submit():
        try:
            services_projects.add_step(kind, **form.details())
            return _done(_("Étape ajoutée."), _address(kind_id))
        except services_projects.TooMany:
            blame(form.title, too_many())
    return form_page(STEP_FORM, form, back=_address(kind_id), name=kind.name, step=None)


@blueprint.route("/projets/modeles/etapes/<int:kind_step_id>/modifier", methods=["GET", "POST"])
@require("projects.kinds")
def edit_kind_step(kind_step_id: int) -> ResponseReturnValue:
    """Change a step, projects that have begun keep theirs; whoever was faster is met."""
    step = _found_step(kind_step_id)
    words = {**data_of(step), "tasks": step.tasks}
    seen = mark_of(words)
    data = {**words, "version": seen}
    form, rows = offered(KindStepForm(data=data), step.activity_id), None
    if conflicts.is_stale(form, seen):
        theirs = offered(KindStepForm(formdata=None, data=data), step.activity_id)
        rows = conflicts.meet(form, theirs, seen)
    if rows or not form.validate_on_submit():
        return form_page(
            STEP_FORM, form, rows, back=_address(step.kind_id), name=step.kind.name, step=step,
            remove=url_for("planning.remove_kind_step", kind_step_id=step.id),
        )  # fmt: skip
    services_projects.change(step, **form.details())
    return _done(_("C'est enregistré."), _address(step.kind_id))


@blueprint.post("/projets/modeles/etapes/<int:kind_step_id>/deplacer")
@require("projects.kinds")
def move_kind_step(kind_step_id: int) -> ResponseReturnValue:
    """One place earlier (`vers=haut`) or later."""
    step = _found_step(kind_step_id)
    services_projects.move_step(step.kind.steps, step, way())
    return _done(_("Étape déplacée."), _address(step.kind_id))


@blueprint.post("/projets/modeles/etapes/<int:kind_step_id>/retirer")
@require("projects.kinds")
def remove_kind_step(kind_step_id: int) -> ResponseReturnValue:
    """Take a step out of the template."""
    step = _found_step(kind_step_id)
    kind_id = step.kind_id
    services_projects.remove_step(step)
    return _done(_("Étape retirée."), _address(kind_id))
