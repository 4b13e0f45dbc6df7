"""Working days in Brussels: Monday to Friday, without public holidays."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

_FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)


@cache
def holidays(year: int) -> frozenset[date]:
    """The ten public holidays of a year (Easter and Pentecost Sundays aside)."""
    fixed = {date(year, month, day) for month, day in _FIXED}
    return frozenset(fixed | {easter(year) + timedelta(days=days) for days in _AFTER_EASTER})


def is_working(day: date) -> bool:
    """Does the team work on that day?"""
    return day.weekday() < 5 and day not in holidays(day.year)


def working_from(day: date, step: int = 1) -> date:
    """`day`, or the nearest working day after it (before it, when `step` is -1)."""
    while not is_working(day):
        day += timedelta(days=step)
    return day


def between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
