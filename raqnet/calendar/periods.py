"""What stretch of days a page of the calendar shows, and which come before and after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
STRETCH = timedelta(weeks=4)
LONGEST = timedelta(days=400)
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Period:
    """The days shown, both ends included, and the days that name its neighbours, if any.

    `start` and `end` are what it is called after: a month's own days, without those of the
    months around it that fill the first and the last week.
    """

    first: date
    last: date
    start: date
    end: date
    earlier: date | None
    later: date | None

    def days(self) -> Iterator[date]:
        """Each day shown."""
        return (self.first + DAY * n for n in range((self.last - self.first).days + 1))

    def holds(self, day: date) -> bool:
        """Is this one of its own days?"""
        return self.start <= day <= self.end


def read_day(text: str | None) -> date | None:
    """A day out of a URL; None when it is no day between 2000 and 2099."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def month(day: date) -> Period:
    """The month of `day`, in whole weeks from Monday."""
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1) - DAY
    earlier, later = (start - DAY).replace(day=1), end + DAY
    return Period(monday(start), monday(end) + 6 * DAY, start, end, _known(earlier), _known(later))


def week(day: date) -> Period:
    """The week of `day`, from Monday."""
    start = monday(day)
    end = start + 6 * DAY
    return Period(start, end, start, end, _known(start - WEEK), _known(start + WEEK))


def stretch(day: date) -> Period:
    """Four weeks from `day` on."""
    end = day + STRETCH - DAY
    return Period(day, end, day, end, _known(day - STRETCH), _known(day + STRETCH))


def until(day: date, last: date) -> Period:
    """From `day` to `last`, or as much of it as one page holds: the rest comes later."""
    return cut(day, min(last, day + LONGEST - DAY), last)


def cut(day: date, end: date, last: date) -> Period:
    """A part of the days up to `last`."""
    return Period(day, end, day, end, None, _known(end + DAY) if end < last else None)


def monday(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - DAY * day.weekday()


def _known(day: date) -> date | None:
    return day if FIRST <= day <= LAST else None
