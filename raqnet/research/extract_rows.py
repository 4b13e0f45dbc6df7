"""The rows of an extract: read a few hundred at a time, with pseudonyms, and with no worker.

Within a day rows stand in the order of their pseudonyms: the order in which they were entered would
tell which ones were entered together.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from raqnet import clock
from raqnet.research.pseudonyms import Pseudonyms
from raqnet.research.texts import Reading
from raqnet.tables.writing import safe

AT_ONCE = 500

Row = tuple[Any, ...]
Chunk = Sequence[Row]


@dataclass(frozen=True)
class Taking:
    """One extract being written."""

    connection: Connection
    first: date
    last: date
    names: Pseudonyms
    reading: Reading | None  # none: without free texts

    def said(self, table: str, row: int, columns: Iterable[str], words: Iterable[Any]) -> Row:
        """The texts of a row, read; nothing where the extract goes without."""
        if self.reading is None:
            return ()
        written = self.reading.written
        pairs = zip(columns, words, strict=True)
        return tuple(safe(written(table, row, column, text)) for column, text in pairs)

    def each(self, query: Any) -> Iterator[Any]:
        """The rows of a query; never more than some hundreds in memory."""
        streamed = self.connection.execute(query, execution_options={"yield_per": AT_ONCE})
        for rows in streamed.partitions():
            yield from rows


def by_day(
    rows: Iterable[Any], day: Callable[[Any], Any], made: Callable[[Any], Row]
) -> Iterator[Chunk]:
    """Rows in order of days, those of one day in the order of what they become; some at a time."""
    waiting: list[Row] = []
    for _day, found in groupby(rows, key=day):
        waiting += sorted(map(made, found), key=_in_order)
        if len(waiting) >= AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def shuffled(rows: Iterable[Any], made: Callable[[Any], Row]) -> Iterator[Chunk]:
    """Few rows, all in the order of what they become."""
    yield sorted(map(made, rows), key=_in_order)


def _in_order(row: Row) -> list[str]:
    return [str(each) for each in row]


def local_day(instant: Any) -> date:
    """The day in Brussels on which something happened."""
    return clock.to_local(instant).date()


def word(name: str | None) -> str | None:
    """A name out of a list, which no spreadsheet takes for a command."""
    return safe(name) if name else None
