"""Rows that have a day and an id, the newest first, read on from where a page ended."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, tuple_

from raqnet.calendar.periods import read_day
from raqnet.paths import as_id


@dataclass(frozen=True)
class Cursor:
    """The last row of a page; the next page begins below it. An address holds it as text."""

    day: date
    id: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.id}"


def read(text: str | None) -> Cursor | None:
    """A cursor out of an address; None where it is none."""
    day, _line, id_ = (text or "").partition("_")
    known, last = read_day(day), as_id(id_)
    return Cursor(known, last) if known and last else None


def below(cursor: Cursor, day: Any, id_: Any) -> ColumnElement[bool]:
    """Only the rows that come after the cursor's, where the newest come first."""
    return tuple_(day, id_) < tuple_(cursor.day, cursor.id)


def cut(rows: list[Any], most: int, day: str) -> tuple[list[Any], Cursor | None]:
    """A page out of `most` rows and one, and the cursor of the next page if there is one."""
    page = rows[:most]
    more = len(rows) > most
    return page, Cursor(getattr(page[-1], day), page[-1].id) if more else None
