"""Intervision: templates of steps, sessions, their room while it is open, and what remains.

What is said of a case is sealed with a key of its own (`Case.wrapped_key`): without that key its
text is gone, in every backup made since. Ballots are sealed until they are counted, and then gone.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import Occurrence
from raqnet.db import Model, Timestamped

CODE = 6  # characters of a room's code
SEALED_LINE = 1200  # bytes: 250 characters of four bytes, JSON and seal around them
SEALED_CASE = 20_000


class Template(Timestamped, Model):
    """A way to hold an intervision: its steps and rules, as data (see `script.Script`)."""

    __tablename__ = "intervision_templates"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    script: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_default: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


animators = Table(
    "intervision_animators",
    Model.metadata,
    Column("intervision_id", ForeignKey("intervisions.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)
expected = Table(
    "intervision_expected",
    Model.metadata,
    Column("intervision_id", ForeignKey("intervisions.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
)


class Intervision(Timestamped, Model):
    """A session: planned, open while its room is, closed for good."""

    __tablename__ = "intervisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    # Its date on the calendar; the copy serves when that date is taken away.
    occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrences.id", ondelete="SET NULL"), index=True
    )
    planned_at: Mapped[datetime] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(40), default="")  # which of two rooms
    template_id: Mapped[int] = mapped_column(ForeignKey("intervision_templates.id"), index=True)
    # The template as it was when the room was opened; None before.
    script: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    cases_wanted: Mapped[int] = mapped_column(default=2)
    people_expected: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    rehearsal: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]  # when the texts of its cases expired

    worked: Mapped[str] = mapped_column(String(10), default="")
    facts: Mapped[str] = mapped_column(String(1000), default="")
    feelings: Mapped[str] = mapped_column(String(1000), default="")
    solutions: Mapped[str] = mapped_column(String(1000), default="")
    consequences: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    occurrence: Mapped[Occurrence | None] = relationship(lazy="raise")
    template: Mapped[Template] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[author_id])
    animators: Mapped[list[User]] = relationship(
        lazy="raise", secondary=animators, order_by=User.name
    )
    expected: Mapped[list[User]] = relationship(
        lazy="raise", secondary=expected, order_by=User.name
    )
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Is its room open?"""
        return self.opened_at is not None and self.closed_at is None

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.occurrence.starts_at if self.occurrence else self.planned_at


class Room(Model):
    """The one state of an open session, which all screens show.

    Times are in milliseconds. While the clock runs, `step_ms` and `turn_ms` are what remained at
    `running_since`; they may be below nought.
    """

    __tablename__ = "intervision_rooms"
    intervision_id: Mapped[int] = mapped_column(
        ForeignKey("intervisions.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(default=1)  # moves with what every screen shows …
    backstage: Mapped[int] = mapped_column(default=0)  # … with what only the animation's does
    code: Mapped[str | None] = mapped_column(String(CODE), unique=True)
    stop: Mapped[str] = mapped_column(String(10), default="0.0")
    phase: Mapped[int] = mapped_column(default=0)
    speed: Mapped[int] = mapped_column(default=1)
    running_since: Mapped[datetime | None]
    step_ms: Mapped[int] = mapped_column(default=0)
    step_given_ms: Mapped[int] = mapped_column(default=0)
    turn_ms: Mapped[int] = mapped_column(default=0)
    turn_given_ms: Mapped[int] = mapped_column(default=0)
    turn_seconds: Mapped[int] = mapped_column(default=60)  # of a turn in this step
    round: Mapped[int] = mapped_column(default=1)
    speaker_id: Mapped[int | None] = mapped_column(
        ForeignKey("intervision_seats.id", ondelete="SET NULL")
    )
    vote: Mapped[str] = mapped_column(String(10), default="")
    minutes: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # own ones, by stop
    ends_by: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]  # the instant of the last gesture
    notice: Mapped[str] = mapped_column(String(10), default="")  # of a later subject: parts.py


class SeatState(enum.StrEnum):
    """Where a person stands with a room."""

    AWAITED = "awaited"  # an animator who has not come yet
    ASKING = "asking"
    PRESENT = "present"
    LEFT = "left"
    REFUSED = "refused"


class Seat(Model):
    """A person in a session: a member by account, a guest by a secret, or a name alone."""

    __tablename__ = "intervision_seats"
    __table_args__ = (UniqueConstraint("intervision_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    intervision_id: Mapped[int] = mapped_column(
        ForeignKey("intervisions.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    guest_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default=SeatState.PRESENT)
    animates: Mapped[bool] = mapped_column(default=False)
    takes_part: Mapped[bool] = mapped_column(default=True)  # in rounds, votes and counts
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    ready: Mapped[bool] = mapped_column(default=False)
    hand_at: Mapped[datetime | None]
    spoken_ms: Mapped[int] = mapped_column(default=0)
    spoke_round: Mapped[int] = mapped_column(default=0)
    ballot: Mapped[bytes | None] = mapped_column(LargeBinary(SEALED_LINE))
    voted: Mapped[bool] = mapped_column(default=False)
    meta: Mapped[bytes | None] = mapped_column(LargeBinary(SEALED_LINE))


class Case(Model):
    """A situation on the flipchart; its words are sealed with a key of their own."""

    __tablename__ = "intervision_cases"
    __table_args__ = (UniqueConstraint("intervision_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    intervision_id: Mapped[int] = mapped_column(
        ForeignKey("intervisions.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(36))
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("intervision_seats.id", ondelete="SET NULL"), index=True
    )
    crosses: Mapped[int | None]  # counted; None until the vote is closed
    paper_crosses: Mapped[int] = mapped_column(default=0)
    chosen: Mapped[int | None]  # its turn among the chosen ones, from 1
    method: Mapped[int] = mapped_column(default=1)
    rounds: Mapped[int] = mapped_column(default=2)
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary(100))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary(SEALED_CASE))
    owner: Mapped[Seat | None] = relationship(lazy="raise")


class ActionLine(Model):
    """What the owner of a case will do, by when; for them alone unless they share it."""

    __tablename__ = "intervision_action_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(
        ForeignKey("intervision_cases.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(36), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_LINE))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    case: Mapped[Case] = relationship(lazy="raise")


class StepTime(Model):
    """How long a step was given and how much of that is left; the minutes tell it afterwards."""

    __tablename__ = "intervision_step_times"
    __table_args__ = (UniqueConstraint("intervision_id", "stop"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    intervision_id: Mapped[int] = mapped_column(ForeignKey("intervisions.id", ondelete="CASCADE"))
    stop: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    planned_ms: Mapped[int] = mapped_column(default=0)
    given_ms: Mapped[int] = mapped_column(default=0)
    left_ms: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[bool] = mapped_column(default=False)

    @property
    def ran_ms(self) -> int:
        """How long it has lasted, pauses apart."""
        return self.given_ms - self.left_ms


class GestureDone(Model):
    """A gesture that arrived: sent again after a broken link, it does nothing."""

    __tablename__ = "intervision_gestures"
    intervision_id: Mapped[int] = mapped_column(
        ForeignKey("intervisions.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(36), primary_key=True)
