"""What weighed on the days of a figure: a lockdown, Ramadan, holidays, and where on its axis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from raqnet.research import axis
from raqnet.research.axis import Span
from raqnet.research.figure import Figure
from raqnet.research.models import Annotation
from raqnet.research.queries_annotations import touching

__all__ = ["Mark", "axis_of", "touching"]


@dataclass(frozen=True)
class Mark:
    """An annotation beside its place on a time axis; the number leads from one to the other."""

    number: int
    annotation: Annotation
    span: Span
    lane: int


class Note(NamedTuple):
    """An annotation for a picture, with the number that it bears there."""

    number: int
    text: str
    first: date
    last: date


def notes_of(annotations: Iterable[Annotation], figure: Figure) -> list[Note]:
    """What a picture tells of its days: nothing where it may leave in its protected form."""
    if figure.is_protected:
        return []
    first, last = figure.scope.first, figure.scope.last
    met = [each for each in annotations if each.starts_on <= last and each.ends_on >= first]
    return [Note(n, each.text, each.starts_on, each.ends_on) for n, each in enumerate(met, 1)]


def axis_of(annotations: list[Annotation], first: date, last: date) -> list[Mark]:
    """Each annotation on the axis of a period; those that meet lie one below the other."""
    marks: list[Mark] = []
    busy: list[date] = []  # until when each lane is taken
    for number, each in enumerate(annotations, 1):
        if span := axis.span(each.starts_on, each.ends_on, first, last):
            lane = next((n for n, until in enumerate(busy) if until < each.starts_on), len(busy))
            busy[lane : lane + 1] = [each.ends_on]
            marks.append(Mark(number, each, span, lane))
    return marks
