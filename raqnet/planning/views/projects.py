"""Projects: their list, their page, their words, their documents."""

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from raqnet import clock, conflicts, proofreading
from raqnet.access import ensure, require
from raqnet.auth import principal
from raqnet.calendar import choices
from raqnet.db import db
from raqnet.documents.access import is_narrower
from raqnet.drafts.views import drafting
from raqnet.drafts.views.drafting import form_page
from raqnet.htmx import see_other
from raqnet.people import queries as people
from raqnet.planning import chain, queries_projects, services_projects
from raqnet.planning.forms_projects import ProjectForm, TaskForm, data_of
from raqnet.planning.models import Project
from raqnet.planning.views import blueprint
from raqnet.undoing import flash_undo

FORM = "projects/form.html"


def found(project_id: int) -> Project:
    """The project, if one may see it."""
    return queries_projects.find(principal(), project_id) or abort(404)


def editable(project_id: int) -> Project:
    """The project, if one may change it."""
    project = found(project_id)
    ensure(queries_projects.is_mine(principal(), project))
    return project


def address(project_id: int, anchor: str | None = None) -> str:
    """Where a project is looked at."""
    return url_for("planning.project", project_id=project_id, _anchor=anchor)


@blueprint.get("/projets")
@require("projects.read")
def projects() -> str:
    """The projects that go on, by their next date; those that are over below."""
    listed = queries_projects.listed(principal())
    return render_template(
        "projects/index.html",
        going=[each for each in listed if each.project.closed_at is None],
        over=[each for each in listed if each.project.closed_at],
    )


@blueprint.get("/projets/<int:project_id>")
@require("projects.read")
def project(project_id: int) -> ResponseReturnValue:
    """A project: its chain with its dates, what remains, its documents."""
    return page(found(project_id))


def page(project: Project, form: TaskForm | None = None) -> ResponseReturnValue:
    """The page of a project; `form`: a task that could not be taken."""
    user = principal()
    tasks, dates = queries_projects.tasks(project), queries_projects.dates(user, project)
    form = form or TaskForm(formdata=None)
    form.offer(project.steps, people.workers_choices(clock.today()))
    links = chain.links(project.steps, dates, tasks)
    body = render_template(
        "projects/project.html",
        project=project, links=links, left=chain.left(links, tasks, dates), form=form,
        tasks=tasks, loose=dates.get(None, []), mine=queries_projects.is_mine(user, project),
        prefix=url_for("calendar.occurrence", occurrence_id=0)[:-1],
        documents=queries_projects.documents(user, project), apart=_apart(project),
    )  # fmt: skip
    return body, 422 if form.errors else 200


def _apart(project: Project) -> int:
    """How many of its documents were brought when fewer people saw it, and have stayed theirs."""
    return sum(is_narrower(each, project.visibility) for each in project.documents)


def _tell_apart(project: Project, apart: int) -> None:
    told = ngettext("%(num)d document reste à l'équipe.", "%(num)d documents restent à l'équipe.",
                    apart)  # fmt: skip
    show = url_for("planning.show_documents", project_id=project.id)
    flash_undo(told, show, _("Montrer aussi aux hébergeurs"), "info")


@blueprint.route("/projets/nouveau", methods=["GET", "POST"])
@require("projects.write")
def new_project() -> ResponseReturnValue:
    """Begin a project, with the chain of its kind."""
    user = principal()
    form = _offered(ProjectForm(formdata=drafting.formdata(user)))
    if not form.validate_on_submit():
        return form_page(FORM, form, project=None)
    kinds = queries_projects.kinds()
    kind = next((each for each in kinds if each.id == form.kind.data), None)
    made = services_projects.begin(user.id, kind, **form.details())
    return _saved(form, made, _("Projet commencé."))


@blueprint.route("/projets/<int:project_id>/modifier", methods=["GET", "POST"])
@require("projects.write")
def edit_project(project_id: int) -> ResponseReturnValue:
    """Change its words; whoever was faster is met, never overwritten."""
    row = editable(project_id)
    form = _offered(ProjectForm(formdata=drafting.formdata(principal()), data=data_of(row)), row)
    if conflicts.is_stale(form, row.version):
        theirs = _offered(ProjectForm(formdata=None, data=data_of(row)), row)
        return form_page(FORM, form, conflicts.meet(form, theirs, row.version), project=row)
    if not form.validate_on_submit():
        return form_page(FORM, form, project=row)
    before = _apart(row)
    services_projects.change(row, kind_id=form.kind.data, **form.details())
    if (apart := _apart(row)) > before:
        _tell_apart(row, apart)
    return _saved(form, row, _("C'est enregistré."))


def _offered(form: ProjectForm, row: Project | None = None) -> ProjectForm:
    kept = [row.kind_id] if row and row.kind_id else []
    places = choices.neighbourhoods(choices.offer_neighbourhoods())
    form.offer(queries_projects.kinds(kept), places)
    return form


def _saved(form: ProjectForm, row: Project, words: str) -> ResponseReturnValue:
    drafting.drop(principal())
    proofreading.remind(form.about.data)
    db.session.commit()
    flash(words, "success")
    return see_other(address(row.id))


@blueprint.post("/projets/<int:project_id>/clore")
@require("projects.write")
def close_project(project_id: int) -> ResponseReturnValue:
    """It is over."""
    services_projects.close(editable(project_id))
    return done(project_id, _("Projet clos ; il reste ici pour être lu."))


@blueprint.post("/projets/<int:project_id>/rouvrir")
@require("projects.write")
def reopen_project(project_id: int) -> ResponseReturnValue:
    """It goes on."""
    services_projects.reopen(editable(project_id))
    return done(project_id, _("Projet rouvert."))


def done(project_id: int, words: str, anchor: str | None = None) -> ResponseReturnValue:
    """A change is kept and said on the page of the project."""
    db.session.commit()
    flash(words, "success")
    return see_other(address(project_id, anchor))
