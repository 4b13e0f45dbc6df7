"""The periods that are one click away, each as the days that its link names."""

from dataclasses import replace
from datetime import date, timedelta

from raqnet.research.scope import Scope

Days = tuple[date, date]
_DAY = timedelta(days=1)
SCHOOL = 9  # the month in which a school year begins


def presets(today: date) -> dict[str, Days]:
    """Their days by name; those that are not over end today, so that they compare like with like.

    'month', 'last_month', 'quarter', 'semester', 'year', 'last_year', 'school_year'.
    """
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    eve, last_year = month - _DAY, date(today.year - 1, 1, 1)
    begun = today.year if today.month >= SCHOOL else today.year - 1
    return {
        "month": (month, today),
        "last_month": (eve.replace(day=1), eve),
        "quarter": (_since(today, 3), today),
        "semester": (_since(today, 6), today),
        "year": (year, today),
        "last_year": (last_year, year - _DAY),
        "school_year": (date(begun, SCHOOL, 1), today),
    }


def over(scope: Scope, today: date) -> Scope | None:
    """The whole months that a scope touches and that are over; None where there is none."""
    done = [each for each in scope.months() if each.last < today]
    return replace(scope, first=done[0].first, last=done[-1].last) if done else None


def _since(today: date, months: int) -> date:
    """The first day of the stretch of so many months of the civil year that today lies in."""
    return date(today.year, (today.month - 1) // months * months + 1, 1)
