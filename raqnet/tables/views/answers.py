"""Tables as they leave: CSV sent as it is written, XLSX whole."""

from collections.abc import Iterable

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from raqnet import clock
from raqnet.tables import writing

FORMATS = ("csv", "xlsx")


def csv_answer(name: str, heading: writing.Row, rows: Iterable[writing.Row]) -> ResponseReturnValue:
    """A CSV file of that name and today's date."""
    content = stream_with_context(writing.csv_file(heading, rows))
    return _file(Response(content, content_type=writing.CSV_TYPE), name, "csv")


def xlsx_answer(
    name: str, heading: writing.Row, rows: Iterable[writing.Row]
) -> ResponseReturnValue:
    """A workbook of that name and today's date."""
    content = writing.xlsx_file(name, heading, rows)
    return _file(Response(content, content_type=writing.XLSX_TYPE), name, "xlsx")


def table_answer(
    form: str, name: str, heading: writing.Row, rows: Iterable[writing.Row]
) -> ResponseReturnValue:
    """A table in one of `FORMATS`."""
    return (csv_answer if form == "csv" else xlsx_answer)(name, heading, rows)


def _file(answer: Response, name: str, ending: str) -> Response:
    file_name = writing.file_name(name, f"{clock.today():%Y-%m-%d}", ending=ending)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
