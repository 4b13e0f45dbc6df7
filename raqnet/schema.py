"""The shape of the database: which revision it has, which one the code needs, how it changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.schema import MetaData

from raqnet.config import ROOT
from raqnet.db import UTCDateTime, db

MIGRATIONS = ROOT / "raqnet" / "migrations"
VERSION_TABLE = "alembic_version"


class SchemaError(RuntimeError):
    """The database would not be sound after this change, or is not the one that is needed."""


def render_type(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our type of instants as the plain one: a migration must outlive the code around it."""
    is_instant = kind == "type" and isinstance(value, UTCDateTime)
    return "sa.DateTime(timezone=True)" if is_instant else False


COMPARE: dict[str, Any] = {
    "compare_type": True,
    "render_as_batch": True,
    "render_item": render_type,
}


@cache
def scripts() -> ScriptDirectory:
    """The migrations that this code comes with."""
    return ScriptDirectory(str(MIGRATIONS))


@cache
def head() -> str | None:
    """The revision that this code needs."""
    return scripts().get_current_head()


def current(connection: Connection) -> str | None:
    """The revision that the database has; None before the first migration."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Migrate up, within the transaction of `connection` (see `changing`)."""
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Migrate down, within the transaction of `connection`."""
    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction that may rebuild tables; it ends with every key checked.

    SQLite rebuilds a table to change it, and ignores `PRAGMA foreign_keys` inside a transaction:
    the keys are switched off before it begins, and checked before it is committed.
    Errors: SchemaError when rows would be left without what they refer to.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        if sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                check_keys(connection)
        finally:
            if sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")


def check_keys(connection: Connection) -> None:
    """Refuse rows without what they refer to; PostgreSQL refuses them by itself.

    Errors: SchemaError.
    """
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise SchemaError(f"foreign keys would be broken in: {tables}")


def reflected(connection: Connection) -> MetaData:
    """The tables as they are in the database, without Alembic's own."""
    metadata = MetaData()
    names = [name for name in inspect(connection).get_table_names() if name != VERSION_TABLE]
    metadata.reflect(connection, only=names)
    return metadata


def is_current() -> bool:
    """Does the database have the revision that this code needs?"""
    with db.engine.connect() as connection:
        return current(connection) == head()
