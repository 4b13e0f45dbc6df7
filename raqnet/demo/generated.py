"""Thousands of actions for measuring: deterministic, spread over the years 2015 to 2035."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from itertools import product
from typing import Any

from raqnet.demo.days import between, is_working
from raqnet.demo.facts import Place, activities, activity_texts, places
from raqnet.demo.people import assignments, neighbourhoods
from raqnet.demo.planned import PlannedAction, Rule

YEARS = range(2015, 2036)
EVERY = 20  # every 20th action is a series …
LENGTH = 3  # … of three weeks, within one month
_REPORT = ((2021, 9), (2021, 10), (2021, 11), (2021, 12))
_WEEK = timedelta(weeks=1)


def plan(n: int, around: date, per_month: int = 400) -> Iterator[PlannedAction]:
    """`n` actions, of which `per_month` occurrences fall into the calendar month of `around`.

    The months of the report stay empty unless `around` is one of them.
    """
    for index, (day, rule) in enumerate(_days(n, around, per_month)):
        hour = 9 + index * 7 % 6
        template, title = _template(index % len(_places()), index // 3 % len(activities()))
        yield _copy(
            template,
            key=f"generated-{index + 1:06d}",
            title=f"{title} ({index + 1})",
            first=day,
            start=time(hour),
            end=time(hour + 2),
            rule=rule,
            status="planned" if day > around and index % 10 == 0 else "confirmed",
        )


def _copy(template: PlannedAction, **changes: Any) -> PlannedAction:
    """What `dataclasses.replace` does, ten times faster: a frozen `__init__` sets one by one."""
    action = object.__new__(PlannedAction)
    action.__dict__.update(template.__dict__, **changes)
    return action


def _days(n: int, around: date, per_month: int) -> Iterator[tuple[date, Rule | None]]:
    """The first day and the rule of each action, those of the month of `around` first."""
    made, left = 0, per_month
    while made < n and left > 0:
        series = made % EVERY == EVERY - 1 and left >= LENGTH
        yield _day(around.year, around.month, made, series=series)
        made, left = made + 1, left - (LENGTH if series else 1)
    months = [m for m in product(YEARS, range(1, 13)) if m not in _REPORT]
    months = [m for m in months if m != (around.year, around.month)]
    for index in range(made, n):
        turn, month = divmod(index - made, len(months))
        yield _day(*months[month], turn, series=index % EVERY == EVERY - 1)


def _day(year: int, month: int, turn: int, *, series: bool) -> tuple[date, Rule | None]:
    if not series:
        days = _working_days(year, month)
        return days[turn % len(days)], None
    days = _series_days(year, month)
    day = days[turn % len(days)]
    return day, Rule("WEEKLY", 1, (day.weekday(),), count=LENGTH)


@cache
def _working_days(year: int, month: int) -> list[date]:
    days = between(date(year, month, 1), date(year, month, 1) + timedelta(days=30))
    return [day for day in days if day.month == month and is_working(day)]


@cache
def _series_days(year: int, month: int) -> list[date]:
    """The days from which three weeks stay within the month, on working days."""
    days = set(_working_days(year, month))
    return sorted(d for d in days if all(d + _WEEK * i in days for i in range(LENGTH)))


@cache
def _template(place: int, activity: int) -> tuple[PlannedAction, str]:
    """An action without its day, and its title without its number."""
    where, name = _places()[place], list(activities())[activity]
    details = {**_words(name), **_where(where)}
    return PlannedAction(key="", title="", first=date.min, **details), f"{name} – {where.name}"


@cache
def _places() -> tuple[Place, ...]:
    return tuple(places().values())


def _words(name: str) -> dict[str, Any]:
    activity, words = activities()[name], activity_texts()[name]
    return {
        "kind": "collective",
        "activity": name,
        "missions": activity.missions,
        "mode": activity.mode,
        "languages": words.languages,
        "aim": words.aim,
        "public": words.public,
        "partners": words.partners,
        "to_bring": words.to_bring,
        "visibility": words.visibility,
    }


def _where(place: Place) -> dict[str, Any]:
    return {
        "place": place.name,
        "address": place.address,
        "coordinates": place.coordinates,
        "commune": place.commune,
        "neighbourhood": place.neighbourhood,
        "workers": _workers(place.commune),
    }


def _workers(commune: str) -> tuple[str, ...]:
    """Up to two workers of a commune; the city centre borrows one."""
    areas = {area.name for area in neighbourhoods() if area.commune == commune}
    names = dict.fromkeys(a.worker for a in assignments() if a.neighbourhood in areas)
    return tuple(names)[:2] or ("RAQ 2",)
