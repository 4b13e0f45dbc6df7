"""Reading XLSX: values only, with bounds on what a workbook may unfold to."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from openpyxl import load_workbook

from raqnet.tables.sheet import MOST_COLUMNS, MOST_ROWS, Sheet, Unreadable

MOST_PARTS = 500
MOST_BYTES = 24 * 1024 * 1024  # unpacked: five thousand full rows take about ten
MOST_BESIDE = 2 * 1024 * 1024  # of a part that is neither a sheet nor the sheets' texts
MOST_TAGS = 1_500_000  # each element costs the parser about a hundred bytes
_LARGE = ("xl/worksheets/", "xl/sharedStrings.xml")
_CHUNK = 1 << 16
# Rows that are looked at: empty ones between the others are left out and cost nothing.
_LAST_ROW = MOST_ROWS * 4


def read(data: bytes) -> Sheet:
    """The first sheet that shows something. Errors: Unreadable."""
    try:
        _check(data)
        return _read(data)
    except Unreadable:
        raise
    except Exception as error:  # a broken workbook makes the library fail in any way
        raise Unreadable(
            _("Ce classeur est abîmé : l'ouvrir, et l'enregistrer à nouveau.")
        ) from error


def _check(data: bytes) -> None:
    """Refuse what would unfold beyond measure, before anything of it is parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise _too_much()
        size = tags = 0
        for part in parts:
            beside = not part.filename.startswith(_LARGE) and part.filename.endswith(".xml")
            if beside and part.file_size > MOST_BESIDE:
                raise _too_much()
            with archive.open(part) as unpacked:
                while chunk := unpacked.read(_CHUNK):
                    size, tags = size + len(chunk), tags + chunk.count(b"<")
                    if size > MOST_BYTES or tags > MOST_TAGS:
                        raise _too_much()


def _too_much() -> Unreadable:
    return Unreadable(
        _("Ce classeur est trop grand une fois ouvert : copier le tableau dans un nouveau.")
    )


def _read(data: bytes) -> Sheet:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for each in workbook.worksheets:
            if each.sheet_state == "visible":
                sheet = _sheet(each)
                if sheet.columns:
                    return sheet.finish()
    finally:
        workbook.close()
    raise Unreadable(_("Ce classeur est vide."))


def _sheet(rows: Any) -> Sheet:
    rows.reset_dimensions()  # what a sheet says of its size may be wrong
    sheet = Sheet()
    bounds = {"max_row": _LAST_ROW, "max_col": MOST_COLUMNS + 1}
    for number, row in enumerate(rows.iter_rows(values_only=True, **bounds), 1):
        sheet.add(number, [_text(value) for value in row])
    return sheet


def _text(value: Any) -> str:
    """A cell's value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, datetime):
        day = f"{value:%d/%m/%Y}"
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(int(value.total_seconds() // 60))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
