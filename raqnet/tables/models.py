"""A table that somebody brings, kept between its upload and their decision."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from raqnet import clock
from raqnet.db import Model


class Import(Model):
    """The rows of a CSV or XLSX file as texts, and which column means what; one person's own."""

    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    rows: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    numbers: Mapped[list[int]] = mapped_column(JSON, default=list)  # of each row, in the file
    # What each column means: the name of a field, or "" where it is left out.
    matching: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What the person has decided about single lines, by number.
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
