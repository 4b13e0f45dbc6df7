"""The stretches of days that stand side by side in a figure, counted in one query.

Usually three: the scope, the one before it, the same one a year before. Figures that leave the team
are counted month by month instead (`research.protection`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, or_

from raqnet.i18n import pattern
from raqnet.research.figure import Column, Kind, Number, Row
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope

# Tells which rows of a query lie in some days (both counted).
Within = Callable[[date, date], ColumnElement[bool]]


@dataclass(frozen=True)
class Question:
    """What a figure is asked: its scope, for whom, and the stretches to count one by one."""

    scope: Scope
    reader: Reader
    stretches: tuple[Scope, ...]
    by_month: bool = False


def compared(scope: Scope, reader: Reader) -> Question:
    """The scope beside the stretch before it and the same one a year before."""
    return Question(scope, reader, (scope, scope.previous(), scope.year_before()))


def monthly(scope: Scope, reader: Reader) -> Question:
    """Each month of a scope of whole months, by itself."""
    return Question(scope, reader, tuple(scope.months()), by_month=True)


def within_any(question: Question, within: Within) -> ColumnElement[bool]:
    """Only the rows of one of the stretches."""
    return or_(*(within(each.first, each.last) for each in question.stretches))


def sums(
    question: Question, within: Within, amount: ColumnElement[int] | int = 1
) -> list[ColumnElement[int]]:
    """For each stretch, the sum of `amount` over its rows."""
    return [
        func.coalesce(func.sum(case((within(each.first, each.last), amount), else_=0)), 0)
        for each in question.stretches
    ]


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
