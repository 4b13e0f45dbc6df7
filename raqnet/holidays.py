"""The days on which people work in Belgium: Monday to Friday, but for the ten public holidays."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

SATURDAY = 5
# New Year, the first of May, the national day, Assumption, All Saints, Armistice, Christmas.
FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
# Days after Easter: its Monday, Ascension, Whit Monday.
AFTER_EASTER = (1, 39, 50)


@lru_cache(200)
def of_year(year: int) -> frozenset[date]:
    """The ten public holidays of a year (royal decree of 18 April 1974, article 1)."""
    fixed = {date(year, month, day) for month, day in FIXED}
    return frozenset(fixed | {easter(year) + timedelta(days=days) for days in AFTER_EASTER})


def is_worked(day: date) -> bool:
    """Do people work on this day?"""
    return day.weekday() < SATURDAY and day not in of_year(day.year)
