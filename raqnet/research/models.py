"""What is said of figures, where actions stand between collective and community, what has left.

The figures themselves are kept nowhere: they are counted anew each time.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import Action
from raqnet.db import Model, Timestamped


class Standing(enum.StrEnum):
    """How far the team has come with a figure of a period."""

    DRAFT = "draft"
    DISCUSSED = "discussed"
    VALIDATED = "validated"
    CONTESTED = "contested"


class Annotation(Timestamped, Model):
    """Something that weighed on some days (both included): a lockdown, Ramadan, holidays."""

    __tablename__ = "annotations"
    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(120))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[User | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class Discussion(Model):
    """What the team says of one figure of one period and one choice of filters."""

    __tablename__ = "figure_discussions"
    __table_args__ = (UniqueConstraint("figure", "starts_on", "ends_on", "filters"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    figure: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    filters: Mapped[str] = mapped_column(String(300), default="")  # `Scope.filters()`
    standing: Mapped[str] = mapped_column(String(12), default=Standing.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    remarks: Mapped[list["Remark"]] = relationship(
        lazy="raise", back_populates="discussion", order_by="Remark.id"
    )
    __mapper_args__ = {"version_id_col": version}


class Remark(Model):
    """A comment on a figure, or the moment at which its standing changed (`standing` is set)."""

    __tablename__ = "figure_remarks"
    id: Mapped[int] = mapped_column(primary_key=True)
    discussion_id: Mapped[int] = mapped_column(
        ForeignKey("figure_discussions.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    standing: Mapped[str | None] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(1000), default="")
    discussion: Mapped[Discussion] = relationship(lazy="raise", back_populates="remarks")
    author: Mapped[User | None] = relationship(lazy="raise")


class Report(Timestamped, Model):
    """Figures that the team has chosen for a period, with its comments between them."""

    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    filters: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None]  # it can be put back for a while
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[User | None] = relationship(lazy="raise")
    parts: Mapped[list["ReportPart"]] = relationship(
        lazy="raise", back_populates="report", order_by="(ReportPart.position, ReportPart.id)",
        cascade="all, delete-orphan",
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": version}


class ReportPart(Model):
    """A figure of a report (`figure` set), or words between figures; or both, words first."""

    __tablename__ = "report_parts"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    figure: Mapped[str] = mapped_column(String(60), default="")
    crossed: Mapped[str] = mapped_column(String(100), default="")  # `Scope.crossed()`
    text: Mapped[str] = mapped_column(String(4000), default="")
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}
    report: Mapped[Report] = relationship(lazy="raise", back_populates="parts")


class Placement(Timestamped, Model):
    """Where a group has put an action, on a day, by the eight SEPSAC markers (each 0 to 3)."""

    __tablename__ = "placements"
    __table_args__ = (UniqueConstraint("action_id", "placed_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"))
    placed_on: Mapped[date] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    action: Mapped[Action] = relationship(lazy="raise")
    author: Mapped[User | None] = relationship(lazy="raise")
    marks: Mapped[list["PlacementMark"]] = relationship(
        lazy="raise", back_populates="placement", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}


class PlacementMark(Model):
    """How far one marker holds; a marker that the group left out has no row."""

    __tablename__ = "placement_marks"
    placement_id: Mapped[int] = mapped_column(
        ForeignKey("placements.id", ondelete="CASCADE"), primary_key=True
    )
    marker: Mapped[str] = mapped_column(String(20), primary_key=True)
    level: Mapped[int]
    placement: Mapped[Placement] = relationship(lazy="raise", back_populates="marks")


class Extract(Model):
    """A data package that a person prepares, then takes: who took what, and when."""

    __tablename__ = "extracts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    tables: Mapped[list[str]] = mapped_column(JSON, default=list)
    with_text: Mapped[bool] = mapped_column(default=False)
    # Of which texts a person said that they name nobody; the others that look like it stay out.
    kept_texts: Mapped[list[Any]] = mapped_column(JSON, default=list)
    # Up to where the texts that look like it were decided (`texts.Place`); "end" when all were.
    reviewed: Mapped[str] = mapped_column(String(20), default="")
    confirmed_at: Mapped[datetime | None]
    rows: Mapped[int | None]
    taken_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    user: Mapped[User | None] = relationship(lazy="raise")
