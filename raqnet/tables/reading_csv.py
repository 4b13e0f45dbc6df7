"""Reading CSV: whatever encoding and delimiter a spreadsheet or another tool wrote it with."""

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from flask_babel import gettext as _

from raqnet.tables.sheet import Sheet, Unreadable

DELIMITERS = (";", "\t", ",")  # the likeliest first
_NAMED = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)  # as Excel may write above all else
_LOOKED_AT = 20  # rows that tell the delimiter
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(data: bytes) -> Sheet:
    """The table that a CSV file holds. Errors: Unreadable."""
    return read_text(decode(data))


def read_text(text: str) -> Sheet:
    """The table that a text holds, as it is pasted from a spreadsheet. Errors: Unreadable."""
    if "\0" in text:
        raise Unreadable(_("Ce fichier n'est ni un CSV ni un classeur XLSX."))
    sheet = Sheet()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    number = 0  # as a spreadsheet counts: a cell of several lines stands in one
    try:
        for number, row in enumerate(rows, 1):
            if number > 1 or not _NAMED.match(text):
                sheet.add(number, row)
    except csv.Error as error:
        raise Unreadable(
            _("La ligne %(n)d n'est pas lisible : manque-t-il un guillemet ?", n=number + 1)
        ) from error
    return sheet.finish()


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16, with or without its mark, else Windows' cp1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if utf16 := _unmarked_utf16(data):
        return data.decode(utf16, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _unmarked_utf16(data: bytes) -> str | None:
    """Latin letters in UTF-16 have a NUL in every second byte."""
    head = data[:400]
    half = len(head) // 2
    low, high = head[0::2].count(0), head[1::2].count(0)
    if half and high > half * 0.8 and low < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if half and low > half * 0.8 and high < half * 0.1 else None


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the headings, and the first rows alike, into most columns."""
    if named := _NAMED.match(text):
        return named[1]
    return max(DELIMITERS, key=lambda delimiter: _fitness(text, delimiter))


def _fitness(text: str, delimiter: str) -> float:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(rows, _LOOKED_AT) if row]
    except csv.Error:
        return 0
    if not widths or widths[0] < 2:
        return 0
    width, alike = Counter(widths).most_common(1)[0]
    return (alike / len(widths)) ** 2 * (width - 1)
