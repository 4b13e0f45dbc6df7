"""What hangs on the dates of an action: later subjects say so, and a page tells it.

What `binds` a date keeps it: it never goes with a change of its series, but is set apart. What
does not bind it goes with it, and is told before; where it can be remembered, undoing that change
brings it back with its date. Whoever joined a date alone stays when its series' workers change.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, false, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from raqnet.calendar.models import Occurrence
from raqnet.people.models import Worker

# How many there are on a date, in the words of a note.
Words = Callable[[int], str]
Plain = dict[str, Any]
# Who joined a date by themselves, by its id; with their names.
Joined = Callable[[int], list[Worker]]


@dataclass(frozen=True)
class Remembering:
    """What hangs on dates as plain values, by the date's id, and hanging it on another date.

    `name` is kept with it: a later release knows it again.
    """

    name: str
    of: Callable[[Sequence[int]], Mapping[int, Plain]]
    put_back: Callable[[int, Plain], None]


@dataclass(frozen=True)
class Hanging:
    """Rows that hang on a date by `column`, among `rows` of it, one column: the date's id."""

    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    rows: Select[Any]
    words: Words
    binds: bool
    remembering: Remembering | None = None


def init_app(app: Flask) -> None:
    """Make room for what later subjects hang on dates."""
    app.extensions["calendar_hanging"] = []
    app.extensions["calendar_joined"] = []


def add_hanging(app: Flask, hanging: Hanging) -> None:
    """Have something that hangs on dates told, and kept where it binds them."""
    app.extensions["calendar_hanging"].append(hanging)


def add_joined(app: Flask, who: Joined) -> None:
    """Have those told who joined a date by themselves."""
    app.extensions["calendar_joined"].append(who)


def joined(occurrence_id: int) -> list[Worker]:
    """Who joined a date by themselves."""
    return [
        each for who in current_app.extensions["calendar_joined"] for each in who(occurrence_id)
    ]


def remember(dates: Sequence[Occurrence]) -> list[tuple[str, str, Plain]]:
    """What hangs on dates that go: where the rule had put each, what it is, its plain values."""
    at = {each.id: each.recurrence_id.isoformat() for each in dates}
    return [
        (at[occurrence_id], each.name, plain)
        for each in _remembering()
        for occurrence_id, plain in (each.of(list(at)) if at else {}).items()
    ]


def put_back(occurrence_id: int, name: str, plain: Plain) -> None:
    """Hang on a date that is back what hung on it."""
    for each in _remembering():
        if each.name == name:
            each.put_back(occurrence_id, plain)


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


def _remembering() -> list[Remembering]:
    return [each.remembering for each in _all() if each.remembering]


def _all() -> list[Hanging]:
    found: list[Hanging] = current_app.extensions["calendar_hanging"]
    return found
