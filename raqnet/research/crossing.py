"""Two fields set against each other: which ones, and the numbers of cells and margins."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, cast, func, literal_column, null, union_all

from raqnet.db import db
from raqnet.research import counting, names, spans
from raqnet.research.counting import Numbers, Tally
from raqnet.research.fields import Field
from raqnet.research.names import Names
from raqnet.research.spans import Question

# Which fields ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """The fields of rows and of columns, and what had to be put right in what was asked."""

    lines: Field
    across: Field
    note: str = ""

    @property
    def both(self) -> tuple[Field, Field]:
        """Of rows, then of columns."""
        return self.lines, self.across


def chosen(question: Question, known: Mapping[str, Field], lines: str, across: str) -> Pair:
    """What the address asks for, where it is of these fields."""
    asked = (question.scope.lines, question.scope.across)
    left = known.get(asked[0]) or known[lines if asked[1] != lines else across]
    right = known.get(asked[1])
    if right is None or right is left:
        right = known[across if left.name != across else lines]
    refused = [name for name in asked if name and name not in (left.name, right.name)]
    if not refused and asked[0] and asked[0] == asked[1]:
        return Pair(left, right, _("Un champ ne se croise pas avec lui-même."))
    note = _("Ce tableau ne connaît pas : %(names)s.", names=", ".join(refused)) if refused else ""
    return Pair(left, right, note)


# What is counted ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crossed:
    """Numbers of each cell, of each row, of each column and of all, each thing once."""

    pair: Pair
    cells: Mapping[tuple[Any, Any], Numbers]
    by_line: Tally
    by_column: Tally
    totals: Numbers
    changed: tuple[str, ...]  # what became of its values


@dataclass(frozen=True)
class Counted:
    """A query with the columns of its fields, and what each of its rows counts for."""

    query: Select[Any]
    columns: Sequence[Any]
    amount: Any


Read = Callable[[Sequence[Field], ColumnElement[bool]], Counted]


def count(question: Question, pair: Pair, read: Read, within: spans.Within) -> Crossed:
    """Cells and margins in one query: a margin that a set would count twice is read for itself."""
    wanted: list[Sequence[Field]] = [pair.both]
    if any(field.is_set for field in pair.both):
        wanted += [(pair.lines,), (pair.across,), ()]
    found = _read(question, pair, wanted, read, within)
    known = {field: names.of(question, field.model) for field in pair.both if field.model}
    cells, *margins = (
        _folded(sums, fields, known) for fields, sums in zip(wanted, found, strict=True)
    )
    if margins:
        by_line, by_column, whole = (_margin(each, 0) for each in margins)
    else:
        by_line, by_column = _margin(cells, 0), _margin(cells, 1)
        whole = by_line
    counted = counting.present(question, found[0])
    changed = [
        line for n, field in enumerate(pair.both) if field in known
        for line in names.told(known[field], {key[n] for key in counted})
    ]  # fmt: skip
    totals = counting.total(question, whole.values())
    return Crossed(pair, cells, by_line, by_column, totals, tuple(changed))


def _read(
    question: Question,
    pair: Pair,
    wanted: Sequence[Sequence[Field]],
    read: Read,
    within: spans.Within,
) -> list[Tally]:
    """For each of some choices of fields, the sums by their values (a tuple)."""
    queries = []
    for cut in spans.cuts(question, within):
        for n, fields in enumerate(wanted):
            counted = read(fields, cut.days)
            values = dict(zip(fields, counted.columns, strict=True))
            blank = [values[f] if f in values else cast(null(), f.type) for f in pair.both]
            query = counted.query.add_columns(
                *cut.place, literal_column(str(n)), *blank, func.sum(counted.amount)
            )
            queries.append(query.group_by(*cut.grouped, *counted.columns))
    rows = db.session.execute(union_all(*queries))
    found: list[Tally] = [{} for _each in wanted]
    for (n, *key), numbers in counting.gathered(question, rows, 3).items():
        given = dict(zip(pair.both, key, strict=True))
        found[n][tuple(given[field] for field in wanted[n])] = numbers
    return found


def _folded(found: Tally, fields: Sequence[Field], known: Mapping[Field, Names]) -> Tally:
    """Values that count as one meet; those that nobody gave are None."""
    return _summed(
        (tuple(map(_fold, fields, key, map(known.get, fields))), values)
        for key, values in found.items()
    )


def _margin(cells: Mapping[Any, Numbers], side: int) -> Tally:
    return _summed((key[side] if key else None, values) for key, values in cells.items())


def _summed(found: Iterable[tuple[Any, Numbers]]) -> Tally:
    sums: Tally = {}
    for key, values in found:
        sums[key] = counting.plus(sums[key], values) if key in sums else values
    return sums


def _fold(field: Field, value: Any, known: Names | None) -> Any:
    """What a value counts as; None where nobody said."""
    if known is not None:
        return counting.kept(value, known)
    return field.key(value) if field.key and value not in (None, "") else None
