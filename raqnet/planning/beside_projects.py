"""What projects show in the calendar: beside an action, and in the form of a new one."""

from typing import Any

from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.calendar.access import can_edit
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Kind, Occurrence
from raqnet.calendar.sources import Source
from raqnet.paths import as_id
from raqnet.planning import queries_projects, services_projects
from raqnet.planning.models import ProjectStep

ARGUMENT = "etape"


def aside(user: Principal, action: Action, _date: Occurrence | None) -> Aside | None:
    """The project that an action belongs to; for its workers the way to choose one."""
    bound, mine = queries_projects.bound(user, action), can_edit(user, action)
    if bound is None and not mine:
        return None
    project, step = bound or (None, None)
    told = {"project": project, "step": step, "mine": mine, "action_id": action.id}
    return Aside("projects/_aside.html", told, _("Projet"))


def _step(user: Principal, text: str) -> ProjectStep | None:
    """The step that an address names, where this person may add to its project."""
    step_id = as_id(text)
    step = queries_projects.find_step(user, step_id) if step_id else None
    return step if step and queries_projects.is_mine(user, step.project) else None


def _fields(user: Principal, text: str) -> dict[str, Any] | None:
    """What a step says of its next date."""
    step = _step(user, text)
    if step is None:
        return None
    place = step.project.neighbourhood
    where = {"neighbourhood": place.id, "commune": place.commune_id} if place else {}
    return {
        "kind": Kind.COLLECTIVE, "title": f"{step.project.name} : {step.title}"[:120],
        "activity": step.activity_id, "aim": step.note, "visibility": step.project.visibility,
        **where,
    }  # fmt: skip


def _taken(user: Principal, text: str, action: Action) -> None:
    """The action that came of it belongs to the step."""
    step = _step(user, text)
    if step is not None:
        services_projects.bind(action, step.project_id, step.id)


SOURCE = Source(_fields, _taken)
