"""What repeats elsewhere: its dates, within bounds, and the rule of ours that gives the same ones.

Anybody may write a rule; whatever it says, few days are looked at and few dates are made.
"""

from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import islice
from math import gcd

from dateutil import rrule as du
from dateutil.relativedelta import relativedelta

from raqnet.calendar import recurrence, schedule
from raqnet.calendar.recurrence import MAX_OCCURRENCES, MAX_YEARS, Rule, RuleError
from raqnet.clock import to_local
from raqnet.forms import YEARS
from raqnet.outside import values
from raqnet.outside.values import Moment, Unreadable

_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_PARTS = frozenset(
    {
        "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY",
        "BYYEARDAY", "BYWEEKNO", "BYSETPOS",
    }
)  # fmt: skip
_OF_DTSTART = {"BYHOUR": "hour", "BYMINUTE": "minute", "BYSECOND": "second"}
_DAYS = {"DAILY": 1, "WEEKLY": 7}
_LOOKED_AT = 4_000  # dates, at the most
# Weekdays and leap years come again after 28 years, as long as no century skips one (2100, 9900).
_CYCLE, _END = 28, 9990
_SAME = next(n for n in range(7901, 7929) if date(2000 + n, 1, 1).weekday() == 5 and isleap(n))
_LONGEST = 500  # characters of a rule


@dataclass(frozen=True)
class Dates:
    """The wall times that a rule gives; `clipped` where there are more before or after."""

    walls: list[datetime]
    clipped: bool = False


def dates(text: str, start: Moment, today: date) -> Dates:
    """The dates of a rule, its start among them (RFC 5545, 3.8.5.3). Errors: Unreadable.

    A rule that has no end, or more than a series of ours can hold, is cut: from the beginning of
    this year to the end of the next one. So the same file says the same all year long.
    """
    parts = _parts(text, start)
    until, count = _until(parts.pop("UNTIL", ""), start), _count(parts.pop("COUNT", ""))
    first = datetime.combine(date(today.year, 1, 1), time())
    horizon = datetime.combine(date(today.year + 1, 12, 31), time.max)
    furthest = max(horizon, start.wall + relativedelta(years=MAX_YEARS))
    furthest = min(furthest, datetime.combine(date(YEARS[-1], 12, 31), time.max))
    last = min(until or furthest, furthest)
    if count is None and last > start.wall + relativedelta(years=MAX_YEARS):
        begin = _nearer(parts, start.wall, first)  # too long anyway: not from its very first day
    else:
        begin = start.wall
    walls = _walls(parts, begin, last, count)
    if begin == start.wall and (not walls or walls[0] != begin):
        walls = [begin, *walls][:count]
    ends = len(walls) == count or (until is not None and until <= furthest)
    if ends and begin == start.wall and _fits(walls):
        return Dates(walls)
    here = [wall for wall in walls if first <= wall <= horizon]
    return Dates(here[:MAX_OCCURRENCES], clipped=True)


def _nearer(parts: dict[str, str], start: datetime, first: datetime) -> datetime:
    """A start just before `first` that gives the same dates from there on."""
    step = timedelta(days=_DAYS.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", "1")))
    if not step or start >= first:
        return start
    return start + (first - start) // step * step


def _fits(walls: list[datetime]) -> bool:
    """Could a series of ours hold all of these?"""
    longest = relativedelta(years=MAX_YEARS)
    return len(walls) <= MAX_OCCURRENCES and walls[-1] <= walls[0] + longest


def _count(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and int(text[:9])):
        raise Unreadable("rule")
    return int(text[:9]) if text else None


def _parts(text: str, start: Moment) -> dict[str, str]:
    pairs = [part.partition("=")[::2] for part in text[:_LONGEST].upper().split(";") if part]
    parts = {name.strip(): value.strip() for name, value in pairs}
    for name, attribute in _OF_DTSTART.items():
        if name in parts and parts.pop(name) != str(getattr(start.wall, attribute)):
            raise Unreadable("rule")
    interval = parts.get("INTERVAL", "1")
    if (
        len(text) > _LONGEST
        or not set(parts) <= _PARTS
        or parts.get("FREQ") not in _FREQUENCIES
        or not (interval.isascii() and interval.isdigit() and 1 <= int(interval[:5]) <= 1000)
    ):
        raise Unreadable("rule")
    return parts


def _until(text: str, start: Moment) -> datetime | None:
    """The last wall time that may be, in the zone of the start."""
    if not text:
        return None
    end = values.moment([{}, text], {})
    if end.is_day:
        return datetime.combine(end.wall.date(), time.max)
    if end.zone is UTC and not start.is_day:
        return end.instant.astimezone(start.zone).replace(tzinfo=None)
    return end.wall


def _walls(
    parts: dict[str, str], first: datetime, last: datetime, count: int | None
) -> list[datetime]:
    """What the rule gives from a first date on, in order."""
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    later = _later(first.year, last.year)
    try:
        begin, end = (each.replace(year=each.year + later) for each in (first, last))
        found = du.rrulestr(rule, dtstart=begin).replace(until=end)
        walls = list(islice(found, min(count or _LOOKED_AT, _LOOKED_AT)))
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, AttributeError) as error:
        raise Unreadable("rule") from error
    return [each.replace(year=each.year - later) for each in walls]


def _later(first: int, last: int) -> int:
    """By how many years a rule is asked about later ones, which have the same days.

    dateutil looks for a date until its years are over: for a rule that gives none (the thirtieth
    of February, every day), seconds. Asked about its last years, it is soon done.
    """
    years = _SAME + (_END - last - _SAME) // _CYCLE * _CYCLE
    return years if first + years > _END - _END % 100 else 0


# Which of our rules says the same ----------------------------------------------------------------


def fit(instants: Sequence[datetime], length: timedelta, all_day: bool) -> str | None:
    """The rule of ours that gives exactly these instants, as its text; None where none does."""
    days = [to_local(instant).date() for instant in instants]
    if len(days) < 2:
        return None
    for rule in (_weekly(days), *_monthly(days)):
        text = _checked(rule, instants, length, all_day)
        if text is not None:
            return text
    return None


def _weekly(days: Sequence[date]) -> Rule:
    weeks = sorted({(day.toordinal() - day.weekday()) // 7 for day in days})
    weekdays = tuple({day.weekday() for day in days})
    return Rule("WEEKLY", _step(weeks), weekdays, until=days[-1])


def _monthly(days: Sequence[date]) -> Iterable[Rule]:
    months = sorted({day.year * 12 + day.month for day in days})
    weekdays = {day.weekday() for day in days}
    if len(weekdays) == 1:
        for nth in ((days[0].day - 1) // 7 + 1, -1):
            yield Rule("MONTHLY", _step(months), tuple(weekdays), nth, until=days[-1])


def _step(numbers: Sequence[int]) -> int:
    gaps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    return reduce(gcd, gaps, 0) or 1


def _checked(
    rule: Rule, instants: Sequence[datetime], length: timedelta, all_day: bool
) -> str | None:
    """Its text, where it may be kept and gives these instants and no other."""
    ends_at = instants[0] + length
    try:
        schedule.check(schedule.When(instants[0], ends_at, all_day, rule))
    except RuleError:
        return None
    text = recurrence.rrule_text(rule, all_day)
    slots = recurrence.expand(instants[0], ends_at, all_day, text)
    return text if [slot.starts_at for slot in slots] == list(instants) else None
