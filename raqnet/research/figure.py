"""What a figure is: one table that page, picture and every file are made from.

Values stand in columns; the first column is what is drawn. A row never disappears: what nobody said
is the row "Non renseigné" (`known` false). Where rows count something twice, `sums` (of the rows)
and `totals` (each thing counted once) differ, and a note explains by how much and why.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from raqnet.research.scope import Scope

Number = int | float | None  # None: nothing to tell (no answer, or a hidden cell)


class Kind(enum.StrEnum):
    """What the numbers of a column are."""

    COUNT = "count"
    PERCENT = "percent"  # 0 to 100
    MEAN = "mean"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Column:
    """A column of numbers; `then` marks those of an earlier period, which are not drawn."""

    key: str  # plain letters, the same for ever: files are read by programmes
    title: str
    kind: Kind = Kind.COUNT
    then: bool = False


@dataclass(frozen=True)
class Row:
    """A row: its name, a number per column, and where the rows behind it are listed."""

    key: str  # stable: "12" (an id), "unknown", "renfort"
    name: str
    values: tuple[Number, ...]
    known: bool = True
    url: str = ""
    group: str = ""  # of a table in two levels: the name of the level above


class Change(NamedTuple):
    """What became of a value of a list, in words; the key of the row that it counts under."""

    words: str
    row: str


@dataclass(frozen=True)
class Figure:
    """A figure of one scope, for one reader, with all that makes it readable elsewhere."""

    name: str  # in the address, for ever: "actions-par-commune"
    title: str
    unit: str  # "actions", "interventions", "personnes présentes"
    heading: str  # of the rows' names: "Commune"
    scope: Scope
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Number, ...]  # per column, each thing counted once
    sentence: str  # what one reads first
    source: str  # "Calendrier partagé : actions collectives tenues"
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()  # those of the notes that speak of one row
    about_people: bool = False  # cells under five are hidden outside the team
    is_protected: bool = False  # small cells were hidden (`research.protection`)
    is_summed: bool = False  # and its totals are sums of rows that count something twice
    for_team: bool = False  # hosts do not read it: nor does it leave
    by_time: bool = False  # rows are stretches of time: annotations stand on their axis
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def sums(self) -> tuple[Number, ...]:
        """The sum of the rows, per column."""
        return tuple(_sum(row.values[n] for row in self.rows) for n in range(len(self.columns)))

    @property
    def counts_twice(self) -> bool:
        """Do the rows add up to more than the total?"""
        return self.sums[:1] != self.totals[:1]

    @property
    def stays_inside(self) -> bool:
        """Is it for the team's eyes alone, as it stands here?"""
        return not self.is_protected and (self.about_people or self.for_team)

    @property
    def is_empty(self) -> bool:
        """Is there nothing in its first column?"""
        return not any(row.values[0] for row in self.rows)


def _sum(values: Iterable[Number]) -> Number:
    known = [value for value in values if value is not None]
    return sum(known)
