"""The rules of projects: a chain that its kind begins, actions bound to its steps, what remains.

Services change the session; the caller commits once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import changed
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.documents import services as documents
from raqnet.documents.access import is_narrower
from raqnet.documents.services import Brought
from raqnet.people.services import Refused
from raqnet.planning.models import (
    HostProposal,
    Project,
    ProjectAction,
    ProjectKind,
    ProjectKindStep,
    ProjectStep,
    ProjectTask,
)
from raqnet.text import fold

MOST_STEPS, MOST_TASKS = 30, 100
MOST_TASK = 300  # characters
BOUND = ("project_id", "step_id")


class TooMany(ValueError):
    """There are enough of them already."""


def begin(author_id: int, kind: ProjectKind | None, **details: Any) -> Project:
    """A new project, with the chain and the tasks of its kind."""
    project = Project(author_id=author_id, kind=kind, **details)
    project.steps, project.documents = [], []
    db.session.add(project)
    for step in kind.steps if kind else ():
        made = ProjectStep(
            position=step.position, title=step.title, activity_id=step.activity_id,
            times=step.times, note=step.note,
        )  # fmt: skip
        project.steps.append(made)
    db.session.flush()
    for step, made in zip(kind.steps if kind else (), project.steps, strict=True):
        for text in lines(step.tasks):
            add_task(project, text=text, step_id=made.id)
    return project


def lines(tasks: str) -> list[str]:
    """The tasks of a template's step, one per line."""
    told = (line.strip()[:MOST_TASK] for line in tasks.splitlines())
    return [line for line in told if line]


def change(row: Any, **details: Any) -> None:
    """Change the words of a project, a step or a task."""
    for name, value in details.items():
        setattr(row, name, value)


def close(project: Project) -> None:
    """It is over: it stays to be read."""
    project.closed_at = project.closed_at or clock.now()


def reopen(project: Project) -> None:
    """It goes on."""
    project.closed_at = None


# The chain, of a project or of a kind -----------------------------------------------------------


def add_step(chain: Project | ProjectKind, **details: Any) -> ProjectStep | ProjectKindStep:
    """A step at the end of a chain. Errors: TooMany."""
    if len(chain.steps) >= MOST_STEPS:
        raise TooMany
    model = ProjectStep if isinstance(chain, Project) else ProjectKindStep
    step = model(position=len(chain.steps), **details)
    chain.steps.append(step)  # type: ignore[arg-type]
    db.session.flush()
    _number(chain.steps)
    return step


def move_step(steps: list[Any], step: Any, by: int) -> None:
    """One place earlier (-1) or later (1) in its chain."""
    rows = sorted(steps, key=lambda each: (each.position, each.id))
    at = rows.index(step)
    rows.insert(min(max(at + by, 0), len(rows) - 1), rows.pop(at))
    _number(rows)


def remove_step(step: ProjectStep | ProjectKindStep) -> None:
    """Take a step out of its chain; its dates and tasks stay, without a step."""
    db.session.delete(step)
    db.session.flush()


def _number(steps: Sequence[Any]) -> None:
    for position, step in enumerate(steps):
        step.position = position


# What remains -----------------------------------------------------------------------------------


def add_task(
    project: Project, text: str, step_id: int | None = None,
    worker_id: int | None = None, due_on: date | None = None,
) -> ProjectTask:  # fmt: skip
    """Something to do. Errors: TooMany."""
    held = select(func.count(ProjectTask.id)).where(ProjectTask.project_id == project.id)
    count = db.session.scalar(held) or 0
    if count >= MOST_TASKS:
        raise TooMany
    task = ProjectTask(
        project_id=project.id, text=text, step_id=step_id, worker_id=worker_id, due_on=due_on,
        position=count,
    )  # fmt: skip
    db.session.add(task)
    db.session.flush()
    return task


def set_done(task: ProjectTask, done: bool) -> None:
    """It is done, or it is not after all."""
    task.done_at = (task.done_at or clock.now()) if done else None


def remove_task(task: ProjectTask) -> None:
    """Take away something to do."""
    db.session.delete(task)


# Actions ----------------------------------------------------------------------------------------


def bind(action: Action, project_id: int | None, step_id: int | None) -> None:
    """Let an action (its whole series) belong to a project, or to none."""
    own = action.series_id or action.id
    row = db.session.get(ProjectAction, own)
    if project_id is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = ProjectAction(action_id=own)
        db.session.add(row)
    row.project_id, row.step_id = project_id, step_id


def follow(action: Action) -> None:
    """What continues a series belongs to the same step; a date that is back in it, with it."""
    changed.carry_on(ProjectAction, BOUND, action)


def rejoin(row: Action, into: Action) -> None:
    """Two actions that are one again are in one project, at one step. Errors: Unlike."""
    changed.move_one(ProjectAction, BOUND, row, into)
    changed.move(HostProposal, row, into)


def bring(user: Principal, project: Project, brought: Brought) -> None:
    """A document that who sees the project sees by now. Errors: documents' TooMany, OSError."""
    documents.ask_room(len(project.documents))
    project.documents.append(documents.keep(brought, user.id, project.visibility))


def show_documents(project: Project) -> None:
    """Whoever sees a project sees all of its documents, those too that it had before."""
    for each in project.documents:
        if is_narrower(each, project.visibility):
            documents.open_up(each, project.visibility)


# Kinds ------------------------------------------------------------------------------------------


def save_kind(kind: ProjectKind | None, name: str, about: str) -> ProjectKind:
    """A new kind, or other words for one. Errors: Refused where another has that name."""
    named = db.session.execute(select(ProjectKind.id, ProjectKind.name)).all()
    own = kind.id if kind else None
    if any(fold(row.name) == fold(name) and row.id != own for row in named):
        raise Refused("name", _("Un autre modèle a déjà ce nom."))
    if kind is None:
        kind = ProjectKind(steps=[])
        db.session.add(kind)
    kind.name, kind.about = name, about
    db.session.flush()
    return kind


def retire(kind: ProjectKind) -> None:
    """Offer a kind no longer; projects keep it."""
    kind.retired_at = kind.retired_at or clock.now()


def take_back(kind: ProjectKind) -> None:
    """Offer it again."""
    kind.retired_at = None
