"""The working hours: 9 to 17 in Brussels, on the days on which people work in Belgium."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from raqnet import clock
from raqnet.holidays import is_worked

OPENS, CLOSES = time(9), time(17)
DAY_MINUTES = 8 * 60  # what a whole day counts as


def outside(starts_at: datetime, ends_at: datetime, all_day: bool) -> int:
    """How many minutes lie outside; of whole days, those that nobody works count as one each.

    Minutes are those that pass: the night on which clocks go back has one hour more.
    """
    days = list(_days(starts_at, ends_at))
    if all_day:
        return DAY_MINUTES * sum(not is_worked(day) for day in days)
    within = (_shared(day, starts_at, ends_at) for day in days if is_worked(day))
    return (ends_at - starts_at - sum(within, timedelta())) // timedelta(minutes=1)


def _days(starts_at: datetime, ends_at: datetime) -> Iterator[date]:
    """The days in Brussels that a span touches; its end is not part of it."""
    first = clock.to_local(starts_at).date()
    last = clock.to_local(ends_at - clock.INSTANT).date()
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _shared(day: date, starts_at: datetime, ends_at: datetime) -> timedelta:
    """How long a span and the working hours of a day have in common."""
    opens = clock.from_local(datetime.combine(day, OPENS))
    closes = clock.from_local(datetime.combine(day, CLOSES))
    return max(min(ends_at, closes) - max(starts_at, opens), timedelta())
