"""Planning: hours to approve and to recover, colleagues wanted, projects, what hosts propose."""

import enum
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import Action, Activity, Occurrence, Visibility
from raqnet.db import Model, Timestamped
from raqnet.documents.models import Attachment
from raqnet.people.models import Language, Neighbourhood, Organisation, Site, Skill, Worker


class ApprovalState(enum.StrEnum):
    """How the hours of a date stand."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class HourApproval(Model):
    """Hours of one date outside the working hours, and what was decided of them.

    `starts_at` and `ends_at` are those that were asked for: a date that is moved asks anew.
    `minutes`: how many of them lie outside; each of the `workers` (their ids) that they are asked
    for recovers as many once that is approved.
    """

    __tablename__ = "hour_approvals"
    __table_args__ = (Index("ix_hour_approvals_state", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(
        ForeignKey("occurrences.id", ondelete="CASCADE"), unique=True
    )
    state: Mapped[str] = mapped_column(String(10), default=ApprovalState.ASKED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    workers: Mapped[list[int]] = mapped_column(JSON, default=list)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    word: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    occurrence: Mapped[Occurrence] = relationship(lazy="raise")
    decided_by: Mapped[User | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class HourDecision(Model):
    """What was decided last of the hours of one worker on a date; it holds for these hours only."""

    __tablename__ = "hour_decisions"
    approval_id: Mapped[int] = mapped_column(
        ForeignKey("hour_approvals.id", ondelete="CASCADE"), primary_key=True
    )
    worker_id: Mapped[int] = mapped_column(
        ForeignKey("workers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    state: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int]
    word: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Recovery(Model):
    """Time that a worker takes back, on a day."""

    __tablename__ = "recoveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(120), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Reinforcement(Model):
    """Colleagues wanted for one date; `taken` moves with the places, and never passes `wanted`.

    `closed`: nobody is looked for any more, even where somebody leaves, until it is asked again.
    """

    __tablename__ = "reinforcements"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND wanted", name="places"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(
        ForeignKey("occurrences.id", ondelete="CASCADE"), unique=True
    )
    wanted: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)
    language_id: Mapped[int | None] = mapped_column(ForeignKey("languages.id"))
    skill_id: Mapped[int | None] = mapped_column(ForeignKey("skills.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    occurrence: Mapped[Occurrence] = relationship(lazy="raise")
    language: Mapped[Language | None] = relationship(lazy="raise")
    skill: Mapped[Skill | None] = relationship(lazy="raise")


class ReinforcementJoin(Model):
    """A colleague who joined; they are one of the workers of that date from then on.

    `left_at`: when they gave the place back; they take it again where leaving is undone.
    """

    __tablename__ = "reinforcement_joins"
    reinforcement_id: Mapped[int] = mapped_column(
        ForeignKey("reinforcements.id", ondelete="CASCADE"), primary_key=True
    )
    worker_id: Mapped[int] = mapped_column(
        ForeignKey("workers.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]
    worker: Mapped[Worker] = relationship(lazy="raise")


class ProjectKind(Model):
    """A kind of project, with its chain of steps: what the coordination edits as a template."""

    __tablename__ = "project_kinds"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[str] = mapped_column(String(1000), default="")
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    steps: Mapped[list["ProjectKindStep"]] = relationship(
        lazy="raise", back_populates="kind", order_by="ProjectKindStep.position"
    )
    __mapper_args__ = {"version_id_col": version}


class ProjectKindStep(Model):
    """A step of a template; `tasks`: one per line; `times`: how many dates it usually takes."""

    __tablename__ = "project_kind_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(
        ForeignKey("project_kinds.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    times: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(String(500), default="")
    tasks: Mapped[str] = mapped_column(String(2000), default="")
    kind: Mapped[ProjectKind] = relationship(lazy="raise", back_populates="steps")
    activity: Mapped[Activity | None] = relationship(lazy="raise")


project_documents = Table(
    "project_documents",
    Model.metadata,
    Column("project_id", ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "attachment_id",
        ForeignKey("attachments.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Project(Timestamped, Model):
    """A chain of actions; each of them stays the unit that is counted."""

    __tablename__ = "projects"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("project_kinds.id"), index=True)
    about: Mapped[str] = mapped_column(String(2000), default="")
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhoods.id"), index=True
    )
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.TEAM)
    closed_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[ProjectKind | None] = relationship(lazy="raise")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise")
    steps: Mapped[list["ProjectStep"]] = relationship(
        lazy="raise", back_populates="project", order_by="ProjectStep.position"
    )
    documents: Mapped[list[Attachment]] = relationship(
        lazy="raise", secondary=project_documents, order_by=Attachment.id
    )
    __mapper_args__ = {"version_id_col": version}


class ProjectStep(Model):
    """A link of a project's chain."""

    __tablename__ = "project_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(120))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    times: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship(lazy="raise", back_populates="steps")
    activity: Mapped[Activity | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class ProjectTask(Model):
    """Something that remains to be done in a project."""

    __tablename__ = "project_tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    step_id: Mapped[int | None] = mapped_column(
        ForeignKey("project_steps.id", ondelete="SET NULL"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date | None]
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("workers.id", ondelete="SET NULL"))
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class ProjectAction(Model):
    """Which project an action (a one-off or a whole series) belongs to, and at which step."""

    __tablename__ = "project_actions"
    action_id: Mapped[int] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    step_id: Mapped[int | None] = mapped_column(
        ForeignKey("project_steps.id", ondelete="SET NULL"), index=True
    )
    action: Mapped[Action] = relationship(lazy="raise")


class ProposalState(enum.StrEnum):
    """What became of a host's proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    AMENDED = "amended"  # accepted with changes
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HostProposal(Timestamped, Model):
    """An action that a host proposes at its place, and the answer."""

    __tablename__ = "host_proposals"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(String(1000), default="")
    audience: Mapped[str] = mapped_column(String(500), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    all_day: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=ProposalState.OPEN, index=True)
    word: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action_id: Mapped[int | None] = mapped_column(
        ForeignKey("actions.id", ondelete="SET NULL"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    site: Mapped[Site] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[author_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    action: Mapped[Action | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}
