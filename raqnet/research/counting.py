"""What all figures are made of: sums per value out of one query, rows in order, notes.

A tally holds a number per stretch for each value (None: nobody said). The database sums; names are
put on afterwards, so that values that were merged meet and nothing is dropped.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func

from raqnet.access import Role
from raqnet.db import db
from raqnet.lists.models import Special
from raqnet.research import spans
from raqnet.research.figure import Change, Column, Figure, Kind, Number, Row
from raqnet.research.names import Names
from raqnet.research.scope import Scope
from raqnet.research.spans import Place, Question, Source, Within
from raqnet.text import fold

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

Numbers = tuple[int, ...]
Tally = dict[Any, Numbers]
UNKNOWN_KEY = "unknown"


def tally(
    question: Question,
    source: Source,
    within: Within,
    *keys: Any,
    amount: Any = 1,
    as_of: bool = False,
) -> Tally:
    """The sums of `amount` per value of the keys (a tuple where there are several).

    `as_of`: one row may be of several stretches.
    """
    queries = [
        source(cut.days).add_columns(*cut.place, *keys, func.sum(amount))
        .group_by(*cut.grouped, *keys)
        for cut in spans.cuts(question, within, as_of)
    ]  # fmt: skip
    return gathered(question, db.session.execute(spans.joined(queries)), len(keys))


def gathered(question: Question, rows: Iterable[Sequence[Any]], width: int) -> Tally:
    """A tally out of rows that end with so many keys and a sum, their place before."""
    found: dict[Any, dict[Place, Any]] = {}
    for row in rows:
        place, key = tuple(row[: -width - 1]), tuple(row[-width - 1 : -1])
        found.setdefault(key[0] if width == 1 else key, {})[place] = row[-1]
    return {key: question.spread(sums) for key, sums in found.items()}


def plus(*numbers: Sequence[int]) -> Numbers:
    """The sums, stretch by stretch."""
    return tuple(sum(each) for each in zip(*numbers, strict=True))


def total(question: Question, counted: Iterable[Numbers]) -> Numbers:
    """The sums of a tally."""
    return plus((0,) * len(question.stretches), *counted)


def whole(question: Question, numbers: Sequence[Number]) -> int:
    """The number of the scope itself: the first stretch, or all months where they stand alone."""
    told = numbers if question.by_month else numbers[:1]
    return sum(int(each or 0) for each in told)


def present(question: Question, counted: Mapping[Any, Numbers]) -> set[Any]:
    """The values that the scope has."""
    return {key for key, values in counted.items() if whole(question, values)}


def rows(
    counted: Mapping[Any, Numbers], known: Names, url: Callable[[int], str] | None = None
) -> tuple[Row, ...]:
    """A row per value, the most frequent first; "Autre", then "Non renseigné" at the end."""
    met: dict[int | None, Numbers] = {}
    for id_, values in counted.items():
        key = kept(id_, known)
        met[key] = plus(met[key], values) if key in met else values
    made = [_row(key, values, known, url) for key, values in met.items() if any(values)]
    others = {str(id_) for id_, named in known.items() if named.special == Special.OTHER}
    return tuple(sorted(made, key=lambda row: (not row.known, row.key in others, *_by_size(row))))


def _by_size(row: Row) -> tuple[Any, ...]:
    return tuple(-(value or 0) for value in row.values), fold(row.name), row.key


def kept(id_: Any, known: Names) -> int | None:
    """The id that a value counts under; None where nobody said."""
    into = known.get(known[id_].counts_as) if id_ in known else None
    if into is None or into.special == Special.UNKNOWN:
        return None
    return into.counts_as


def _row(key: int | None, values: Numbers, known: Names, url: Callable[[int], str] | None) -> Row:
    if key is None:
        return Row(UNKNOWN_KEY, _("Non renseigné"), values, known=False)
    return Row(str(key), known[key].name, values, url=url(key) if url else "")


@dataclass(frozen=True)
class Table:
    """What was counted, before the shares are added and the figure's own words."""

    heading: str
    unit: str
    title: str  # of the first column
    rows: tuple[Row, ...]
    sentence: str
    source: str
    totals: Numbers | None = None  # each thing once, where rows count some twice
    notes: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()  # notes on totals: never where small cells are hidden
    shares: bool = False
    by_time: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def made(entry: "Entry", question: Question, table: Table) -> Figure:
    """The figure, with shares beside its numbers where the report gives them."""
    columns = spans.columns(question, table.title)
    totals: tuple[Number, ...] = table.totals or spans.totals(question, table.rows)
    found, table = table.rows, replace(table, sums=(*_twice(table), *table.sums))
    if table.shares and not question.by_month:
        count, *rest = totals
        columns = (columns[0], Column("share", _("Part (%)"), Kind.PERCENT), *columns[1:])
        found = tuple(_with_share(row, count) for row in found)
        totals = (count, 100.0 if count else None, *rest)
    return finished(entry, question, table, columns, found, totals)


def _twice(table: Table) -> list[str]:
    """By how much the rows pass the total, where they count something twice."""
    sum_ = sum(row.values[0] or 0 for row in table.rows)
    count = table.totals[0] if table.totals else sum_
    if sum_ == count:
        return []
    return [_("Les lignes additionnées font %(sum)s pour un total de %(total)s, %(more)s de plus "
              "pour ce qui compte dans plusieurs lignes.",
              sum=sum_, total=count, more=sum_ - count)]  # fmt: skip


def finished(
    entry: "Entry",
    question: Question,
    table: Table,
    columns: tuple[Column, ...],
    found: tuple[Row, ...],
    totals: tuple[Number, ...],
) -> Figure:
    """A figure whose columns are its own."""
    by_month = question.by_month
    told = (*table.notes, *(change.words for change in table.changes))
    notes = (*(() if by_month else table.sums), *told, *_ignored(entry, question))
    title = str(entry.title)
    return Figure(
        entry.name, title, table.unit, table.heading, question.scope, columns, found, totals,
        _("%(title)s, mois par mois.", title=title) if by_month else table.sentence,
        table.source, tuple(dict.fromkeys(note for note in notes if note)),
        about_people=entry.about_people, for_team=Role.HOST not in entry.roles,
        by_time=table.by_time, extra=table.extra, changes=table.changes,
    )  # fmt: skip


def percent(part: Number, all_: Number) -> float | None:
    """The share of a whole, to a tenth; None of nothing."""
    return round(100 * (part or 0) / all_, 1) if all_ else None


def _with_share(row: Row, all_: Number) -> Row:
    count, *rest = row.values
    return replace(row, values=(count, percent(count, all_), *rest))


def narrowed(entry: "Entry", scope: Scope) -> Scope:
    """The scope with the filters alone that mean something to this figure."""
    for name in scope.set():
        if name not in entry.filters:
            scope = scope.without(name)
    return scope


def _ignored(entry: "Entry", question: Question) -> list[str]:
    words = {
        "commune": _("commune"), "zone": _("zone"), "neighbourhood": _("quartier"),
        "organisation": _("hébergeur"), "mission": _("mission"),
    }  # fmt: skip
    left = [words[name] for name in question.scope.set() if name not in entry.filters]
    if not left:
        return []
    return [_("Ce chiffre ne se limite pas par %(names)s : ce filtre n'y change rien.",
              names=", ".join(left))]  # fmt: skip


def leading(found: Sequence[Row], all_: Number) -> str:
    """Which values come first, with their shares: what one reads before the table."""
    best = [row for row in found if row.known and row.values[0]][:3]
    told = [f"{row.name} ({_percent_words(row.values[0], all_)})" for row in best]
    if not told:
        return ""
    return " " + _("En tête : %(names)s.", names=", ".join(told))


def _percent_words(part: Number, all_: Number) -> str:
    return _("%(num)s %%", num=round(percent(part, all_) or 0))
