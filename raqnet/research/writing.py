"""A figure as a file of numbers: CSV and XLSX, from the same figure as the page.

A CSV begins with `ABOUT` lines of two cells (what it is, period, filters …) and one empty line;
then come the columns' names and the rows, numbers with a comma as spreadsheets here read them:
`pandas.read_csv(file, sep=";", decimal=",", skiprows=10)` reads it.
No cell holds a line break: lines may be counted. Rows come first; the total, whose key is "total",
and the sum of rows that count twice ("somme") come last. A workbook holds the table on its first
sheet and what the CSV says above it on the second.
"""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from raqnet.research import wording
from raqnet.research.figure import Figure, Number, Row
from raqnet.tables import writing
from raqnet.tables.writing import Sheet
from raqnet.text import clean

ABOUT = 9
_WIDE, _NARROW = 48, 16


def about(figure: Figure, filters: str, made_on: date) -> list[tuple[str, str]]:
    """What is said with a figure wherever it goes; always `ABOUT` lines."""
    said = [
        (_("Titre"), figure.title),
        (_("En bref"), figure.sentence),
        (_("Période"), f"{wording.days(figure.scope)} ({_days(figure)})"),
        (_("Filtres"), filters or _("aucun")),
        (_("Unité"), figure.unit),
        (_("Source"), figure.source),
        (_("Fait le"), f"{made_on:%d/%m/%Y}"),
        (_("Notes"), " ".join(figure.notes)),
        (_("Diffusion"), wording.use(figure) or _("libre")),
    ]
    return [(name, _line(text)) for name, text in said]


def csv_file(figure: Figure, filters: str, made_on: date) -> bytes:
    """UTF-8 with its mark, semicolons."""
    first, *rest = about(figure, filters, made_on)
    rows: list[writing.Row] = [*rest, (), _heading(figure), *_rows(figure)]
    return b"".join(writing.csv_file(first, rows))


def xlsx_file(figure: Figure, filters: str, made_on: date) -> bytes:
    """The table, and a sheet that says what it is."""
    first, *rest = about(figure, filters, made_on)
    widths = [_NARROW, *([_WIDE] if _grouped(figure) else []), _WIDE]
    widths += [_NARROW] * len(figure.columns)
    return writing.xlsx_book(
        [
            Sheet(figure.title, _heading(figure), _rows(figure), widths),
            Sheet(_("À propos"), first, rest, [_NARROW, 2 * _WIDE]),
        ]
    )


def _days(figure: Figure) -> str:
    return f"{figure.scope.first.isoformat()} – {figure.scope.last.isoformat()}"


def _grouped(figure: Figure) -> bool:
    return any(row.group for row in figure.rows)


def _heading(figure: Figure) -> list[str]:
    group = [_("Groupe")] if _grouped(figure) else []
    return [
        _("Clé"),
        *group,
        _line(figure.heading),
        *(_line(each.title) for each in figure.columns),
    ]


def _rows(figure: Figure) -> list[list[Any]]:
    rows = [_row(figure, row) for row in figure.rows]
    ends = list(wording.totals_of(figure))
    keys = ["somme"] if figure.is_summed else ["somme", "total"][-len(ends) :]
    return rows + [
        _row(figure, Row(key, name, values)) for key, (name, values) in zip(keys, ends, strict=True)
    ]


def _row(figure: Figure, row: Row) -> list[Any]:
    group = [_line(row.group)] if _grouped(figure) else []
    return [_line(row.key), *group, _line(row.name), *(_number(value) for value in row.values)]


def _number(value: Number) -> Number:
    return round(value, 4) if isinstance(value, float) else value


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(clean(text).split())
