"""Workbooks for tests, sound ones and hostile ones."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows."""
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def with_part(name: str, content: bytes, book: bytes | None = None) -> bytes:
    """A sound workbook, one part of which is another."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book or xlsx([["Nom"], ["Un"]]))) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(inside: str, before: str = "") -> bytes:
    """A workbook whose sheet holds this XML."""
    xml = f"{before}<worksheet {_SPACE}><sheetData>{inside}</sheetData></worksheet>"
    return with_part(SHEET, xml.encode())
