"""The database: one `db`, the names of constraints, the types and hooks that both engines need."""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import current_app, g, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from raqnet import clock

try:
    from pysqlite3 import dbapi2 as fixed_sqlite
except ImportError:  # no wheel for this machine: the standard library's engine serves
    fixed_sqlite = None

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Engines that may corrupt a WAL database when two connections checkpoint at once are refused WAL.
WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
LOCK_TURNS = 4  # of busy_timeout each
# Both engines know ON CONFLICT, each by an insert of its own.
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
MAPPED = 256 * 1024 * 1024  # bytes of the file that a connection reads without copying
CACHE = 16_000  # KiB that a connection may fill: sorting spills to a file beyond

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        if dialect.name == "sqlite":
            return _read_utc
        return super().result_processor(dialect, coltype)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _read_utc(text: str | None) -> datetime | None:
    """What SQLite keeps as text; pages read hundreds of instants, and this is the quickest way."""
    return datetime.fromisoformat(f"{text}+00:00") if text else None


def raw_instant(value: Any) -> datetime:
    """An instant out of a raw cursor, which either engine gives in its own way."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    instant: datetime = value.astimezone(UTC)
    return instant


class Raw:
    """A statement in the driver's own words, compiled once: half the cost of a session's query.

    Values come as the driver gives them (see `raw_instant`, `read`).
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}  # by engine
        self._readers: dict[str, Callable[[Sequence[Any]], Any]] = {}  # by engine

    def first(self, engine: Engine, **values: Any) -> Sequence[Any] | None:
        """The first row, outside any session."""
        connection = engine.raw_connection()
        try:
            cursor = self._asked(connection, engine.dialect, values)
            row: Sequence[Any] | None = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return row

    def all(self, connection: Connection, **values: Any) -> list[Sequence[Any]]:
        """All rows, within the transaction of a session's connection."""
        cursor = self._asked(connection.connection, connection.dialect, values)
        rows: list[Sequence[Any]] = cursor.fetchall()
        cursor.close()
        return rows

    def within(self, connection: Connection, **values: Any) -> Any:
        """The one row within this transaction, as `read` gives it; None where there is none."""
        rows = self.all(connection, **values)
        return self.read(connection.dialect, rows[0]) if rows else None

    def read(self, dialect: Dialect, row: Sequence[Any]) -> Any:
        """A row as a session gives it: values of Python, under their columns' names."""
        if dialect.name not in self._readers:
            self._readers[dialect.name] = self._reader(dialect)
        return self._readers[dialect.name](row)

    def _reader(self, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
        columns = list(self._statement.selected_columns)
        row_of: Any = namedtuple("Row", [each.name for each in columns])  # type: ignore[misc]
        readers = [
            (place, reader)
            for place, column in enumerate(columns)
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

        def read(row: Sequence[Any]) -> Any:
            values = list(row)
            for place, reader in readers:
                values[place] = reader(values[place])
            return row_of._make(values)

        return read

    def _asked(self, connection: Any, dialect: Dialect, values: dict[str, Any]) -> Any:
        """The driver's cursor, before the first row; what fails is told as a session tells it."""
        text, order = self._words(dialect)
        driver: Any = dialect.loaded_dbapi
        try:
            cursor = connection.cursor()
            cursor.execute(text, [values[name] for name in order] if order is not None else values)
        except driver.Error as error:
            raise DBAPIError(text, None, error, hide_parameters=True) from error
        return cursor

    def _words(self, dialect: Dialect) -> tuple[str, list[str] | None]:
        """The text, and the order of its parameters where they go by place."""
        if dialect.name not in self._compiled:
            compiled: Any = self._statement.compile(dialect=dialect)
            order = compiled.positiontup if compiled.positional else None
            self._compiled[dialect.name] = (str(compiled), order)
        return self._compiled[dialect.name]


class Base(DeclarativeBase):
    """Every model's root."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UTCDateTime}
    )


class Timestamped:
    """When a row was first and last written."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()
if TYPE_CHECKING:  # what mypy needs to read the models' columns
    Model = Base
else:
    Model = db.Model


def sqlite_module() -> Any:
    """The SQLite driver to use: the one with the newer engine."""
    if fixed_sqlite and fixed_sqlite.sqlite_version_info > sqlite3.sqlite_version_info:
        return fixed_sqlite
    return sqlite3


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where the engine is safe with it, DELETE elsewhere (no loss, little slower)."""
    newest = max(WAL_FIXED)
    patched = any(version[:2] == fix[:2] and version >= fix for fix in WAL_FIXED)
    return "WAL" if version >= newest or patched else "DELETE"


def engine_options(url: str) -> dict[str, Any]:
    """What SQLAlchemy's engine needs for this database address."""
    # The parameters of a statement are people's words: no error message may carry them into a log.
    common: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return {**common, "module": sqlite_module(), "pool_size": 20, "max_overflow": 20}
    waits = {"connect_args": {"connect_timeout": 5}}
    return {**common, **waits, "pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}


def tune(engine: Engine) -> None:
    """Hang the hooks of the SQLite engine on its connections."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(raw: Any, _record: Any) -> None:
    raw.isolation_level = None
    mode = journal_mode(sqlite_module().sqlite_version_info)
    for pragma in (
        "busy_timeout=5000",
        f"journal_mode={mode}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=ON",
        # Figures read whole years: pages are read where they lie, sorting keeps to memory.
        f"mmap_size={MAPPED}",
        f"cache_size=-{CACHE}",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    # A read that turns into a write fails at once when another writes: who may write says so first.
    reading = has_request_context() and (request.method in SAFE_METHODS or _changes_nothing())
    if connection.get_execution_options().get("writes"):
        reading = False
    if reading:
        connection.exec_driver_sql("BEGIN")
    else:
        _take_the_lock(connection)


def _changes_nothing() -> bool:
    """Is this a request that only reads (`access.reading`), for now (`writing`)?"""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "reads", False) and not g.get("writing", False)


@contextmanager
def writing() -> Iterator[None]:
    """Write within a route that else only reads: what it has read so far is over, the lock taken.

    So nobody waits for SQLite's lock while a page is made.
    """
    db.session.rollback()
    g.writing = True
    try:
        yield
    finally:
        g.writing = False


def _take_the_lock(connection: Connection) -> None:
    """Begin to write; SQLite's queue knows no order, so whoever waited in vain waits again."""
    for _turn in range(LOCK_TURNS - 1):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
