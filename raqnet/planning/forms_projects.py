"""The forms of projects; they check shape only."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice

from raqnet.calendar.models import Activity, Visibility
from raqnet.calendar.words import VISIBILITIES
from raqnet.forms import BaseForm, OneOf, as_id, choices, day, line, number, paragraph
from raqnet.planning.models import Project, ProjectKind, ProjectStep

SEEN_BY = {each: VISIBILITIES[each] for each in (Visibility.TEAM, Visibility.HOSTS)}
MOST_TIMES = 100


class ProjectForm(BaseForm):
    """A project's words."""

    version = HiddenField(default="")
    name = line(_l("Nom"), 120, required=True)
    kind = OneOf(_l("Modèle"), coerce=as_id)
    neighbourhood = OneOf(_l("Quartier"), coerce=as_id)
    about = paragraph(_l("De quoi il s'agit"), 2000)
    visibility = OneOf(_l("Qui voit ce projet"))

    def offer(self, kinds: list[ProjectKind], neighbourhoods: list[SelectChoice]) -> None:
        """Fill in what may be chosen."""
        self.kind.choices = choices(kinds, _("Aucun : une chaîne à soi"))
        self.neighbourhood.choices = neighbourhoods
        self.visibility.choices = [SelectChoice(str(v), label) for v, label in SEEN_BY.items()]

    def details(self) -> dict[str, Any]:
        """What the service takes, its kind aside."""
        return {
            "name": self.name.data, "about": self.about.data,
            "neighbourhood_id": self.neighbourhood.data,
            "visibility": self.visibility.data or Visibility.TEAM,
        }  # fmt: skip


def data_of(project: Project) -> dict[str, Any]:
    """What its form says of a project."""
    return {
        "version": project.version, "name": project.name, "kind": project.kind_id,
        "neighbourhood": project.neighbourhood_id, "about": project.about,
        "visibility": project.visibility,
    }  # fmt: skip


class StepForm(BaseForm):
    """A step of a chain."""

    version = HiddenField(default="")
    title = line(_l("Nom de l'étape"), 120, required=True)
    activity = OneOf(_l("Activité"), coerce=as_id)
    times = number(_l("Nombre de dates prévues"), 0, MOST_TIMES, default=1)
    note = paragraph(_l("À savoir"), 500)

    def offer(self, activities: Iterable[Activity]) -> None:
        """Fill in what may be chosen."""
        self.activity.choices = choices(activities, "—")

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            "title": self.title.data, "activity_id": self.activity.data,
            "times": self.times.data or 0, "note": self.note.data,
        }  # fmt: skip


class KindStepForm(StepForm):
    """The same in a template, with what there usually is to do."""

    tasks = paragraph(_l("À faire, une tâche par ligne"), 2000)

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {**super().details(), "tasks": self.tasks.data}


class TaskForm(BaseForm):
    """Something to do."""

    version = HiddenField(default="")
    text = line(_l("Ce qui reste à faire"), 300, required=True)
    step = OneOf(_l("Étape"), coerce=as_id)
    worker = OneOf(_l("Par qui"), coerce=as_id)
    due_on = day(_l("Pour quand"))

    def offer(self, steps: list[ProjectStep], workers: list[tuple[int, str]]) -> None:
        """Fill in what may be chosen."""
        self.step.choices = [
            SelectChoice("", "—"), *(SelectChoice(each.id, each.title) for each in steps)
        ]  # fmt: skip
        self.worker.choices = [SelectChoice("", "—"), *(SelectChoice(*each) for each in workers)]

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {
            "text": self.text.data, "step_id": self.step.data, "worker_id": self.worker.data,
            "due_on": self.due_on.data,
        }  # fmt: skip


class BindForm(BaseForm):
    """Which project and step an action belongs to: 'project' or 'project.step'."""

    link = OneOf(_l("Projet et étape"))

    def offer(self, projects: list[Project]) -> None:
        """Fill in what may be chosen."""
        found = [SelectChoice("", _("Aucun projet"))]
        for project in projects:
            loose = SelectChoice(f"{project.id}", _("sans étape"), optgroup=project.name)
            steps = [
                SelectChoice(f"{project.id}.{step.id}", step.title, optgroup=project.name)
                for step in project.steps
            ]
            found += [*steps, loose]
        self.link.choices = found

    @property
    def chosen(self) -> tuple[int | None, int | None]:
        """The project and the step."""
        project, _dot, step = str(self.link.data or "").partition(".")
        return as_id(project), as_id(step)


class KindForm(BaseForm):
    """A template's words."""

    version = HiddenField(default="")
    name = line(_l("Nom du modèle"), 120, required=True)
    about = paragraph(_l("De quoi il s'agit"), 1000)
