"""Any field against any other, of actions or of interventions.

What has several values of a set counts in each; margins and the total count it once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, cast, func, literal_column, null, union_all

from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.lists.models import ListValue
from raqnet.research import counting, held, met, names, spans
from raqnet.research.counting import Numbers, Table, Tally
from raqnet.research.fields import ACTIONS, INTERVENTIONS, Field
from raqnet.research.figure import Column, Figure, Row
from raqnet.research.names import Names
from raqnet.research.spans import Question
from raqnet.text import fold

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry


def actions(entry: "Entry", question: Question) -> Figure:
    """Actions: a field against another."""
    pair = _chosen(question, ACTIONS, "commune", "mission")
    crossed = _count(question, pair, lambda fields: _actions(question, fields), held.within)
    unit = _Unit(_("actions"), _("Actions"), held.source(), held.notes(question),
                 held.sentence)  # fmt: skip
    return _made(entry, question, crossed, unit)


def interventions(entry: "Entry", question: Question) -> Figure:
    """Interventions: a field against another."""
    pair = _chosen(question, INTERVENTIONS, "lieu", "origine")
    crossed = _count(
        question, pair, lambda fields: _interventions(entry, question, fields), met.within
    )
    unit = _Unit(_("interventions"), _("Interventions"), met.source(), (met.contacts(),),
                 met.sentence)  # fmt: skip
    return _made(entry, question, crossed, unit)


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


def _chosen(question: Question, known: Mapping[str, Field], lines: str, across: str) -> Pair:
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


def _count(
    question: Question,
    pair: Pair,
    read: Callable[[Sequence[Field]], Counted],
    within: spans.Within,
) -> Crossed:
    """Cells and margins in one query: a margin that a set would count twice is read for itself."""
    asked = question if question.by_month else replace(question, stretches=(question.scope,))
    wanted: list[Sequence[Field]] = [pair.both]
    if any(field.is_set for field in pair.both):
        wanted += [(pair.lines,), (pair.across,), ()]
    found = _read(asked, pair, [(fields, read(fields)) for fields in wanted], within)
    known = {field: names.of(asked, field.model) for field in pair.both if field.model}
    cells, *margins = (
        _folded(sums, fields, known) for fields, sums in zip(wanted, found, strict=True)
    )
    if margins:
        by_line, by_column, whole = (_margin(each, 0) for each in margins)
    else:
        by_line, by_column = _margin(cells, 0), _margin(cells, 1)
        whole = by_line
    changed = [
        line for n, field in enumerate(pair.both) if field in known
        for line in names.told(known[field], {key[n] for key in found[0]})
    ]  # fmt: skip
    totals = counting.total(asked, whole.values())
    return Crossed(pair, cells, by_line, by_column, totals, tuple(changed))


def _read(
    question: Question,
    pair: Pair,
    wanted: Sequence[tuple[Sequence[Field], Counted]],
    within: spans.Within,
) -> list[Tally]:
    """For each of some choices of fields, the sums by their values (a tuple)."""
    queries = []
    for n, (fields, counted) in enumerate(wanted):
        values = dict(zip(fields, counted.columns, strict=True))
        blank = [values[f] if f in values else cast(null(), f.type) for f in pair.both]
        sums = spans.sums(question, within, counted.amount)
        query = counted.query.add_columns(literal_column(str(n)), *blank, *sums)
        queries.append(query.group_by(*counted.columns))
    found: list[Tally] = [{} for _each in wanted]
    for n, left, right, *numbers in db.session.execute(union_all(*queries)):
        both = dict(zip(pair.both, (left, right), strict=True))
        found[n][tuple(both[f] for f in wanted[n][0])] = question.spread(numbers)
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


def _actions(question: Question, fields: Sequence[Field]) -> Counted:
    query = held.collective(question)
    for field in fields:
        query = field.joined(query)
    return Counted(query, [field.column for field in fields], 1)


def _interventions(entry: "Entry", question: Question, fields: Sequence[Field]) -> Counted:
    """Of a set the marks count; of two sets, as many people as may have both."""
    query, columns, amounts = met.asked(entry, question), [], []
    for field in fields:
        if not field.list_name:
            columns.append(field.column)
            continue
        marks = _marks(met.asked(entry, question), field)
        query = query.join(marks, marks.c.intervention_id == Intervention.id)
        columns.append(marks.c.value_id)
        amounts.append(marks.c.people)
    return Counted(query, columns, _least(amounts) if amounts else Intervention.contacts)


def _marks(asked: Select[Any], field: Field) -> Any:
    """The marks of one list, and a row for people of whom none was made."""
    said = (
        asked.join(InterventionMark, InterventionMark.intervention_id == Intervention.id)
        .join(ListValue, ListValue.id == InterventionMark.value_id)
        .where(ListValue.list_name == field.list_name)
    )
    each = said.add_columns(
        Intervention.id.label("intervention_id"), InterventionMark.value_id.label("value_id"),
        InterventionMark.count.label("people"),
    )  # fmt: skip
    sums = (
        said.add_columns(
            Intervention.id.label("intervention_id"), func.sum(InterventionMark.count).label("said")
        )
        .group_by(Intervention.id)
        .subquery()
    )
    left = Intervention.contacts - func.coalesce(sums.c.said, 0)
    rest = (
        asked.outerjoin(sums, sums.c.intervention_id == Intervention.id)
        .where(left > 0)
        .add_columns(Intervention.id, null(), left)
    )
    return union_all(each, rest).subquery()


def _least(amounts: Sequence[Any]) -> ColumnElement[int]:
    if len(amounts) == 1:
        only: ColumnElement[int] = amounts[0]
        return only
    return case((amounts[0] < amounts[1], amounts[0]), else_=amounts[1])


# What is said ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Unit:
    """The words of what is counted."""

    name: str
    title: str
    source: str
    notes: tuple[str, ...]
    sentence: Callable[[int], str]


@dataclass(frozen=True)
class _Value:
    """A row or a column of the table."""

    id: Any
    key: str
    name: str

    @property
    def is_known(self) -> bool:
        return self.id is not None


def _made(entry: "Entry", question: Question, crossed: Crossed, unit: _Unit) -> Figure:
    pair = crossed.pair
    lines, across = (str(field.title) for field in pair.both)
    by = _("%(lines)s par %(across)s.", lines=lines, across=across.lower())
    count = counting.whole(question, crossed.totals)
    table = Table(
        lines, unit.name, unit.title, (), f"{unit.sentence(count)} {by}", unit.source,
        notes=(pair.note, *_sets(pair), *unit.notes, *crossed.changed),
        sums=_twice(question, crossed),
        extra={"lignes": pair.lines.name, "colonnes": pair.across.name},
    )  # fmt: skip
    left = _values(question, pair.lines, crossed.by_line)
    top = _values(question, pair.across, crossed.by_column)
    if question.by_month:
        columns, rows = spans.columns(question, unit.title), _flat(crossed, left, top)
        return counting.finished(entry, question, table, columns, rows, crossed.totals)
    totals = (crossed.totals[0], *(crossed.by_column[each.id][0] for each in top))
    columns = (Column("count", _("Total")), *(Column(each.key, each.name) for each in top))
    rows = tuple(_line(question, crossed, each, top) for each in left)
    return counting.finished(entry, question, table, columns, rows, totals)


def _values(question: Question, field: Field, margin: Tally) -> list[_Value]:
    """Those that have something, in their order or the most frequent first."""
    known = names.of(question, field.model) if field.model else {}
    found = [_value(field, id_, known) for id_, values in margin.items() if any(values)]
    if field.in_order:
        return sorted(found, key=lambda each: (not each.is_known, each.key))
    return sorted(
        found,
        key=lambda each: (not each.is_known, -sum(margin[each.id]), fold(each.name), each.key),
    )


def _value(field: Field, id_: Any, known: Names) -> _Value:
    if id_ is None:
        return _Value(None, counting.UNKNOWN_KEY, _("Non renseigné"))
    return _Value(id_, str(id_), known[id_].name if id_ in known else field.words(id_))


def _line(question: Question, crossed: Crossed, line: _Value, top: Sequence[_Value]) -> Row:
    cells = (crossed.cells.get((line.id, each.id), (0,))[0] for each in top)
    field, count = crossed.pair.lines, crossed.by_line[line.id][0]
    url = held.listed(question, **{field.filter: line.id}) if field.filter and line.is_known else ""
    return Row(line.key, line.name, (count, *cells), line.is_known, url)


def _flat(crossed: Crossed, left: Sequence[_Value], top: Sequence[_Value]) -> tuple[Row, ...]:
    """A row per cell, whose columns are months."""
    return tuple(
        Row(f"{line.key}-{each.key}", each.name, crossed.cells[line.id, each.id],
            line.is_known and each.is_known, group=line.name)
        for line in left for each in top if (line.id, each.id) in crossed.cells
    )  # fmt: skip


def _sets(pair: Pair) -> list[str]:
    sets = [str(field.title) for field in pair.both if field.is_set]
    told = [
        _("%(name)s : plusieurs valeurs sont possibles à la fois, et chacune compte.", name=name)
        for name in sets
    ]
    if len(sets) > 1:
        told.append(_("Après une sortie, une case dit au plus combien de personnes ont les deux."))
    return told


def _twice(question: Question, crossed: Crossed) -> tuple[str, ...]:
    """By how much the cells pass the total."""
    cells = sum(counting.whole(question, values) for values in crossed.cells.values())
    count = counting.whole(question, crossed.totals)
    if cells == count:
        return ()
    return (_("Les cases additionnées font %(sum)s pour un total de %(total)s, %(more)s de plus "
              "pour ce qui compte dans plusieurs.", sum=cells, total=count,
              more=cells - count),)  # fmt: skip
