"""Rows for every table, made from the models alone: a new table is filled without a word here."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    select,
    update,
)

from raqnet.db import UTCDateTime, db

ROWS = 2
SAMPLES: list[tuple[type, Any]] = [
    (Boolean, True),
    (Integer, 7),
    (Float, 50.8465),
    (LargeBinary, b"\x00\xff sealed"),
    (JSON, [["place", "", "Caf\u00e9 \u00ab l'\u00c9t\u00e9 \u00bb"]]),
]


def fill(connection: Connection) -> dict[str, int]:
    """Two rows in each table, each pointing to rows that exist; returns the counts."""
    keys: dict[str, list[Any]] = {}
    for table in db.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            connection.execute(table.delete())  # the single row of `calendar_state`
        keys[table.name] = [_insert(connection, table, n, keys) for n in range(ROWS)]
        _point_forward(connection, table, keys[table.name])
    return counts(connection)


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def _insert(connection: Connection, table: Table, n: int, keys: dict[str, list[Any]]) -> Any:
    values = {
        column.name: _value(column, n, keys)
        for column in table.columns
        if column is not table.autoincrement_column
    }
    return connection.execute(table.insert().values(values)).inserted_primary_key[0]


def _value(column: Column[Any], n: int, keys: dict[str, list[Any]]) -> Any:
    for key in column.foreign_keys:
        if key.column.table is column.table:
            return None
        return keys[key.column.table.name][n]
    if isinstance(column.type, UTCDateTime | DateTime):
        return datetime(2021, 9, 1 + n, 22, 30, tzinfo=UTC)
    if isinstance(column.type, Date):
        return date(2021, 9, 1 + n)
    if isinstance(column.type, String):
        return f"{n} \u00c9t\u00e9 \U0001f600 \u00ab {column.name} \u00bb"[: column.type.length]
    return next(sample for kind, sample in SAMPLES if isinstance(column.type, kind))


def _point_forward(connection: Connection, table: Table, keys: list[Any]) -> None:
    """A row that points within its own table points to a later one: the hard case."""
    for column in table.columns:
        if any(key.column.table is table for key in column.foreign_keys):
            (key_column,) = table.primary_key.columns
            connection.execute(
                update(table).where(key_column == keys[0]).values({column.name: keys[1]})
            )
