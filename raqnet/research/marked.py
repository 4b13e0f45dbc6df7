"""What is marked of interventions, several values at a time: themes, acts, non-recours, barriers.

After an outing marks are counted by value, and nobody knows which of them were of one person: of
`contacts` people, those beyond the sum of the marks are the ones of whom nothing was said. So rows
come to the total, and what passes it is counted twice: no more, no less.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.lists.models import ListValue
from raqnet.research import counting, met, spans
from raqnet.research.counting import Numbers, Tally
from raqnet.research.names import Names
from raqnet.research.spans import Cut, Question

if TYPE_CHECKING:
    from raqnet.research.catalogue import Entry

LISTS = ("theme", "deed", "non_recours", "barrier")


class Marked(NamedTuple):
    """How often each value was marked; per list, of how many people nothing was; all people."""

    values: Tally
    unmarked: dict[str, Numbers]
    totals: Numbers


def tally(entry: "Entry", question: Question, list_name: str, known: Names) -> Tally:
    """How many people each value of a list is said of, and of how many none is (None)."""
    read = _read(entry, question)
    counted = {id_: values for id_, values in read.values.items() if id_ in known}
    if any(known[id_].counts_as != id_ for id_ in counted):
        for kept_id, twice in _met_by_a_merge(entry, question, list_name).items():
            now = counted.get(kept_id, (0,) * len(twice))
            counted[kept_id] = counting.plus(now, [-each for each in twice])
    return {**counted, None: read.unmarked[list_name]}


def totals(entry: "Entry", question: Question) -> Numbers:
    """All people, each once."""
    return _read(entry, question).totals


def _read(entry: "Entry", question: Question) -> Marked:
    return question.once("marks", lambda: _query(entry, question))


def _query(entry: "Entry", question: Question) -> Marked:
    """One query for the four lists: what was marked by value, then a row of what was not."""
    queries = []
    for cut in spans.cuts(question, met.within):
        queries += [_values(entry, question, cut), _unmarked(entry, question, cut)]
    rows = list(db.session.execute(union_all(*queries)))
    said, left = ([row for row in rows if (row.value_id is None) == no] for no in (False, True))
    values = counting.gathered(question, [row[: -len(LISTS)] for row in said], 1)
    blocks = (question.spread({_place(row): row[n - len(LISTS) - 1] for row in left})
              for n in range(len(LISTS) + 1))  # fmt: skip
    all_, *unmarked = blocks
    return Marked(values, dict(zip(LISTS, unmarked, strict=True)), all_)


def _place(row: Row[Any]) -> spans.Place:
    return tuple(row[: -len(LISTS) - 2])


def _values(entry: "Entry", question: Question, cut: Cut) -> Select[Any]:
    """How often each value was marked."""
    return (
        met.asked(entry, question, cut.days)
        .join(InterventionMark, InterventionMark.intervention_id == Intervention.id)
        .add_columns(*cut.place, InterventionMark.value_id, func.sum(InterventionMark.count))
        .add_columns(*(literal(0) for _list in LISTS))
        .group_by(*cut.grouped, InterventionMark.value_id)
    )


def _unmarked(entry: "Entry", question: Question, cut: Cut) -> Select[Any]:
    """All people, then those of whom no value of each list can have been marked."""
    each = _sums_of_lists(entry, question, cut).subquery()
    left = (func.sum(_positive(each.c.contacts - each.c[name])) for name in LISTS)
    place = [each.c[name] for name in cut.grouped] or cut.place
    return (
        select(*place, cast(null(), Integer), func.sum(each.c.contacts), *left)
        .select_from(each)
        .group_by(*(each.c[name] for name in cut.grouped))
    )


def _sums_of_lists(entry: "Entry", question: Question, cut: Cut) -> Select[Any]:
    """Each intervention with the sum of its marks in each list.

    Read in the order of its key, which needs no sorting.
    """
    sums = (
        func.sum(case((ListValue.list_name == name, InterventionMark.count), else_=0)).label(name)
        for name in LISTS
    )
    return (
        met.asked(entry, question, cut.days)
        .outerjoin(InterventionMark, InterventionMark.intervention_id == Intervention.id)
        .outerjoin(ListValue, ListValue.id == InterventionMark.value_id)
        .add_columns(*(cut.place if cut.grouped else ()), Intervention.contacts, *sums)
        .group_by(Intervention.id, *cut.grouped)
    )


def _met_by_a_merge(entry: "Entry", question: Question, list_name: str) -> Tally:
    """What values that a merge brought together count twice of the same people."""
    kept = func.coalesce(ListValue.merged_into_id, ListValue.id).label("kept")
    queries = []
    for cut in spans.cuts(question, met.within):
        each = (
            met.asked(entry, question, cut.days)
            .join(InterventionMark, InterventionMark.intervention_id == Intervention.id)
            .join(ListValue, ListValue.id == InterventionMark.value_id)
            .where(ListValue.list_name == list_name)
            .add_columns(*(cut.place if cut.grouped else ()), Intervention.contacts, kept)
            .add_columns(func.sum(InterventionMark.count).label("marks"))
            .group_by(Intervention.id, kept, *cut.grouped)
            .having(func.count() > 1)
            .subquery()
        )
        place = [each.c[name] for name in cut.grouped]
        twice = func.sum(_positive(each.c.marks - each.c.contacts))
        query = select(*(place or cut.place), each.c.kept, twice).select_from(each)
        queries.append(query.group_by(*place, each.c.kept))
    return counting.gathered(question, db.session.execute(spans.joined(queries)), 1)


def _positive(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((amount > 0, amount), else_=0)
