"""A figure as a picture at print quality: horizontal bars, each with its number, by matplotlib.

Importing this costs more than a second and 30 MB: `views/files.py` does it when a picture is first
asked for. The picture says all that a page says: title, sentence, period, filters, unit, source.
"""

import io
import threading
import warnings
from collections.abc import Sequence
from datetime import date
from textwrap import wrap
from typing import Any, NamedTuple

import matplotlib
from flask_babel import gettext as _
from matplotlib.figure import Figure as Sheet

from raqnet.research import drawing_marks, wording
from raqnet.research.annotating import Note
from raqnet.research.figure import Figure, Row
from raqnet.research.published import of_now
from raqnet.text import clean

DPI = 300
# Inches. The width is that of a text on A4; a line of text, and the air around a row.
WIDTH, _EDGE, _NAMES, _NUMBER = 7.1, 0.15, 2.6, 0.65
_RIGHT = WIDTH - 2 * _EDGE - _NAMES  # from where bars begin to the edge
_LINE, _GAP = 0.17, 0.12
_INK, _SOFT = "#16223a", "#4b5468"
# Told apart by whoever sees colours otherwise, and in grey (Okabe and Ito).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
_MOST_ACROSS = 16  # columns of a table of two dimensions
_STYLE: Any = {
    "font.family": ["DejaVu Sans"],  # it comes with matplotlib
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "raqnet",  # the same picture twice is the same file
    "text.parse_math": False,
}
# Whoever has the house's typeface sees a drawing in it; texts were laid out in the other one.
_FACES = b"'DejaVu Sans'", b"'Atkinson Hyperlegible', 'DejaVu Sans', sans-serif"
_drawing = threading.Lock()  # matplotlib's settings are one for all threads


class Line(NamedTuple):
    """A line of text, as high as it is, its look, and the colour that it explains."""

    text: str
    height: float
    look: dict[str, Any]
    colour: str = ""


class Place(NamedTuple):
    """Where a row stands, in inches from the top of the bars; an inch of a bar is so much."""

    top: float
    height: float
    inch: float


def svg(figure: Figure, filters: str, made_on: date, weighed: Sequence[Note] = ()) -> bytes:
    """A drawing whose words stay words; `weighed`: what is told of its days."""
    sheet = _Sheet(of_now(figure), filters, made_on, weighed)
    return _save(sheet, "svg", {"Date": None, "Creator": "RAQnet"})


def png(figure: Figure, filters: str, made_on: date, weighed: Sequence[Note] = ()) -> bytes:
    """A picture for print."""
    sheet = _Sheet(of_now(figure), filters, made_on, weighed)
    return _save(sheet, "png", {"Software": "RAQnet"})


class _Sheet(NamedTuple):
    """All that is drawn, of now alone: earlier periods are only in the table."""

    figure: Figure
    filters: str
    made_on: date
    weighed: Sequence[Note]


def _save(asked: _Sheet, form: str, about: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    with _drawing, warnings.catch_warnings(), matplotlib.rc_context(_STYLE):
        warnings.simplefilter("ignore")  # a letter that the typeface lacks
        sheet = _drawn(asked)
        sheet.savefig(target, format=form, dpi=DPI, metadata=about)
    return target.getvalue().replace(*_FACES) if form == "svg" else target.getvalue()


def _drawn(asked: _Sheet) -> Sheet:
    """Words above, bars, words below: each as high as what it holds."""
    figure = asked.figure
    head, foot = _head(figure, asked.filters), _foot(asked)
    heights = [_height(figure, row) for row in figure.rows]
    inside = sum(heights) + 1.5 * _LINE * len(_group_starts(figure)) or _LINE
    top = _EDGE + sum(line.height for line in head) + _GAP + _heads(figure)
    height = top + inside + _GAP + sum(line.height for line in foot) + _EDGE
    sheet = Sheet(figsize=(WIDTH, height), facecolor="white")
    _write(sheet, head, _EDGE, height)
    left, bottom = (_EDGE + _NAMES) / WIDTH, 1 - (top + inside) / height
    marks = drawing_marks.placed(figure, asked.weighed, heights)
    width = _RIGHT - drawing_marks.width(marks) - (0 if _is_cross(figure) else _NUMBER)
    axes = sheet.add_axes((left, bottom, width / WIDTH, inside / height))
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(inside, 0))  # inches, to the right and downwards
    (_cross if _is_cross(figure) else _fill)(axes, figure, heights, width)
    drawing_marks.draw(axes, marks, _RIGHT - drawing_marks.width(marks))
    _write(sheet, foot, top + inside + _GAP, height)
    return sheet


def _write(sheet: Sheet, lines: list[Line], top: float, height: float) -> None:
    for line in lines:
        place = _EDGE / WIDTH, 1 - top / height
        sheet.text(*place, line.text, va="top", **line.look)
        if line.colour:
            sheet.text(*place, "■", va="top", **{**line.look, "color": line.colour})
        top += line.height


def _fill(axes: Any, figure: Figure, heights: list[float], width: float) -> None:
    """The rows from top to bottom, the longest bar as wide as there is room."""
    shown = _shown(figure)
    most = max((row.values[n] or 0 for row in figure.rows for n in shown), default=0) or 1
    groups, top = _group_starts(figure), 0.0
    for n, (row, height) in enumerate(zip(figure.rows, heights, strict=True)):
        if n in groups:
            top += 1.5 * _LINE
            _text(axes, -_NAMES, top - 0.7 * _LINE, groups[n], weight="bold")
        _row(axes, figure, row, Place(top, height, most / width))
        top += height
    if figure.rows:
        axes.axvline(0, color=_INK, linewidth=0.8)


def _row(axes: Any, figure: Figure, row: Row, place: Place) -> None:
    """A row's name, and a bar with its number for each column that is drawn."""
    name, colour = "\n".join(_name(row)), _INK if row.known else _SOFT
    _text(axes, -0.08, place.top + place.height / 2, name, ha="right", color=colour)
    shown = _shown(figure)
    each = (place.height - _GAP / 2) / len(shown)
    for n, column in enumerate(shown):
        value, middle = row.values[column], place.top + _GAP / 4 + (n + 0.5) * each
        length = max(value or 0, 0) / place.inch
        axes.barh(middle, length, height=0.8 * each, color=COLOURS[n])
        _text(axes, length + 0.06, middle, wording.number(value, figure.columns[column].kind))


def _cross(axes: Any, figure: Figure, heights: list[float], width: float) -> None:
    """A table of two dimensions: each number on a ground as dark as it is great."""
    shown, top = _shown(figure), 0.0
    most = max((row.values[n] or 0 for row in figure.rows for n in shown), default=0) or 1
    each = width / len(shown)
    for n, column in enumerate(shown):
        title = "\n".join(_wrapped(figure.columns[column].title, 22)[:2])
        place = (n + 0.5) * each, -0.05
        _text(axes, *place, title, rotation=90, ha="center", va="bottom", fontsize=7.5)
    for row, height in zip(figure.rows, heights, strict=True):
        middle = top + height / 2
        _text(axes, -0.08, middle, "\n".join(_name(row)), ha="right")
        for n, column in enumerate(shown):
            value, left = row.values[column], (n + 0.02) * each
            shade = 0.6 * max(value or 0, 0) / most
            axes.barh(middle, 0.96 * each, 0.94 * height, left=left, color=COLOURS[0], alpha=shade)
            words = wording.number(value, figure.columns[column].kind)
            _text(axes, (n + 0.5) * each, middle, words, ha="center", fontsize=7.5)
        top += height


def _text(axes: Any, x: float, y: float, words: str, **look: Any) -> None:
    axes.text(x, y, words, **{"va": "center", "fontsize": 8.5, "color": _INK, **look})


def _height(figure: Figure, row: Row) -> float:
    bars = 1 if _is_cross(figure) else len(_shown(figure))
    return max(len(_name(row)), bars) * _LINE + _GAP


def _name(row: Row) -> list[str]:
    return _wrapped(row.name, 34)


def _shown(figure: Figure) -> list[int]:
    """The columns that are drawn: those of now on one scale, as many as there is room for."""
    kind = figure.columns[0].kind
    now = [n for n, each in enumerate(figure.columns) if each.kind == kind]
    return now[:_MOST_ACROSS]


def _is_cross(figure: Figure) -> bool:
    """Are there more columns than colours to tell them apart?"""
    return len(_shown(figure)) > len(COLOURS)


def _heads(figure: Figure) -> float:
    """How high the names of columns stand above a table of two dimensions."""
    if not _is_cross(figure):
        return 0
    titles = (_wrapped(figure.columns[n].title, 22)[:2] for n in _shown(figure))
    return 0.06 * max(len(line) for title in titles for line in title) + _GAP


def _group_starts(figure: Figure) -> dict[int, str]:
    """Before which rows a group's name stands; no words before what follows the last group."""
    before = ["", *(row.group for row in figure.rows)]
    return {n: row.group for n, row in enumerate(figure.rows) if row.group != before[n]}


def _head(figure: Figure, filters: str) -> list[Line]:
    days = wording.days(figure.scope) + (f" · {filters}" if filters else "")
    below = f"{days} · {_('unité : %(unit)s', unit=figure.unit)}"
    title = {"fontsize": 12.5, "weight": "bold", "color": _INK}
    said, soft = {"fontsize": 9, "color": _INK}, {"fontsize": 8, "color": _SOFT}
    return [
        *(Line(text, 0.26, title) for text in _wrapped(figure.title, 56)),
        *(Line(text, _LINE, soft) for text in _wrapped(below, 100)),
        *(Line(text, 1.1 * _LINE, said) for text in _wrapped(figure.sentence, 92)),
        *_legend(figure),
    ]


def _legend(figure: Figure) -> list[Line]:
    """Which colour is which column, where there are several; in the order of the bars."""
    titles = [_wrapped(figure.columns[n].title, 80)[0] for n in _shown(figure)]
    look = {"fontsize": 8.5, "color": _INK}
    lines = [Line(f"     {t}", _LINE, look, c) for t, c in zip(titles, COLOURS, strict=False)]
    return lines if 1 < len(_shown(figure)) <= len(COLOURS) else []


def _foot(asked: _Sheet) -> list[Line]:
    figure = asked.figure
    kind = figure.columns[0].kind
    totals = [f"{name} : {wording.number(v[0], kind)}" for name, v in wording.totals_of(figure)]
    left = len(figure.columns) - len(_shown(figure))
    texts = [*([] if _is_cross(figure) else [" · ".join(totals)]), *figure.notes]
    if left > 0:
        texts.append(_("Colonnes qui ne sont que dans le tableau : %(count)s.", count=left))
    texts += drawing_marks.legend(asked.weighed)
    if use := wording.use(figure):
        texts.append(use)
    day = f"{asked.made_on:%d/%m/%Y}"
    texts.append(_("Source : %(source)s. RAQnet, %(day)s.", source=figure.source, day=day))
    look = {"fontsize": 7.5, "color": _SOFT}
    return [Line(line, 0.9 * _LINE, look) for text in texts for line in _wrapped(text, 106)]


def _wrapped(text: str, most: int) -> list[str]:
    return wrap(" ".join(clean(text).split()), most, break_long_words=True) or [""]
