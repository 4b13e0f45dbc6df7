"""Asking for a figure as the pages do, with the rows and columns that tests look at."""

from datetime import date

from raqnet.access import Role
from raqnet.calendar.models import Visibility
from raqnet.research import catalogue, spans
from raqnet.research.figure import Figure
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from raqnet.research.spans import Question, compared

TEAM = Reader(Role.COORDINATION, Visibility.TEAM)
YEAR = (date(2021, 1, 1), date(2021, 12, 31))


def question(first: date = YEAR[0], last: date = YEAR[1], reader=TEAM, **filters) -> Question:
    """A scope beside the stretch before it and the year before."""
    return spans.compared(Scope(first, last, **filters), reader)


def ask(name: str, first: date = YEAR[0], last: date = YEAR[1], reader=TEAM, **filters) -> Figure:
    """A figure, by its name."""
    return answer(name, question(first, last, reader, **filters))


def answer(name: str, asked: Question) -> Figure:
    """A figure, to a question that others may have been asked."""
    entry = catalogue.FIGURES[name]
    counted = asked.scope.without(*entry.ignored(asked.scope))
    return entry.count(entry, asked if counted == asked.scope else compared(counted, asked.reader))


def counts(figure: Figure) -> dict[str, int]:
    """The first number of each row that has one, by name."""
    return {row.name: row.values[0] for row in figure.rows if row.values[0]}


def shares(figure: Figure) -> dict[str, float]:
    """The share of each row."""
    n = [column.key for column in figure.columns].index("share")
    return {row.name: row.values[n] for row in figure.rows}
