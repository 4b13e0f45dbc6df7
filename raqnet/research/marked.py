"""What is marked of interventions, several values at a time: themes, acts, non-recours, barriers.

After an outing marks are counted by value, and nobody knows which of them were of one person: of
`contacts` people, those beyond the sum of the marks are the ones of whom nothing was said. So rows
come to the total, and what passes it is counted twice: no more, no less.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, null, select, union_all

from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.lists.models import ListValue
from raqnet.research import counting, met, spans
from raqnet.research.counting import Numbers, Tally
from raqnet.research.names import Names
from raqnet.research.spans import Question

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
    width = len(question.days())
    values = (
        met.asked(entry, question)
        .join(InterventionMark, InterventionMark.intervention_id == Intervention.id)
        .add_columns(
            InterventionMark.value_id,
            *spans.sums(question, met.within, InterventionMark.count),
            *(literal(0) for _each in range(width * len(LISTS))),
        )
        .group_by(InterventionMark.value_id)
    )
    rows = list(db.session.execute(union_all(values, _unmarked(entry, question))))
    blocks = {row[0]: [row[n : n + width] for n in range(1, len(row), width)] for row in rows}
    all_, *left = (question.spread(each) for each in blocks.pop(None))
    marks = {value_id: question.spread(block[0]) for value_id, block in blocks.items()}
    return Marked(marks, dict(zip(LISTS, left, strict=True)), all_)


def _unmarked(entry: "Entry", question: Question) -> Select[Any]:
    """All people, then those of whom no value of each list can have been marked."""
    each = _sums_of_lists(met.asked(entry, question)).subquery()
    left = [_positive(each.c.contacts - each.c[name]) for name in LISTS]
    in_days = spans.in_column(each.c.happened_on)
    sums = [spans.sums(question, in_days, amount) for amount in (each.c.contacts, *left)]
    return select(null()).add_columns(*(column for block in sums for column in block))


def _sums_of_lists(interventions: Select[Any]) -> Select[Any]:
    """Each intervention with the sum of its marks in each list.

    Grouped by its key alone and without a join to the values, SQLite reads it in order: a sixth of
    the time.
    """
    sums = [
        func.sum(case((InterventionMark.value_id.in_(_of_list(name)), InterventionMark.count),
                      else_=0)).label(name)
        for name in LISTS
    ]  # fmt: skip
    kept = (Intervention.id, Intervention.happened_on, Intervention.contacts)
    return (
        interventions.outerjoin(
            InterventionMark, InterventionMark.intervention_id == Intervention.id
        )
        .add_columns(*kept, *sums)
        .group_by(Intervention.id)
    )


def _of_list(name: str) -> Any:
    return select(ListValue.id).where(ListValue.list_name == name)


def _met_by_a_merge(entry: "Entry", question: Question, list_name: str) -> Tally:
    """What values that a merge brought together count twice of the same people."""
    kept = func.coalesce(ListValue.merged_into_id, ListValue.id).label("kept")
    keys = (Intervention.id, Intervention.happened_on, Intervention.contacts)
    each = (
        met.asked(entry, question)
        .join(InterventionMark, InterventionMark.intervention_id == Intervention.id)
        .join(ListValue, ListValue.id == InterventionMark.value_id)
        .where(ListValue.list_name == list_name)
        .add_columns(*keys, kept, func.sum(InterventionMark.count).label("marks"))
        .group_by(*keys, kept)
        .having(func.count() > 1)
        .subquery()
    )
    twice = _positive(each.c.marks - each.c.contacts)
    in_days = spans.in_column(each.c.happened_on)
    return counting.tally(question, select(), in_days, each.c.kept, amount=twice)


def _positive(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((amount > 0, amount), else_=0)
