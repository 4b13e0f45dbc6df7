"""The stretches of days that stand side by side in a figure, counted in one query.

Usually three: the scope, the one before it, the same one a year before. Figures that leave the team
are counted month by month instead (`research.protection`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, CompoundSelect, Select, case, literal_column, or_, union_all

from raqnet.i18n import pattern
from raqnet.people.models import Site
from raqnet.research.figure import Column, Kind, Number, Row
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope

# Tells which rows of a query lie in some days (both counted).
Within = Callable[[date, date], ColumnElement[bool]]
Found = TypeVar("Found")
DAY = timedelta(days=1)
# Which of `Question.days()` a row is of; then of which house, where each house is counted.
Place = tuple[int | None, ...]
# A query of the rows that lie in some days.
Source = Callable[[ColumnElement[bool]], Select[Any]]


@dataclass(frozen=True)
class Question:
    """What a figure is asked: its scope, for whom, and the stretches to count one by one."""

    scope: Scope
    reader: Reader
    stretches: tuple[Scope, ...]
    by_month: bool = False
    by_house: bool = False  # and the months of each house, by itself
    # What was read for it already: the figures of one page are asked one question.
    read: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: Any, find: Callable[[], Found]) -> Found:
        """What `find` finds, read a single time for all figures that need it."""
        if name not in self.read:
            self.read[name] = find()
        found: Found = self.read[name]
        return found

    def days(self) -> list[tuple[date, date]]:
        """The days of each stretch (both counted), those of two that are the same told once."""
        return list(dict.fromkeys((each.first, each.last) for each in self.stretches))

    def spread(self, sums: Mapping[Place, Any]) -> tuple[int, ...]:
        """A number per stretch out of what was found at some places."""
        return tuple(int(sums.get(place, 0) or 0) for place in self.once("places", self._places))

    def _places(self) -> list[Place]:
        order = {days: n for n, days in enumerate(self.days())}
        width = 2 if self.by_house else 1
        return [
            (order[each.first, each.last], each.organisation)[:width] for each in self.stretches
        ]


def compared(scope: Scope, reader: Reader) -> Question:
    """The scope beside the stretch before it and the same one a year before."""
    return Question(scope, reader, (scope, scope.previous(), scope.year_before()))


def monthly(scope: Scope, reader: Reader) -> Question:
    """Each month of a scope of whole months, by itself."""
    return Question(scope, reader, tuple(scope.months()), by_month=True)


def within_any(question: Question, within: Within) -> ColumnElement[bool]:
    """Only the rows of one of the stretches; those that touch are asked for as one."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(question.days()):
        if merged and first <= merged[-1][1] + DAY:
            first, last = merged[-1][0], max(last, merged.pop()[1])
        merged.append((first, last))
    return or_(*(within(*days) for days in merged))


class Cut(NamedTuple):
    """Some days, what tells at which place a row of them is, and what that is grouped by."""

    days: ColumnElement[bool]
    place: tuple[ColumnElement[Any], ...]
    grouped: tuple[str, ...] = ()


def cuts(question: Question, within: Within, as_of: bool = False) -> list[Cut]:
    """What the stretches cut rows into; `as_of`: one row may be of several, even of months.

    Each stretch reads its own days, so that no row is asked where it lies; months, which may be
    many and never overlap, are read in one go.
    """
    if as_of or not question.by_month:
        return [
            Cut(within(*days), (literal_column(str(n)),)) for n, days in enumerate(question.days())
        ]
    days, month = within_any(question, within), _month(question, within)
    if question.by_house:
        return [Cut(days, (month, Site.organisation_id.label("house")), ("month", "house"))]
    return [Cut(days, (month,), ("month",))]


def _month(question: Question, within: Within) -> ColumnElement[int]:
    numbered = ((within(*days), n) for n, days in enumerate(question.days()))
    return case(*numbered, else_=None).label("month")


def joined(queries: Sequence[Select[Any]]) -> Select[Any] | CompoundSelect[Any]:
    """Queries that read the same columns, as one."""
    return queries[0] if len(queries) == 1 else union_all(*queries)


def columns(question: Question, title: str) -> tuple[Column, ...]:
    """The columns that `sums` fills."""
    if question.by_month:
        months = {
            first: Column(f"{first:%Y-%m}", pattern(first, "LLLL y"))
            for first, _last in question.days()
        }
        return tuple(months[each.first] for each in question.stretches)
    return (
        Column("count", title, Kind.COUNT),
        Column("previous", _("Période précédente"), Kind.COUNT, then=True),
        Column("year_before", _("Un an plus tôt"), Kind.COUNT, then=True),
    )


def totals(question: Question, rows: Iterable[Row]) -> tuple[Number, ...]:
    """The sums of rows none of which counts twice what another one counts."""
    kept = list(rows)
    return tuple(sum(row.values[n] or 0 for row in kept) for n in range(len(question.stretches)))
