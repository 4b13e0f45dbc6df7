"""Lists of values that the coordination edits, and what became of each value.

A value is never deleted: it is retired, or merged into another. What points to it goes on doing so,
so that no figure of the past changes by itself; figures group by `kept_id` and say so.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from raqnet import clock
from raqnet.db import Model


class Special(enum.StrEnum):
    """The two values that end every list, and stay."""

    NONE = ""
    OTHER = "other"
    UNKNOWN = "unknown"


class ListValue(Model):
    """One value of one list (`raqnet.lists.catalogue`)."""

    __tablename__ = "list_values"
    __table_args__ = (UniqueConstraint("list_name", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    list_name: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    special: Mapped[str] = mapped_column(String(10), default=Special.NONE)
    retired_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)


class ListChange(Model):
    """What was done to a value: its names before and after, or what it was merged into.

    "merge" is its own act; "follow" comes of that of the value it stood with, at the same instant.
    """

    __tablename__ = "list_changes"
    __table_args__ = (Index("ix_list_changes_value_id_at", "value_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    value_id: Mapped[int] = mapped_column(ForeignKey("list_values.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.exact)
    verb: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(120), default="")
    after: Mapped[str] = mapped_column(String(120), default="")
