"""The steps of a project's chain."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import conflicts
from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import lists
from raqnet.calendar.models import Activity
from raqnet.drafts.views.drafting import form_page
from raqnet.planning import queries_projects, services_projects
from raqnet.planning.forms_projects import StepForm
from raqnet.planning.models import ProjectStep
from raqnet.planning.views import blueprint
from raqnet.planning.views.projects import address, done, editable

FORM = "projects/step_form.html"


def offered(form: StepForm, kept: int | None = None) -> StepForm:
    """The form with the activities in use, and the one that it has."""
    rows = lists.entries(Activity)
    form.offer(row for row in rows if row.retired_at is None or row.id == kept)
    return form


def data_of(step: object) -> dict[str, object]:
    """What its form says of a step."""
    names = {"title": "title", "activity": "activity_id", "times": "times", "note": "note"}
    return {field: getattr(step, name) for field, name in names.items()}


def _editable(step_id: int) -> ProjectStep:
    step = queries_projects.find_step(principal(), step_id) or abort(404)
    ensure(queries_projects.is_mine(principal(), step.project))
    return step


@blueprint.route("/projets/<int:project_id>/etapes/nouvelle", methods=["GET", "POST"])
@require("projects.write")
def new_step(project_id: int) -> ResponseReturnValue:
    """Add a step at the end."""
    project, form = editable(project_id), offered(StepForm())
    back = address(project_id)
    if not form.validate_on_submit():
        return form_page(FORM, form, back=back, name=project.name, step=None)
    try:
        step = services_projects.add_step(project, **form.details())
    except services_projects.TooMany:
        form.title.errors = [too_many()]
        return form_page(FORM, form, back=back, name=project.name, step=None)
    return done(project_id, _("Étape ajoutée."), f"etape-{step.id}")


@blueprint.route("/projets/etapes/<int:step_id>/modifier", methods=["GET", "POST"])
@require("projects.write")
def edit_step(step_id: int) -> ResponseReturnValue:
    """Change a step; whoever was faster is met, never overwritten."""
    step = _editable(step_id)
    data = {**data_of(step), "version": step.version}
    form, rows = offered(StepForm(data=data), step.activity_id), None
    if conflicts.is_stale(form, step.version):
        theirs = offered(StepForm(formdata=None, data=data), step.activity_id)
        rows = conflicts.meet(form, theirs, step.version)
    if rows or not form.validate_on_submit():
        return form_page(
            FORM, form, rows, back=address(step.project_id), name=step.project.name, step=step,
            remove=url_for("planning.remove_step", step_id=step.id),
            move=url_for("planning.move_step", step_id=step.id),
        )  # fmt: skip
    services_projects.change(step, **form.details())
    return done(step.project_id, _("C'est enregistré."), f"etape-{step.id}")


@blueprint.post("/projets/etapes/<int:step_id>/deplacer")
@require("projects.write")
def move_step(step_id: int) -> ResponseReturnValue:
    """One place earlier (`vers=haut`) or later."""
    step = _editable(step_id)
    services_projects.move_step(step.project.steps, step, way())
    return done(step.project_id, _("Étape déplacée."), f"etape-{step.id}")


def too_many() -> str:
    """Why no step is added any more."""
    return _("%(most)d étapes au plus.", most=services_projects.MOST_STEPS)


def way() -> int:
    """Where a step goes: -1 is up."""
    return -1 if request.form.get("vers") == "haut" else 1


@blueprint.post("/projets/etapes/<int:step_id>/retirer")
@require("projects.write")
def remove_step(step_id: int) -> ResponseReturnValue:
    """Take a step out; its dates and tasks stay in the project."""
    step = _editable(step_id)
    project_id = step.project_id
    services_projects.remove_step(step)
    return done(project_id, _("Étape retirée ; ses dates et ses tâches restent dans le projet."))
