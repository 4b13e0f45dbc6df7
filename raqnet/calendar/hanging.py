"""What hangs on the dates of an action: later subjects say so, and a page tells it.

What `binds` a date keeps it: it never goes with a change of its series, but is set apart. What
does not bind it goes with it, and is told before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, false, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from raqnet.calendar.models import Occurrence

# How many there are on a date, in the words of a note.
Words = Callable[[int], str]


@dataclass(frozen=True)
class Hanging:
    """Rows that hang on a date by `column`, among `rows` of it, one column: the date's id."""

    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    rows: Select[Any]
    words: Words
    binds: bool


def init_app(app: Flask) -> None:
    """Make room for what later subjects hang on dates."""
    app.extensions["calendar_hanging"] = []


def add_hanging(app: Flask, hanging: Hanging) -> None:
    """Have something that hangs on dates told, and kept where it binds them."""
    app.extensions["calendar_hanging"].append(hanging)


def is_bound() -> ColumnElement[bool]:
    """Is this date bound by something? A condition on `Occurrence`."""
    return or_(
        false(),
        *(_on(each).exists() for each in _all() if each.binds),
    )


def counts() -> list[ColumnElement[int]]:
    """How much of each kind hangs on a date: columns beside `Occurrence`, asked with the dates."""
    return [_on(each).with_only_columns(func.count()).scalar_subquery() for each in _all()]


def words(counted: Sequence[int]) -> tuple[str, ...]:
    """The same in words."""
    return tuple(each.words(n) for each, n in zip(_all(), counted, strict=False) if n)


def _on(hanging: Hanging) -> Select[Any]:
    return hanging.rows.where(hanging.column == Occurrence.id).correlate(Occurrence)


def _all() -> list[Hanging]:
    found: list[Hanging] = current_app.extensions["calendar_hanging"]
    return found
