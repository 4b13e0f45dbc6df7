"""Writing tables that people take away: CSV line by line, XLSX; no cell starts a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from raqnet import clock
from raqnet.tables.sheet import letter
from raqnet.text import clean, fold

# By which a spreadsheet takes a text for a command.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TOGETHER = 200  # rows that are sent at once
_WIDTH = 18
_LONGEST = 32_000  # characters that a cell of a workbook holds

Row = Sequence[Any]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a command: an apostrophe stands before it."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unsafe(text: str) -> str:
    """What `safe` was given."""
    guarded = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if guarded else text


def file_name(*words: str, ending: str) -> str:
    """A name out of plain letters, figures and hyphens."""
    plain = [re.sub(r"[^a-z0-9]+", "-", fold(each)).strip("-") for each in words]
    return f"{'-'.join(filter(None, plain))[:80] or 'raqnet'}.{ending}"


# CSV --------------------------------------------------------------------------------------------


def csv_file(heading: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons, as spreadsheets here open it; never more than some rows
    in memory.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    target.write("\ufeff")
    writer.writerow([_plain(cell) for cell in heading])
    for n, row in enumerate(rows, 1):
        writer.writerow([_plain(cell) for cell in row])
        if n % _TOGETHER == 0:
            yield _take(target)
    yield _take(target)


def _take(target: io.StringIO) -> bytes:
    text = target.getvalue()
    target.seek(0)
    target.truncate()
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{clock.to_local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):  # "3.5" is the third of May to a spreadsheet that is set for here
        return str(value).replace(".", ",")
    return value if value is None or isinstance(value, int) else safe(str(value))


# XLSX -------------------------------------------------------------------------------------------


def xlsx_file(title: str, heading: Row, rows: Iterable[Row]) -> bytes:
    """A workbook of one sheet whose heading stays in sight; dates are dates."""
    return xlsx_book([Sheet(title, heading, rows)])


class Sheet(NamedTuple):
    """A sheet of a workbook, with the widths of its columns where they are not all alike."""

    title: str
    heading: Row
    rows: Iterable[Row]
    widths: Sequence[int] = ()


def xlsx_book(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of several sheets, each as in `xlsx_file`."""
    workbook = Workbook(write_only=True)
    for each in sheets:
        _fill(workbook.create_sheet(_sheet_name(each.title)), each)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _sheet_name(title: str) -> str:
    """31 letters at most, none of those that Excel refuses; an apostrophe only inside."""
    words = " ".join(re.sub(r"[^\w ',;.·-]", " ", title).split())
    return words[:31].strip("' ") or "RAQnet"


def _fill(sheet: Any, given: Sheet) -> None:
    sheet.freeze_panes = "A2"
    widths = given.widths or [_WIDTH] * len(given.heading)
    for n, width in enumerate(widths):
        sheet.column_dimensions[letter(n)].width = width
    sheet.append([_cell(sheet, cell) for cell in given.heading])
    for row in given.rows:
        sheet.append([_cell(sheet, cell) for cell in row])


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = clock.to_local(value).replace(tzinfo=None)
    if value is None or isinstance(value, date | int | float):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
        return cell
    cell = WriteOnlyCell(sheet, safe(clean(str(value))[:_LONGEST]))
    cell.data_type = "s"  # and never a formula
    return cell
