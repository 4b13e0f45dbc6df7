"""The weeks, months and quarters over which hours are weighed."""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from raqnet.calendar import periods

DAY = timedelta(days=1)


class Length(enum.StrEnum):
    """How long; the value is the word of the address."""

    WEEK = "semaine"
    MONTH = "mois"
    QUARTER = "trimestre"


@dataclass(frozen=True)
class Stretch:
    """Days, both included, and the days that name what comes before and after, if any."""

    length: Length
    first: date
    last: date

    @property
    def earlier(self) -> date | None:
        """A day of the stretch before."""
        day = self.first - DAY
        return day if day >= periods.FIRST else None

    @property
    def later(self) -> date | None:
        """A day of the stretch after."""
        day = self.last + DAY
        return day if day <= periods.LAST else None

    def holds(self, day: date) -> bool:
        """Is this one of its days?"""
        return self.first <= day <= self.last


def read(length: str | None, day: str | None, today: date) -> Stretch:
    """The stretch that an address names; the month of today where it names none."""
    known = next((each for each in Length if each == length), Length.MONTH)
    return of(known, periods.read_day(day) or today)


def of(length: Length, day: date) -> Stretch:
    """The week, month or quarter that a day is in."""
    if length == Length.WEEK:
        found = periods.week(day)
        return Stretch(length, found.start, found.end)
    if length == Length.MONTH:
        found = periods.month(day)
        return Stretch(length, found.start, found.end)
    first = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return Stretch(length, first, periods.month(first + 62 * DAY).end)
