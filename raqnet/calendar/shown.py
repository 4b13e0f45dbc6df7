"""What the calendar's templates draw: days, weeks, lines; all words made before they are drawn."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from raqnet import clock
from raqnet.calendar import listing
from raqnet.calendar.listing import Entry
from raqnet.calendar.periods import Period
from raqnet.i18n import day as day_words
from raqnet.i18n import hour, month, pattern
from raqnet.text import escaped

LINES = 3  # a day's lines in the month before the rest is folded
HOURS = range(8, 20)


class Day(NamedTuple):
    """A day with its events, and these as lines of markup: those shown at once and those folded.

    `out` when it only fills up its week; `classes` says that, and today and past, in the markup.
    """

    date: date
    iso: str
    number: int
    words: str
    out: bool
    today: bool
    classes: str
    todo: int
    entries: list[Entry]
    lines: list[str]
    beginning: Markup
    rest: Markup
    more: int


def days(period: Period, entries: Iterable[Entry], prefix: str) -> list[Day]:
    """Each day of a period, the empty ones too; `prefix` is a date's address before its id.

    Days that only fill up a week stay empty: what is counted, listed and printed is the period's.
    """
    today, by_day = clock.today(), listing.by_day(entries, period.start, period.end)
    return [
        _day(day, today, not period.holds(day), by_day.get(day, []), prefix)
        for day in period.days()
    ]


def _day(day: date, today: date, out: bool, entries: list[Entry], prefix: str) -> Day:
    lines = [_line(entry, day, prefix) for entry in entries]
    todo = sum(entry.state == "todo" for entry in entries)
    marks = {
        "is-out": out,
        "is-today": day == today,
        "is-past": day < today,
        "is-empty": not entries,
        "has-todo": todo,
    }
    return Day(
        day,
        day.isoformat(),
        day.day,
        day_words(day),
        out,
        day == today,
        " ".join(name for name, so in marks.items() if so),
        todo,
        entries,
        lines,
        _drawn(lines[:LINES]),
        _drawn(lines[LINES:]),
        max(len(lines) - LINES, 0),
    )


def _drawn(lines: list[str]) -> Markup:
    return Markup("".join(lines))  # noqa: S704 - `_line` has escaped what people wrote


def _line(entry: Entry, day: date, prefix: str) -> str:
    """An event's line on one of its days; in Python, as a macro costs ten times as much."""
    look, at = entry.look, ""
    if not entry.all_day:
        at = (
            _clock(entry.starts_at.hour, entry.starts_at.minute)
            if day == entry.first
            else "<time>…</time>"
        )
    return f'{look.opening}{prefix}{entry.id}">{at}<b>{escaped(entry.title)}{look.closing}'


@lru_cache(1440)
def _clock(hour: int, minute: int) -> str:
    return f"<time>{hour}h{minute:02d}</time>" if minute else f"<time>{hour}h</time>"


def hours(entry: Entry, day: date) -> str:
    """'10h-12h', or which part of this day a longer event takes."""
    if entry.all_day or entry.first < day < entry.last:
        return _("journée")
    if entry.first == entry.last:
        return f"{hour(entry.starts_at)}-{hour(entry.ends_at)}"
    if day == entry.first:
        return _("dès %(hour)s", hour=hour(entry.starts_at))
    return _("jusqu'à %(hour)s", hour=hour(entry.ends_at))


def weeks(days: list[Day]) -> list[list[Day]]:
    """Days by seven."""
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def slots(day: Day) -> list[tuple[str, Markup]]:
    """A day's lines by the rows of the week: whole day, early, each hour, late."""
    rows: dict[str, list[str]] = {}
    for entry, line in zip(day.entries, day.lines, strict=True):
        rows.setdefault(_slot(entry, day.date), []).append(line)
    return [(row, _drawn(lines)) for row, lines in rows.items()]


def _slot(entry: Entry, day: date) -> str:
    if entry.all_day or entry.first != day:
        return "h-day"
    at = entry.starts_at.hour
    if at in HOURS:
        return f"h{at}"
    return "h-early" if at < HOURS.start else "h-late"


def label(view: str, period: Period) -> str:
    """What a period is called: 'septembre 2021', '13-19 septembre 2021'."""
    start, end = period.start, period.end
    if view == "month":
        return month(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}-{end.day} {month(start)}"
    first, last = pattern(start, "d MMM"), pattern(end, "d MMM")
    if start.year != end.year:
        return f"{first} {start.year} – {last} {end.year}"
    return f"{first} – {last} {end.year}"


def count(period: Period, entries: Iterable[Entry]) -> int:
    """How many dates have a day of the period's own."""
    return sum(e.first <= period.end and e.last >= period.start for e in entries)


def weekdays(days: list[Day]) -> list[tuple[str, str]]:
    """The heads of a month's columns: ('mar.', 'mardi')."""
    return [(pattern(day.date, "EEE"), pattern(day.date, "EEEE")) for day in days[:7]]


def short_day(day: date) -> str:
    """'mar. 14 sept.'."""
    return pattern(day, "EEE d MMM")


def day_head(day: date) -> str:
    """'mardi 14'."""
    return pattern(day, "EEEE d")


def month_of(day: date) -> str:
    """'septembre', with the year when it is another one."""
    return pattern(day, "MMMM" if day.year == clock.today().year else "MMMM y")
