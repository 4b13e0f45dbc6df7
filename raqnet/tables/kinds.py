"""What can be brought as a table: each subject registers a kind with its fields and its reader.

A kind reads rows into lines (what would become of each, nothing written) and takes the lines that
are ready. Whatever it knows of its rows stays in its subject.
"""

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from raqnet.access import Principal


@dataclass(frozen=True)
class Field:
    """What a column may mean; `synonyms` are headings that it is recognised by."""

    name: str
    title: Any
    synonyms: tuple[str, ...] = ()
    required: bool = False
    several: bool = False  # several columns may hold it


@dataclass(frozen=True)
class Option:
    """A choice for the whole table, by its value; the first one holds until another is made."""

    name: str
    title: Any
    choices: tuple[tuple[str, Any], ...]


class State(enum.StrEnum):
    """What a line is to what is there already."""

    NEW = "new"
    SAME = "same"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"


class Decision(enum.StrEnum):
    """What a person wants of a line that is perhaps there already."""

    NONE = ""
    MINE = "mine"  # what the line says replaces what is there
    THEIRS = "theirs"  # what is there stays
    BOTH = "both"  # the line is something else


@dataclass(frozen=True)
class Known:
    """What is there already: its words, where to see it, and how the line differs from it."""

    name: str
    url: str = ""
    differences: tuple[tuple[str, str, str], ...] = ()  # field, what is there, what the line says
    row: Any = None


@dataclass
class Line:
    """A row of the table as its kind understands it."""

    number: int
    cells: Mapping[str, str]  # by field
    state: State = State.NEW
    faults: dict[str, str] = field(default_factory=dict)  # why a cell cannot be read, by field
    values: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)  # what is understood in another way
    known: Known | None = None
    decision: str = Decision.NONE
    doubts: dict[str, list[str]] = field(default_factory=dict)  # what to ask of the words in it
    trusted: bool = False  # a person has read those words, and takes them

    @property
    def is_ready(self) -> bool:
        """Would it be written now?"""
        return self.state == State.NEW or (
            self.state == State.DUPLICATE and self.decision in (Decision.MINE, Decision.BOTH)
        )

    @property
    def is_over(self) -> bool:
        """Is there nothing to do with it?"""
        return self.state == State.SAME or (
            self.state == State.DUPLICATE and self.decision == Decision.THEIRS
        )

    @property
    def is_undecided(self) -> bool:
        """Does it wait for a decision?"""
        return self.state == State.DUPLICATE and self.decision == Decision.NONE

    def fault(self, name: str, why: str) -> None:
        """Say why a cell cannot be read."""
        self.faults[name] = why
        self.state = State.UNREADABLE


@dataclass(frozen=True)
class Row:
    """A row under the names of the fields, with what has been decided about it."""

    number: int
    cells: Mapping[str, str]
    decision: str = Decision.NONE
    trusted: bool = False

    def line(self) -> Line:
        """The line that this row is before anything is known of it."""
        return Line(self.number, self.cells, decision=self.decision, trusted=self.trusted)


Options = Mapping[str, str]
Reader = Callable[[Principal, Sequence[Row], Options], list[Line]]
Taker = Callable[[Principal, Sequence[Line]], None]


@dataclass(frozen=True)
class Kind:
    """A kind of table."""

    name: str  # in the address
    title: Any
    about: Any  # what becomes of it, for whoever brings one
    permission: str
    fields: tuple[Field, ...]
    reader: Reader
    taker: Taker
    leads_to: str  # the endpoint where what was taken is seen
    decisions: tuple[tuple[str, Any], ...]  # of a line that is perhaps there already
    options: tuple[Option, ...] = ()
    shows: tuple[str, ...] = ()  # the fields by which a line is recognised
    never: Callable[[str], bool] = lambda _heading: False  # columns whose cells are not even kept

    def title_of(self, name: str) -> str:
        """A field's title."""
        return next(str(each.title) for each in self.fields if each.name == name)


def init_app(app: Flask) -> None:
    """Make room for what subjects register."""
    app.extensions["table_kinds"] = {}


def add_kind(app: Flask, kind: Kind) -> None:
    """Let tables of this kind be brought."""
    app.extensions["table_kinds"][kind.name] = kind


def find(name: str) -> Kind | None:
    """The kind of this name."""
    kinds: dict[str, Kind] = current_app.extensions["table_kinds"]
    return kinds.get(name)


def open_to(user: Principal) -> list[Kind]:
    """The kinds that this person may bring."""
    kinds: dict[str, Kind] = current_app.extensions["table_kinds"]
    return [kind for kind in kinds.values() if user.can(kind.permission)]
