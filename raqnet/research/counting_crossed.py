"""Any field against any other, of actions or of interventions.

What has several values of a set counts in each; margins and the total count it once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    func,
    null,
    union_all,
)

from raqnet.journal.models import Intervention, InterventionMark
from raqnet.lists.models import ListValue
from raqnet.research import counting, crossing, held, met, names, spans
from raqnet.research.counting import Table, Tally
from raqnet.research.crossing import Counted, Crossed, Pair
from raqnet.research.fields import ACTIONS, INTERVENTIONS, Field
from raqnet.research.figure import Column, Figure, Row
from raqnet.research.names import Names
from raqnet.research.spans import Question
from raqnet.text import fold

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry


def actions(entry: "Entry", question: Question) -> Figure:
    """Actions: a field against another."""
    pair = crossing.chosen(question, ACTIONS, "commune", "mission")
    crossed = crossing.count(question, pair, partial(_actions, question), held.within)
    unit = _Unit(_("actions"), _("Actions"), held.source(), held.notes(question),
                 held.sentence)  # fmt: skip
    return _made(entry, question, crossed, unit)


def interventions(entry: "Entry", question: Question) -> Figure:
    """Interventions: a field against another."""
    pair = crossing.chosen(question, INTERVENTIONS, "lieu", "origine")
    crossed = crossing.count(question, pair, partial(_interventions, entry, question), met.within)
    unit = _Unit(_("interventions"), _("Interventions"), met.source(), (met.contacts(),),
                 met.sentence)  # fmt: skip
    return _made(entry, question, crossed, unit)


# What is counted ---------------------------------------------------------------------------------


def _actions(question: Question, fields: Sequence[Field], days: ColumnElement[bool]) -> Counted:
    query = held.collective(question, days)
    for field in fields:
        query = field.joined(query)
    return Counted(query, [field.column for field in fields], 1)


def _interventions(
    entry: "Entry", question: Question, fields: Sequence[Field], days: ColumnElement[bool]
) -> Counted:
    """Of a set the marks count; of two sets, as many people as may have both."""
    query, columns, amounts = met.asked(entry, question, days), [], []
    for field in fields:
        if not field.list_name:
            columns.append(field.column)
            continue
        marks = _marks(met.placed(entry, question, days), field)
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
    top = [each for each in top if crossed.by_column[each.id][0]]
    now, *then = spans.columns(question, _("Total"))
    columns = (now, *(Column(each.key, each.name) for each in top), *then)
    totals = (crossed.totals[0], *(crossed.by_column[each.id][0] for each in top),
              *crossed.totals[1:])  # fmt: skip
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
        key=lambda each: (
            not each.is_known,
            -counting.whole(question, margin[each.id]),
            -sum(margin[each.id]),
            fold(each.name),
            each.key,
        ),
    )


def _value(field: Field, id_: Any, known: Names) -> _Value:
    if id_ is None:
        return _Value(None, counting.UNKNOWN_KEY, _("Non renseigné"))
    return _Value(id_, str(id_), known[id_].name if id_ in known else field.words(id_))


def _line(question: Question, crossed: Crossed, line: _Value, top: Sequence[_Value]) -> Row:
    cells = (crossed.cells.get((line.id, each.id), (0,))[0] for each in top)
    field, (count, *then) = crossed.pair.lines, crossed.by_line[line.id]
    url = held.listed(question, **{field.filter: line.id}) if field.filter and line.is_known else ""
    return Row(line.key, line.name, (count, *cells, *then), line.is_known, url)


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
