"""The calendar: actions and their series, occurrences, evaluations, comments, subscriptions.

An `Action` is anything on the calendar. A series keeps its rule in its own row; when one of its
dates differs, that date has a row of its own, an *override*, which points to the series and holds
every detail. So whatever one asks of an action, one asks in the same way of an override.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import Model, Timestamped
from raqnet.people.models import (
    Commune,
    Language,
    ListedValue,
    Neighbourhood,
    Site,
    Worker,
    belongs,
)


class Kind(enum.StrEnum):
    """What an event is; only collective actions are counted and evaluated."""

    COLLECTIVE = "collective"
    PERMANENCE = "permanence"
    TEAM = "team"


class TeamKind(enum.StrEnum):
    """What a team event is."""

    COLLECTIVE_DAY = "collective_day"
    TRAINING = "training"
    INTERVISION = "intervision"
    HOST_MEETING = "host_meeting"
    WORKING_GROUP = "working_group"
    RESTITUTION = "restitution"


class Mode(enum.StrEnum):
    """Whether an action supports something that exists, or is the workers' own."""

    SUPPORT = "renfort"
    INITIATIVE = "initiative"


class Status(enum.StrEnum):
    """RFC 5545 3.8.1.11: planned is TENTATIVE."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Visibility(enum.StrEnum):
    """Who sees an action, each wider than the one before."""

    TEAM = "team"
    HOSTS = "hosts"
    PUBLIC = "public"


class EvaluationState(enum.StrEnum):
    """Whether an evaluation is still being written."""

    DRAFT = "draft"
    DONE = "done"


class Activity(ListedValue, Model):
    """The unit by which collective actions are counted."""

    __tablename__ = "activities"


class Mission(ListedValue, Model):
    """What a collective action serves; an action may serve several."""

    __tablename__ = "missions"
    code: Mapped[str] = mapped_column(String(40), unique=True)


action_missions = belongs("action_missions", "actions", "missions")
action_languages = belongs("action_languages", "actions", "languages")
action_workers = belongs("action_workers", "actions", "workers")
evaluation_languages = belongs("evaluation_languages", "evaluations", "languages")


class Action(Timestamped, Model):
    """An event, a series, or one date of a series that differs (an override)."""

    __tablename__ = "actions"
    __table_args__ = (
        UniqueConstraint("series_id", "recurrence_id"),
        Index("ix_actions_uid_recurrence_id", "uid", "recurrence_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(100))
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), index=True
    )
    recurrence_id: Mapped[datetime | None]

    kind: Mapped[str] = mapped_column(String(20), index=True)
    team_kind: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), index=True)
    mode: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default=Status.PLANNED)
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    cancelled_at: Mapped[datetime | None]
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.HOSTS)

    aim: Mapped[str] = mapped_column(String(2000), default="")
    audience: Mapped[str] = mapped_column(String(500), default="")
    partners: Mapped[str] = mapped_column(String(500), default="")
    to_bring: Mapped[str] = mapped_column(String(500), default="")
    same_audience: Mapped[bool | None]

    place: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("communes.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhoods.id"), index=True
    )
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)

    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    all_day: Mapped[bool] = mapped_column(default=False)
    rrule: Mapped[str | None] = mapped_column(String(200))
    exdates: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Whether the rule leaves out closed periods, and the days that they took when it was laid out.
    skips_closed: Mapped[bool] = mapped_column(default=False)
    closed_days: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The series that this one continues, since "this date and all that follow" were changed, or
    # that this date was of, before it was set apart.
    continues_id: Mapped[int | None] = mapped_column(
        ForeignKey("actions.id", ondelete="SET NULL"), index=True
    )
    # Where it was before it was last moved, and why: told for some days.
    moved_from: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    move_reason: Mapped[str] = mapped_column(String(200), default="")
    # When the last occurrence ends: what lets a feed's window skip a series without expanding it.
    last_ends_at: Mapped[datetime] = mapped_column(index=True)

    sequence: Mapped[int] = mapped_column(default=0)
    dtstamp: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    search_text: Mapped[str] = mapped_column(String(6000), default="")

    author: Mapped[User | None] = relationship(lazy="raise")
    activity: Mapped[Activity | None] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="raise")
    site: Mapped[Site | None] = relationship(lazy="raise")
    missions: Mapped[list[Mission]] = relationship(
        lazy="raise", secondary=action_missions, order_by=Mission.position
    )
    languages: Mapped[list[Language]] = relationship(
        lazy="raise", secondary=action_languages, order_by=Language.position
    )
    workers: Mapped[list[Worker]] = relationship(
        lazy="raise", secondary=action_workers, order_by=Worker.id
    )
    series: Mapped["Action | None"] = relationship(
        lazy="raise", remote_side=[id], foreign_keys=[series_id]
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_series(self) -> bool:
        """Does this row repeat?"""
        return self.rrule is not None


class ClosedPeriod(Timestamped, Model):
    """Days (both included) on which a series may leave off: school holidays, a closed house."""

    __tablename__ = "closed_periods"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class Occurrence(Model):
    """One date of an action, made from its rule; views, evaluations and figures read these rows."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("series_id", "recurrence_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    # The row that owns the rule (or the one-off action itself) …
    series_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"))
    # … and the row that holds this date's details: the same, or an override.
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id"), index=True)
    recurrence_id: Mapped[datetime]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    action: Mapped[Action] = relationship(lazy="raise", foreign_keys=[action_id])


class Evaluation(Timestamped, Model):
    """What the workers say of an occurrence afterwards."""

    __tablename__ = "evaluations"
    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(
        ForeignKey("occurrences.id", ondelete="RESTRICT"), unique=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(10), default=EvaluationState.DRAFT)
    participants_enough: Mapped[str | None] = mapped_column(String(10))
    organisation: Mapped[int | None]
    satisfaction: Mapped[int | None]
    expected: Mapped[int | None]
    present: Mapped[int | None]
    difficulties: Mapped[str] = mapped_column(String(2000), default="")
    follow_up: Mapped[str] = mapped_column(String(2000), default="")
    objects_useful: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[User | None] = relationship(lazy="raise")
    occurrence: Mapped[Occurrence] = relationship(lazy="raise")
    languages: Mapped[list[Language]] = relationship(
        lazy="raise", secondary=evaluation_languages, order_by=Language.position
    )
    __mapper_args__ = {"version_id_col": version}


class ActionChange(Model):
    """What changed in an action, by whom: a list of [field, before, after], as people read them."""

    __tablename__ = "action_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    verb: Mapped[str] = mapped_column(String(20))
    occurrence_at: Mapped[datetime | None]
    changes: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    # The details as they were before, plain: what undoing puts back; None where it cannot.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    undoes_id: Mapped[int | None] = mapped_column(
        ForeignKey("action_changes.id", ondelete="SET NULL")
    )
    # Who saw the action then: what was the team's alone stays so when the action is opened wider.
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.HOSTS)
    author: Mapped[User | None] = relationship(lazy="raise")


class Comment(Model):
    """A remark or a request on an action, by anybody who sees it."""

    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    is_request: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String(1000))
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.HOSTS)  # as above
    author: Mapped[User | None] = relationship(lazy="raise")


class CalendarState(Model):
    """One row: a number that moves with every change that anybody could see on the calendar."""

    __tablename__ = "calendar_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    # What the kept iCalendar texts were written with; another value makes them stale.
    written_with: Mapped[str] = mapped_column(String(64), default="")


class EventText(Model):
    """An action's VEVENT, kept for one audience until the action changes."""

    __tablename__ = "event_texts"
    action_id: Mapped[int] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    audience: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(String(20000))
    # An override once more, as it is sent where its series is not.
    alone: Mapped[str] = mapped_column(String(20000), default="")


class Subscription(Model):
    """A named feed of one person, with its filters; known by a token kept as a hash."""

    __tablename__ = "subscriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    query: Mapped[str] = mapped_column(String(1000), default="")
    year: Mapped[int | None]
    unlimited: Mapped[bool] = mapped_column(default=False)
    alarm_minutes: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_fetched_at: Mapped[datetime | None]
    previous_fetched_at: Mapped[datetime | None]  # the time before: how often its client comes
    last_agent: Mapped[str] = mapped_column(String(200), default="")
    user: Mapped[User] = relationship(lazy="raise")
