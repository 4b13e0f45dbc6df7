"""What weighed on the days of a figure, in its picture: numbered marks beside rows, a legend."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from raqnet.i18n import day_short
from raqnet.research.annotating import Note
from raqnet.research.figure import Figure
from raqnet.text import clean

_WIDE, _LEAST = 0.17, 0.15  # inches of a mark: across, and down at the least
_GROUND, _EDGE, _INK = "#ece6f6", "#6a4c93", "#16223a"
_DAY = timedelta(days=1)


class Placed(NamedTuple):
    """A mark: its number, from where to where (inches from the top), its lane."""

    number: int
    top: float
    bottom: float
    lane: int


def placed(figure: Figure, notes: Sequence[Note], heights: Sequence[float]) -> list[Placed]:
    """The marks of a figure whose rows are stretches of time; those that meet lie side by side."""
    if not figure.by_time or not heights:
        return []
    rows, tops = _days(figure), [sum(heights[:n]) for n in range(len(heights))]
    marks: list[Placed] = []
    busy: list[float] = []  # how far down each lane is taken
    for note in notes:
        first, last = max(note.first, rows[0][0]), min(note.last, rows[-1][1])
        bottom = _inches(last + _DAY, rows, tops, heights)
        top = max(0, min(_inches(first, rows, tops, heights), bottom - _LEAST))
        bottom = max(bottom, top + _LEAST)
        lane = next((n for n, until in enumerate(busy) if until <= top), len(busy))
        busy[lane : lane + 1] = [bottom]
        marks.append(Placed(note.number, top, bottom, lane))
    return marks


def width(marks: Sequence[Placed]) -> float:
    """How many inches the marks take."""
    return _WIDE * (1 + max((mark.lane for mark in marks), default=-1))


def draw(axes: Any, marks: Sequence[Placed], beyond: float) -> None:
    """The marks, from so many inches to the right on; the axes count inches."""
    for mark in marks:
        left, middle = beyond + mark.lane * _WIDE, (mark.top + mark.bottom) / 2
        axes.barh(
            middle, (_WIDE - 0.02), mark.bottom - mark.top - 0.01, left=left,
            clip_on=False, color=_GROUND, edgecolor=_EDGE, linewidth=0.6,
        )  # fmt: skip
        look = {"ha": "center", "va": "center", "fontsize": 6.5, "color": _INK}
        axes.text((left + _WIDE / 2 - 0.01), middle, str(mark.number), **look)


def legend(notes: Sequence[Note]) -> list[str]:
    """What each number stands for."""
    told = [f"{note.number}. {clean(note.text)} ({_words(note)})" for note in notes]
    return [_("Ce qui a pesé sur la période :"), *told] if told else []


def _words(note: Note) -> str:
    first, last = day_short(note.first), day_short(note.last)
    return first if first == last else _("du %(first)s au %(last)s", first=first, last=last)


def _days(figure: Figure) -> list[tuple[date, date]]:
    """The days of each row, whose key is a month or a year."""
    return [_stretch(row.key) for row in figure.rows]


def _stretch(key: str) -> tuple[date, date]:
    year, _dash, month = key.partition("-")
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first = date(int(year), int(month), 1)
    return first, (first + 31 * _DAY).replace(day=1) - _DAY


def _inches(
    day: date, rows: list[tuple[date, date]], tops: Sequence[float], heights: Sequence[float]
) -> float:
    """How far down a day begins."""
    for (first, last), top, height in zip(rows, tops, heights, strict=True):
        if day <= last:
            return top + height * max(0, (day - first).days) / ((last - first).days + 1)
    return tops[-1] + heights[-1]
