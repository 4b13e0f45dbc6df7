"""What remains to be done in a project."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock, conflicts, proofreading
from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.drafts.views.drafting import form_page
from raqnet.people import queries as people
from raqnet.planning import queries_projects, services_projects
from raqnet.planning.forms_projects import TaskForm
from raqnet.planning.models import Project, ProjectTask
from raqnet.planning.views import blueprint
from raqnet.planning.views.projects import address, done, editable, page

ANCHOR = "taches"


def _editable(task_id: int) -> tuple[ProjectTask, Project]:
    task, project = queries_projects.find_task(principal(), task_id) or abort(404)
    ensure(queries_projects.is_mine(principal(), project))
    return task, project


def _data_of(task: ProjectTask) -> dict[str, object]:
    names = {"text": "text", "step": "step_id", "worker": "worker_id", "due_on": "due_on"}
    told = {field: getattr(task, name) for field, name in names.items()}
    return {**told, "version": task.version}


def _offered(form: TaskForm, task: ProjectTask, project: Project) -> TaskForm:
    kept = [task.worker_id] if task.worker_id else []
    form.offer(project.steps, people.workers_choices(clock.today(), kept))
    return form


@blueprint.post("/projets/<int:project_id>/taches")
@require("projects.write")
def add_task(project_id: int) -> ResponseReturnValue:
    """Something more to do."""
    project, form = editable(project_id), TaskForm()
    form.offer(project.steps, people.workers_choices(clock.today()))
    if not form.validate():
        return page(project, form)
    try:
        services_projects.add_task(project, **form.details())
    except services_projects.TooMany:
        form.text.errors = [_("%(most)d tâches au plus.", most=services_projects.MOST_TASKS)]
        return page(project, form)
    proofreading.remind(form.text.data)
    return done(project_id, _("Tâche ajoutée."), ANCHOR)


@blueprint.post("/projets/taches/<int:task_id>/faite")
@require("projects.write")
def do_task(task_id: int) -> ResponseReturnValue:
    """It is done, or (`faite=0`) not after all."""
    task, project = _editable(task_id)
    is_done = request.form.get("faite") != "0"
    services_projects.set_done(task, is_done)
    words = _("C'est fait.") if is_done else _("C'est de nouveau à faire.")
    return done(project.id, words, ANCHOR)


@blueprint.route("/projets/taches/<int:task_id>/modifier", methods=["GET", "POST"])
@require("projects.write")
def edit_task(task_id: int) -> ResponseReturnValue:
    """Change what there is to do, by whom and when; whoever was faster is met."""
    task, project = _editable(task_id)
    form, rows = _offered(TaskForm(data=_data_of(task)), task, project), None
    if conflicts.is_stale(form, task.version):
        theirs = _offered(TaskForm(formdata=None, data=_data_of(task)), task, project)
        rows = conflicts.meet(form, theirs, task.version)
    if rows or not form.validate_on_submit():
        return form_page(
            "projects/task_form.html", form, rows, back=address(project.id, ANCHOR),
            name=project.name, remove=url_for("planning.remove_task", task_id=task.id),
        )  # fmt: skip
    services_projects.change(task, **form.details())
    proofreading.remind(form.text.data)
    return done(project.id, _("C'est enregistré."), ANCHOR)


@blueprint.post("/projets/taches/<int:task_id>/retirer")
@require("projects.write")
def remove_task(task_id: int) -> ResponseReturnValue:
    """Take away something to do."""
    task, project = _editable(task_id)
    services_projects.remove_task(task)
    return done(project.id, _("Tâche retirée."), ANCHOR)
