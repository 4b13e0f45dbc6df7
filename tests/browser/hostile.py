"""Hostile words in every text that people may have typed."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, Table, func, literal, select, update

from raqnet.calendar.models import ActionChange
from raqnet.calendar.version import bump
from raqnet.db import db

HOSTILE = "<img src=x onerror=alert(1)>'\"><script>alert(2)</script>{{7*7}}"
# Columns that hold our own words, keys or digests: no person types into them.
OURS = {
    "body", "code", "email", "key", "kind", "locale", "mode", "participants_enough", "password_hash",
    "purpose", "query", "role", "rrule", "state", "status", "subject", "team_kind", "text",
    "token_hash", "uid", "verb", "visibility", "written_with", "audience", "alone", "act", "subject_type",
}  # fmt: skip
TYPED_ALL_THE_SAME = {("actions", "audience"), ("comments", "text")}


def fill() -> int:
    """Overwrite them all; returns how many columns that were."""
    columns = list(_typed())
    for table, column in columns:
        db.session.execute(update(table).values({column: _words(table, column)}))
    for change in db.session.scalars(select(ActionChange).limit(200)):
        change.changes = [["title", HOSTILE, HOSTILE], [HOSTILE, None, HOSTILE]]
    bump()
    return len(columns)


def _typed() -> Iterator[tuple[Table, Column[Any]]]:
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if _is_typed(table, column):
                yield table, column


def _is_typed(table: Table, column: Column[Any]) -> bool:
    if not isinstance(column.type, String) or (column.type.length or 0) < len(HOSTILE):
        return False
    return column.name not in OURS or (table.name, column.name) in TYPED_ALL_THE_SAME


def _words(table: Table, column: Column[Any]) -> Any:
    """As long as the column allows, and unique where it must be."""
    if "id" not in table.columns:
        return HOSTILE
    return func.substr(literal(HOSTILE) + db.cast(table.c.id, String), 1, column.type.length)
