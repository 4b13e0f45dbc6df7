"""Tables as they leave: a CSV or a workbook, named and dated.

A table is written first and then sent: whoever fetches it slowly holds no transaction open. Up to
some megabytes it waits in memory, a longer one in a file that has no name.
"""

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from flask import Response
from flask.typing import ResponseReturnValue

from raqnet import clock
from raqnet.tables import writing

_IN_MEMORY = 8 * 1024 * 1024
_PIECE = 1 << 16


def csv_answer(name: str, heading: writing.Row, rows: Iterable[writing.Row]) -> ResponseReturnValue:
    """A CSV file of that name and today's date."""
    return _file(writing.csv_file(heading, rows), writing.CSV_TYPE, name, "csv")


def xlsx_answer(
    name: str, heading: writing.Row, rows: Iterable[writing.Row]
) -> ResponseReturnValue:
    """A workbook of that name and today's date."""
    content = writing.xlsx_file(name, heading, rows)
    return _file([content], writing.XLSX_TYPE, name, "xlsx")


def table_answer(
    form: str, name: str, heading: writing.Row, rows: Iterable[writing.Row]
) -> ResponseReturnValue:
    """The one or the other."""
    return (csv_answer if form == "csv" else xlsx_answer)(name, heading, rows)


def _file(content: Iterable[bytes], kind: str, name: str, ending: str) -> Response:
    kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (closed with the answer)
    size = sum(kept.write(piece) for piece in content)
    kept.seek(0)
    answer = Response(iter(lambda: kept.read(_PIECE), b""), content_type=kind)
    answer.call_on_close(kept.close)
    answer.content_length = size
    file_name = writing.file_name(name, f"{clock.today():%Y-%m-%d}", ending=ending)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
