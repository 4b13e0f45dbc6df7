"""The stretches of days that stand side by side in a figure, counted in one query.

Usually three: the scope, the one before it, the same one a year before. Figures that leave the team
are counted month by month instead (`research.protection`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, or_

from raqnet.i18n import pattern
from raqnet.research.figure import Column, Kind, Number, Row
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope

# Tells which rows of a query lie in some days (both counted).
Within = Callable[[date, date], ColumnElement[bool]]
Found = TypeVar("Found")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Question:
    """What a figure is asked: its scope, for whom, and the stretches to count one by one."""

    scope: Scope
    reader: Reader
    stretches: tuple[Scope, ...]
    by_month: bool = False
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

    def spread(self, sums: Sequence[int]) -> tuple[int, ...]:
        """A number per stretch out of one per `days()`."""
        by_days = dict(zip(self.days(), sums, strict=True))
        return tuple(int(by_days[each.first, each.last]) for each in self.stretches)


def compared(scope: Scope, reader: Reader) -> Question:
    """The scope beside the stretch before it and the same one a year before."""
    return Question(scope, reader, (scope, scope.previous(), scope.year_before()))


def monthly(scope: Scope, reader: Reader) -> Question:
    """Each month of a scope of whole months, by itself."""
    return Question(scope, reader, tuple(scope.months()), by_month=True)


def in_column(column: Any) -> Within:
    """Which rows of a query lie in some days, by a column that holds a day."""
    return lambda first, last: column.between(first, last)


def within_any(question: Question, within: Within) -> ColumnElement[bool]:
    """Only the rows of one of the stretches; those that touch are asked for as one."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(question.days()):
        if merged and first <= merged[-1][1] + DAY:
            first, last = merged[-1][0], max(last, merged.pop()[1])
        merged.append((first, last))
    return or_(*(within(*days) for days in merged))


def sums(question: Question, within: Within, amount: Any = 1) -> list[ColumnElement[int]]:
    """The sum of `amount` over the rows of each of `days()`, for `spread`."""
    return [
        func.coalesce(func.sum(case((within(*days), amount), else_=0)), 0)
        for days in question.days()
    ]


def piece(question: Question, within: Within) -> ColumnElement[int]:
    """Which of `days()` a row lies in, where they do not overlap: cheaper than many sums."""
    return case(*((within(*days), n) for n, days in enumerate(question.days())), else_=None)


def columns(question: Question, title: str) -> tuple[Column, ...]:
    """The columns that `sums` fills."""
    if question.by_month:
        return tuple(
            Column(f"{each.first:%Y-%m}", pattern(each.first, "LLLL y"))
            for each in question.stretches
        )
    return (
        Column("count", title, Kind.COUNT),
        Column("previous", _("Période précédente"), Kind.COUNT, then=True),
        Column("year_before", _("Un an plus tôt"), Kind.COUNT, then=True),
    )


def totals(question: Question, rows: Iterable[Row]) -> tuple[Number, ...]:
    """The sums of rows none of which counts twice what another one counts."""
    kept = list(rows)
    return tuple(sum(row.values[n] or 0 for row in kept) for n in range(len(question.stretches)))
