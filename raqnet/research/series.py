"""Figures whose rows are stretches of time: months, or years where the scope is long."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, func, or_

from raqnet import clock
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.i18n import pattern
from raqnet.research import counting, held, wording
from raqnet.research.counting import Table
from raqnet.research.figure import Column, Figure, Row
from raqnet.research.scope import Scope
from raqnet.research.spans import Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

MOST_MONTHS = 60  # beyond, a row is a year
DAY = timedelta(days=1)
Part = tuple[date, date]
Sums = Mapping[Part, tuple[Any, ...]]


def parts(question: Question) -> list[Part]:
    """The days of each row, in order, cut where the scope begins and ends."""
    if question.by_month:
        return [(each.first, each.last) for each in question.stretches]
    scope = question.scope
    months = [(each.first, each.last) for each in scope.months()]
    if len(months) > MOST_MONTHS:
        years = range(scope.first.year, scope.last.year + 1)
        months = [(date(year, 1, 1), date(year, 12, 31)) for year in years]
    return [(max(first, scope.first), min(last, scope.last)) for first, last in months]


def before(part: Part) -> Part:
    """The same days a year before."""
    earlier = Scope(*part).year_before()
    return earlier.first, earlier.last


def both(question: Question) -> list[Part]:
    """The rows' days, and the same ones a year before."""
    every = parts(question)
    return [*every, *map(before, every)]


def previous(question: Question) -> Part:
    """The days of the period before, all of them."""
    scope = question.scope.previous()
    return scope.first, scope.last


def all_three(question: Question) -> list[Part]:
    """The rows' days, the same ones a year before, and the period before."""
    return [*both(question), previous(question)]


def earlier(count: int) -> str:
    """What is told of the period before where rows are months, which have none of their own."""
    return " " + _("Période précédente : %(num)s.", num=wording.number(count))


def of_dates(
    question: Question,
    statement: Callable[[Question, ColumnElement[bool]], Select[Any]],
    wanted: Iterable[Part],
    *amounts: Any,
) -> Sums:
    """What sums of dates of the calendar come to over each part, in one query."""
    wanted = list(wanted)
    pieces = _pieces(wanted)
    days = or_(*(held.within(*span) for span in _merged(pieces)))
    piece = case(
        *((Occurrence.starts_at < clock.day_start(last + DAY), n)
          for n, (_first, last) in enumerate(pieces)),
        else_=len(pieces),
    ).label("piece")  # fmt: skip
    amounts = amounts or (func.count(Occurrence.id),)
    query = statement(question, days).add_columns(piece, *amounts).group_by("piece")
    found = {pieces[row[0]]: tuple(row[1:]) for row in db.session.execute(query)}
    return {part: added(found, part, len(amounts)) for part in wanted}


def added(found: Sums, part: Part, width: int) -> tuple[Any, ...]:
    """The sums of what lies within a part."""
    inside = [sums for (first, last), sums in found.items() if part[0] <= first and last <= part[1]]
    return tuple(sum(sums[n] or 0 for sums in inside) for n in range(width))


def _pieces(wanted: Sequence[Part]) -> list[Part]:
    """Parts that may overlap, cut so that each day is of one piece."""
    spans = wanted
    edges = sorted({edge for first, last in spans for edge in (first, last + DAY)})
    cut = zip(edges, edges[1:], strict=False)
    return [
        (first, end - DAY)
        for first, end in cut
        if any(start <= first and end - DAY <= last for start, last in spans)
    ]


def _merged(pieces: Iterable[Part]) -> list[Part]:
    spans: list[Part] = []
    for first, last in pieces:
        if spans and spans[-1][1] + DAY == first:
            first = spans.pop()[0]
        spans.append((first, last))
    return spans


def key(part: Part) -> str:
    """2021-09; or 2021 where a row is a year."""
    return f"{part[0]:%Y-%m}" if _is_month(part) else f"{part[0]:%Y}"


def name(part: Part) -> str:
    """A month or a year in words; which days of it where it is not whole."""
    words = pattern(part[0], "LLLL y") if _is_month(part) else f"{part[0]:%Y}"
    if not _is_cut(part):
        return words
    return _("%(words)s (du %(first)s au %(last)s)", words=words,
             first=f"{part[0]:%d/%m}", last=f"{part[1]:%d/%m}")  # fmt: skip


def _is_month(part: Part) -> bool:
    return (part[0].year, part[0].month) == (part[1].year, part[1].month)


def _is_cut(part: Part) -> bool:
    after = part[1] + DAY
    if _is_month(part):
        return part[0].day != 1 or after.day != 1
    return (part[0].month, part[0].day, after.month, after.day) != (1, 1, 1, 1)


def rows(
    question: Question, sums: Sums, url: Callable[[Part], str] | None = None
) -> tuple[Row, ...]:
    """A row per part: its number and that of a year before, or months on a diagonal."""
    every = parts(question)
    if question.by_month:
        return diagonal(question, [int(sums[part][0]) for part in every])
    return tuple(
        Row(key(part), name(part), (int(sums[part][0]), int(sums[before(part)][0])),
            url=url(part) if url and sums[part][0] else "")
        for part in every
    )  # fmt: skip


def diagonal(question: Question, numbers: Sequence[int]) -> tuple[Row, ...]:
    """Where months are columns too: a row per month, whose number stands in its own columns."""
    every = parts(question)
    return tuple(
        Row(key(part), name(part),
            tuple(number * (part == own) for own, number in zip(every, numbers, strict=True)))
        for part in dict.fromkeys(every)
    )  # fmt: skip


def made(
    entry: "Entry",
    question: Question,
    table: Table,
    sentence: Callable[[int], str],
    then: int = 0,
) -> Figure:
    """The figure of one number over time, beside that of a year before; `then`: before."""
    width = len(question.stretches) if question.by_month else 2
    totals = tuple(sum(int(row.values[n] or 0) for row in table.rows) for n in range(width))
    count = counting.whole(question, totals)
    told = replace(table, sentence=sentence(count) + best(table.rows) + earlier(then))
    if question.by_month:
        return counting.made(entry, question, told)
    columns = (
        Column("count", table.title),
        Column("year_before", _("Un an plus tôt"), then=True),
    )
    return counting.finished(entry, question, told, columns, table.rows, totals)


def best(found: Iterable[Row]) -> str:
    """Which month has the most."""
    busy = [row for row in found if row.values[0]]
    if len(busy) < 2:
        return ""
    most = max(busy, key=lambda row: row.values[0] or 0)
    return " " + _(
        "Le plus en %(name)s (%(num)s).", name=most.name, num=wording.number(most.values[0])
    )
