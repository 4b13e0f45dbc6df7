"""Counting what a request asks of the database."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import event

from raqnet.db import db


@contextlib.contextmanager
def count_queries() -> Iterator[list[str]]:
    """The statements sent while the block runs, as text; the marks of a transaction left out."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
