"""Calendars from outside: files and texts that are brought, addresses that are followed."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import Model


class LineState(enum.StrEnum):
    """What a line of an import would do."""

    WAITING = "waiting"  # to be read
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNREADABLE = "unreadable"
    GONE = "gone"  # no longer in the calendar that is followed
    DIVIDED = "divided"  # changed there, of a series that was divided here


class OutsideCalendar(Model):
    """A calendar at another address, followed by a person of the team."""

    __tablename__ = "outside_calendars"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(1000))  # sealed: whoever has it reads that calendar
    # What is chosen for every event: kind, activity, missions, visibility, by ids and codes.
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    automatic: Mapped[bool] = mapped_column(default=False)  # taken in without being looked at
    # The marks of what its owner does not want, by UID: asked again once it has changed.
    left_out: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    tried_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(40), default="")  # why the last try brought nothing
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    user: Mapped[User] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class CalendarImport(Model):
    """A calendar that was brought and waits until its owner decides."""

    __tablename__ = "calendar_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    outside_id: Mapped[int | None] = mapped_column(
        ForeignKey("outside_calendars.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    zones: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # the file's own
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class CalendarImportLine(Model):
    """One event of an import; `state` is what was shown, `choices` are this line's own.

    `details` hold its properties until it is read, then its parts and what is to be said of them.
    """

    __tablename__ = "calendar_import_lines"
    __table_args__ = (Index("ix_import_lines_position", "import_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("calendar_imports.id", ondelete="CASCADE"))
    position: Mapped[int]
    uid: Mapped[str] = mapped_column(String(255))
    mark: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40), default="")  # a code, of what is unreadable
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    left_out: Mapped[bool] = mapped_column(default=False)


class ImportedEvent(Model):
    """Where an action came from, and what was said of it there, so that our changes stay ours."""

    __tablename__ = "imported_events"
    action_id: Mapped[int] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    uid: Mapped[str] = mapped_column(String(255), index=True)
    outside_id: Mapped[int | None] = mapped_column(
        ForeignKey("outside_calendars.id", ondelete="SET NULL"), index=True
    )
    key: Mapped[str] = mapped_column(String(40), default="")  # which date of its event
    mark: Mapped[str] = mapped_column(String(64))
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(default=clock.now)
