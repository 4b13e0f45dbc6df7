"""What a person may load of projects: those that they see, with the dates that they see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import listing
from raqnet.calendar import queries as calendar
from raqnet.calendar.access import REACH, audience
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.db import db
from raqnet.documents.models import Attachment
from raqnet.people.models import Worker
from raqnet.planning.access_projects import can_edit, visible
from raqnet.planning.models import (
    Project,
    ProjectAction,
    ProjectKind,
    ProjectKindStep,
    ProjectStep,
    ProjectTask,
    project_documents,
)

WHOLE = (
    joinedload(Project.kind),
    joinedload(Project.neighbourhood),
    joinedload(Project.author),
    selectinload(Project.steps).joinedload(ProjectStep.activity),
    selectinload(Project.documents),
)


Bound = tuple[Project, ProjectStep | None]


@dataclass(frozen=True)
class Listed:
    """A project in the list: what remains of it, and its next date."""

    project: Project
    tasks: int
    dates: int
    next_at: datetime | None


def find(user: Principal, project_id: int) -> Project | None:
    """A project with its chain and documents, if one may see it."""
    return db.session.scalar(
        select(Project).where(Project.id == project_id, visible(user)).options(*WHOLE)
    )


def find_step(user: Principal, step_id: int) -> ProjectStep | None:
    """A step with its project, if one may see that."""
    return db.session.scalar(
        select(ProjectStep)
        .join(Project)
        .where(ProjectStep.id == step_id, visible(user))
        .options(joinedload(ProjectStep.project).options(*WHOLE))
    )


def find_task(user: Principal, task_id: int) -> tuple[ProjectTask, Project] | None:
    """A task with its project, if one may see that."""
    found = db.session.execute(
        select(ProjectTask, Project)
        .join(Project, Project.id == ProjectTask.project_id)
        .where(ProjectTask.id == task_id, visible(user))
        .options(selectinload(Project.steps))
    ).first()
    return (found[0], found[1]) if found else None


def is_mine(user: Principal, project: Project) -> bool:
    """May this person change this project?"""
    return can_edit(user, project, _takes_part(user, project))


def _takes_part(user: Principal, project: Project) -> bool:
    """Does this worker work at one of its actions, or at one of their dates?"""
    if user.worker_id is None:
        return False
    bound = select(ProjectAction.action_id).where(ProjectAction.project_id == project.id)
    rows = select(Action.id).join(action_workers, action_workers.c.action_id == Action.id)
    mine = rows.where(
        action_workers.c.worker_id == user.worker_id,
        or_(Action.id.in_(bound), Action.series_id.in_(bound)),
    )
    return db.session.scalar(select(exists(mine))) or False


def listed(user: Principal) -> list[Listed]:
    """Every project that one sees: the open ones by their next date, then the others."""
    rows = select(Project).where(visible(user)).options(
        joinedload(Project.kind), joinedload(Project.neighbourhood)
    )  # fmt: skip
    projects = db.session.scalars(rows.order_by(Project.id.desc())).all()
    tasks: dict[int, int] = {row[0]: row[1] for row in db.session.execute(_undone())}
    dates = {row[0]: (row[1], row[2]) for row in db.session.execute(_dates(user))}
    found = [
        Listed(each, tasks.get(each.id, 0), *dates.get(each.id, (0, None))) for each in projects
    ]
    far = datetime.max.replace(tzinfo=clock.now().tzinfo)
    return sorted(found, key=lambda each: each.next_at or far)


def _undone() -> Any:
    rows = select(ProjectTask.project_id, func.count(ProjectTask.id))
    return rows.where(ProjectTask.done_at.is_(None)).group_by(ProjectTask.project_id)


def _dates(user: Principal) -> Any:
    """Of each project: how many dates it has that take place, and the next of them."""
    ahead = func.min(Occurrence.starts_at).filter(Occurrence.ends_at > clock.now())
    rows = select(ProjectAction.project_id, func.count(Occurrence.id), ahead)
    return (
        rows.join(Occurrence, Occurrence.series_id == ProjectAction.action_id)
        .join(Action, Action.id == Occurrence.action_id)
        .where(calendar.visible(user), Action.status != Status.CANCELLED)
        .group_by(ProjectAction.project_id)
    )


def dates(user: Principal, project: Project) -> dict[int | None, list[listing.Entry]]:
    """The dates of a project under their step, in order of time."""
    bound = ProjectAction.project_id == project.id
    of_project = select(ProjectAction.action_id).where(bound)
    entries = listing.entries(audience(user), Occurrence.series_id.in_(of_project))
    steps = db.session.execute(
        select(Occurrence.id, ProjectAction.step_id)
        .join(ProjectAction, ProjectAction.action_id == Occurrence.series_id)
        .where(bound)
    )
    step_of: dict[int, int | None] = {row[0]: row[1] for row in steps}
    found: dict[int | None, list[listing.Entry]] = {}
    for entry in entries:
        found.setdefault(step_of[entry.id], []).append(entry)
    return found


def tasks(project: Project) -> list[ProjectTask]:
    """What there is to do in a project: what is due first, then in the order of entry."""
    rows = select(ProjectTask).where(ProjectTask.project_id == project.id)
    loaded = rows.options(joinedload(ProjectTask.worker).joinedload(Worker.user))
    order = (
        ProjectTask.done_at.is_not(None), ProjectTask.due_on.is_(None), ProjectTask.due_on,
        ProjectTask.position, ProjectTask.id,
    )  # fmt: skip
    return list(db.session.scalars(loaded.order_by(*order)))


def bound(user: Principal, action: Action) -> Bound | None:
    """The project and the step that an action belongs to, if one may see it."""
    found = db.session.execute(
        select(Project, ProjectStep)
        .join(ProjectAction, ProjectAction.project_id == Project.id)
        .outerjoin(ProjectStep, ProjectStep.id == ProjectAction.step_id)
        .where(ProjectAction.action_id == (action.series_id or action.id), visible(user))
    ).first()
    return (found[0], found[1]) if found else None


def open_projects(user: Principal, also: Iterable[int] = ()) -> list[Project]:
    """The projects that an action may be bound to, with their chains."""
    still = or_(Project.closed_at.is_(None), Project.id.in_(list(also)))
    rows = select(Project).where(visible(user), still).options(selectinload(Project.steps))
    return list(db.session.scalars(rows.order_by(Project.name, Project.id)))


# Documents --------------------------------------------------------------------------------------


def documents(user: Principal, project: Project) -> list[Attachment]:
    """Those of a project's that one may read: the others were brought when fewer people saw it."""
    return [each for each in project.documents if each.visibility in REACH[audience(user)]]


def readable_documents(user: Principal) -> ColumnElement[bool]:
    """On `Attachment`: those of a project that one sees, and saw when they were brought."""
    rows = select(project_documents.c.attachment_id).join(
        Project, Project.id == project_documents.c.project_id
    )
    seen = Attachment.visibility.in_(REACH[audience(user)])
    return seen & Attachment.id.in_(rows.where(visible(user)))


def documents_seen_by(document: Attachment) -> str | None:
    """Who sees the project that holds a document."""
    project = holder_of(document)
    return project.visibility if project else None


def holder_of(document: Attachment) -> Project | None:
    """The project that holds a document."""
    held = project_documents.c.project_id == Project.id
    rows = select(Project).join(project_documents, held)
    return db.session.scalar(rows.where(project_documents.c.attachment_id == document.id))


def can_change_document(user: Principal, document: Attachment) -> bool:
    """May this person change the project that holds it?"""
    project = holder_of(document)
    return project is not None and is_mine(user, project)


# Kinds ------------------------------------------------------------------------------------------


def kinds(also: Iterable[int] = (), retired: bool = False) -> list[ProjectKind]:
    """The kinds in use, and those named; all of them, the retired ones last."""
    rows = select(ProjectKind).options(selectinload(ProjectKind.steps))
    if not retired:
        kept = ProjectKind.id.in_(list(also))
        rows = rows.where(or_(ProjectKind.retired_at.is_(None), kept))
    return list(
        db.session.scalars(rows.order_by(ProjectKind.retired_at.is_not(None), ProjectKind.name))
    )


def find_kind(user: Principal, kind_id: int) -> ProjectKind | None:
    """A kind with its chain, for whoever edits them."""
    if not user.can("projects.kinds"):
        return None
    steps = selectinload(ProjectKind.steps).joinedload(ProjectKindStep.activity)
    return db.session.scalar(select(ProjectKind).where(ProjectKind.id == kind_id).options(steps))


def find_kind_step(user: Principal, step_id: int, lock: bool = False) -> ProjectKindStep | None:
    """A step of a kind, for whoever edits them; `lock`: something is about to be done with it."""
    if not user.can("projects.kinds"):
        return None
    whole = joinedload(ProjectKindStep.kind).selectinload(ProjectKind.steps)
    query = select(ProjectKindStep).where(ProjectKindStep.id == step_id).options(whole)
    return db.session.scalar(query.with_for_update(of=ProjectKindStep) if lock else query)
