"""Series: which dates a rule gives, and which occurrence is which once the rule changes.

Names are those of RFC 5545. Days are lived in Brussels; every instant here is aware, in UTC.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Literal

from dateutil import rrule as du
from dateutil.relativedelta import relativedelta

from raqnet.clock import day_start, from_local, to_local

MAX_OCCURRENCES = 400
MAX_YEARS = 5
MAX_INTERVAL = 12
NTHS = (1, 2, 3, 4, -1)

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {"WEEKLY": du.WEEKLY, "MONTHLY": du.MONTHLY}
_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYSETPOS", "UNTIL", "COUNT", "WKST"}


class RuleError(ValueError):
    """A rule that cannot be kept; `field` names the guilty one, `code` says why, unchangingly."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True)
class Rule:
    """Every `interval` weeks on `weekdays`, or every `interval` months on the `nth` weekday.

    weekdays: 0 is Monday, kept sorted; one only when MONTHLY. nth: 1 to 4, -1 for the last,
    None when WEEKLY. Ends on the day `until` (inclusive) or after `count` dates.
    """

    freq: Literal["WEEKLY", "MONTHLY"]
    interval: int
    weekdays: tuple[int, ...]
    nth: int | None = None
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        # Two rules that give the same dates are equal, whatever order the boxes were ticked in.
        object.__setattr__(self, "weekdays", tuple(sorted(set(self.weekdays))))


@dataclass(frozen=True)
class Slot:
    """One occurrence: where the rule puts it (`recurrence_id`) and when it is; all UTC."""

    recurrence_id: datetime
    starts_at: datetime
    ends_at: datetime


def check(rule: Rule, starts_at: datetime, ends_at: datetime, all_day: bool) -> None:
    """Raise RuleError unless `rule` gives 2 to MAX_OCCURRENCES dates that every calendar accepts.

    Outlook refuses a lone date and a duration as long as the gap between two dates.
    """
    _check_shape(rule)
    first = _wall(starts_at)
    _check_end(rule, first.date())
    walls = list(islice(_walls(rule, first), MAX_OCCURRENCES + 1))
    _check_dates(rule, first, walls)
    gap = min(after - before for before, after in pairwise(walls))
    if _duration(starts_at, ends_at, all_day) >= gap:
        raise RuleError("weekdays" if len(rule.weekdays) > 1 else "interval", "overlap")


def rrule_text(rule: Rule, all_day: bool) -> str:
    """The value of an RRULE property, without its name (RFC 5545, 3.3.10)."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    nth = rule.nth or ""
    parts.append("BYDAY=" + ",".join(f"{nth}{_DAYS[day]}" for day in rule.weekdays))
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={_until_text(rule.until, all_day)}")
    if _week_matters(rule):
        parts.append("WKST=MO")
    return ";".join(parts)


def parse_rrule(text: str, starts_at: datetime | None = None) -> Rule:
    """The rule in an RRULE value; RuleError "unsupported" for one that a Rule cannot say.

    `starts_at` (aware) completes what others leave out: the day of a WEEKLY rule without BYDAY,
    and whether a UNTIL in the middle of a day still allows that day. Without it, it does.
    """
    try:
        parts = _split(text)
        rule = _parsed(parts, starts_at)
        _check_shape(rule)
    except (ValueError, KeyError):
        raise RuleError("freq", "unsupported") from None
    if parts.get("WKST", "MO") != "MO" and _week_matters(rule):
        raise RuleError("freq", "unsupported")
    return rule


def expand(
    starts_at: datetime,
    ends_at: datetime,
    all_day: bool,
    rrule: str | None,
    exdates: Collection[date] = (),
) -> list[Slot]:
    """The occurrences in order, at the same Brussels wall time on both sides of a clock change.

    All-day: starts_at and ends_at are local midnights, the end exclusive. exdates: local dates.
    A timed occurrence lasts exactly as long as the first (RFC 5545, 3.8.5.3, DTEND); a time
    inside the spring gap takes the offset from before it (3.3.5). At most MAX_OCCURRENCES:
    check() has refused longer rules.
    """
    starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    if rrule is None:
        return [Slot(starts_at, starts_at, ends_at)]
    duration, excluded = _duration(starts_at, ends_at, all_day), set(exdates)
    walls = islice(_walls(parse_rrule(rrule), _wall(starts_at)), MAX_OCCURRENCES)
    return [_slot(wall, duration, all_day) for wall in walls if wall.date() not in excluded]


def pair(
    old: Sequence[Slot], new: Sequence[Slot]
) -> tuple[dict[Slot, Slot], list[Slot], list[Slot]]:
    """Which new occurrence continues which old one: (old to new, vanished, appeared).

    The same recurrence_id first, then the same local day, then by order within an ISO week that
    has as many of each left: what was written about an occurrence stays with it.
    """
    kept: dict[Slot, Slot] = {}
    vanished, appeared = list(old), list(new)
    for likeness in _LIKENESSES:
        found = _matches(vanished, appeared, likeness)
        taken = set(found.values())
        kept |= found
        vanished = [slot for slot in vanished if slot not in found]
        appeared = [slot for slot in appeared if slot not in taken]
    return kept, vanished, appeared


def _check_shape(rule: Rule) -> None:
    if rule.freq not in _FREQUENCIES:
        raise RuleError("freq", "unsupported")
    if not 1 <= rule.interval <= MAX_INTERVAL:
        raise RuleError("interval", "out-of-range")
    if not rule.weekdays or not set(rule.weekdays) <= set(range(7)):
        raise RuleError("weekdays", "missing")
    if rule.freq == "MONTHLY" and len(rule.weekdays) > 1:
        raise RuleError("weekdays", "one-only")
    if rule.nth not in (NTHS if rule.freq == "MONTHLY" else (None,)):
        raise RuleError("nth", "out-of-range")


def _check_end(rule: Rule, first: date) -> None:
    if rule.until is None and rule.count is None:
        raise RuleError("ends", "endless")
    if rule.until is not None and rule.count is not None:
        raise RuleError("ends", "both")
    if rule.until is not None and rule.until < first:
        raise RuleError("until", "until-before-start")
    if rule.count is not None and rule.count > MAX_OCCURRENCES:
        raise RuleError("count", "too-many")


def _check_dates(rule: Rule, first: datetime, walls: list[datetime]) -> None:
    ends = "until" if rule.count is None else "count"
    if not walls or (rule.count is not None and rule.count < 1):
        raise RuleError(ends, "empty")
    if walls[0] != first:
        right_day = first.weekday() in rule.weekdays
        raise RuleError("nth" if right_day else "weekdays", "start-not-in-rule")
    if len(walls) == 1:
        raise RuleError(ends, "single")
    if walls[-1] > first + relativedelta(years=MAX_YEARS):
        raise RuleError(ends, "too-long")
    if len(walls) > MAX_OCCURRENCES:
        raise RuleError(ends, "too-many")


def _wall(instant: datetime) -> datetime:
    return to_local(instant).replace(tzinfo=None)


def _walls(rule: Rule, first: datetime) -> Iterator[datetime]:
    # Naive on purpose: dateutil counts in wall time, so that 10:00 stays 10:00 all year.
    until = None if rule.until is None else datetime.combine(rule.until, time.max)
    return iter(
        du.rrule(
            _FREQUENCIES[rule.freq],
            dtstart=first,
            interval=rule.interval,
            byweekday=[du.weekday(day, rule.nth) for day in rule.weekdays],
            wkst=du.MO,
            until=until,
            count=rule.count,
        )
    )


def _duration(starts_at: datetime, ends_at: datetime, all_day: bool) -> timedelta:
    """Whole days for all-day events, exact time otherwise."""
    return _wall(ends_at) - _wall(starts_at) if all_day else ends_at - starts_at


def _slot(wall: datetime, duration: timedelta, all_day: bool) -> Slot:
    start = from_local(wall)
    return Slot(start, start, from_local(wall + duration) if all_day else start + duration)


def _week_matters(rule: Rule) -> bool:
    # Only here does the first day of the week change the dates; some clients assume Sunday.
    return rule.interval > 1 and len(rule.weekdays) > 1


def _until_text(until: date, all_day: bool) -> str:
    # The same type as DTSTART: a date, or (DTSTART being zoned) an instant in UTC.
    if all_day:
        return f"{until:%Y%m%d}"
    over = day_start(until + timedelta(days=1)) - timedelta(seconds=1)
    return f"{over:%Y%m%dT%H%M%SZ}"


def _split(text: str) -> dict[str, str]:
    text = text.upper().removeprefix("RRULE:")
    pairs = [part.partition("=")[::2] for part in text.split(";") if part]
    parts = dict(pairs)
    if len(parts) != len(pairs) or not set(parts) <= _PARTS:
        raise ValueError(text)
    return parts


def _parsed(parts: dict[str, str], starts_at: datetime | None) -> Rule:
    weekdays, nth = _parsed_days(parts, starts_at)
    until, count = parts.get("UNTIL"), parts.get("COUNT")
    return Rule(
        parts["FREQ"],  # type: ignore[arg-type]  # checked just after
        int(parts.get("INTERVAL", 1)),
        weekdays,
        nth,
        _last_day(until, starts_at) if until else None,
        int(count) if count else None,
    )


def _parsed_days(
    parts: dict[str, str], starts_at: datetime | None
) -> tuple[tuple[int, ...], int | None]:
    if "BYDAY" not in parts and parts["FREQ"] == "WEEKLY" and starts_at:
        return (to_local(starts_at).weekday(),), None
    days = parts["BYDAY"].split(",")
    # Outlook says "the second Tuesday" as BYDAY=TU;BYSETPOS=2.
    (nth,) = {day[:-2] + parts.get("BYSETPOS", "") for day in days}
    return tuple(_DAYS.index(day[-2:]) for day in days), int(nth) if nth else None


def _last_day(until: str, starts_at: datetime | None) -> date:
    if len(until) == len("20211220"):
        return date.fromisoformat(until)
    moment = datetime.fromisoformat(until)
    wall = _wall(moment) if moment.tzinfo else moment
    stops_before = starts_at is not None and wall.time() < _wall(starts_at).time()
    return wall.date() - timedelta(days=stops_before)


_LIKENESSES: tuple[Callable[[Slot], Hashable], ...] = (
    lambda slot: slot.recurrence_id,
    lambda slot: to_local(slot.recurrence_id).date(),
    lambda slot: to_local(slot.recurrence_id).isocalendar()[:2],
)


def _matches(
    old: Sequence[Slot], new: Sequence[Slot], likeness: Callable[[Slot], Hashable]
) -> dict[Slot, Slot]:
    """Old to new, in order of time, where as many of each are alike."""
    groups: dict[Hashable, tuple[list[Slot], list[Slot]]] = defaultdict(lambda: ([], []))
    for side, slots in enumerate((old, new)):
        for slot in sorted(slots, key=lambda slot: slot.recurrence_id):
            groups[likeness(slot)][side].append(slot)
    balanced = (group for group in groups.values() if len(group[0]) == len(group[1]))
    return {before: after for group in balanced for before, after in zip(*group, strict=True)}
