"""Days on a line: where a stretch of days stands on the axis of a period, in percent."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """Where a stretch begins and how long it is, in percent of the whole."""

    start: float
    width: float


def span(starts_on: date, ends_on: date, first: date, last: date) -> Span | None:
    """The part of a stretch that lies within a period (all days counted); None where none does."""
    begins, ends = max(starts_on, first), min(ends_on, last)
    if ends < begins:
        return None
    days = (last - first).days + 1
    offset, length = (begins - first).days, (ends - begins).days + 1
    return Span(round(100 * offset / days, 2), round(100 * length / days, 2))
