"""A database put back as it was kept, in the quickest way of its engine; and whether it moved."""

import shutil
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import MetaData, text

from raqnet.db import db, sqlite_module

SHADOW = "doors_world"
UNDELETED = {"audit_entries"}  # it refuses DELETE


class Keeper(Protocol):
    """What keeps a database and puts it back."""

    def keep(self) -> None:
        """Remember every row as it is now."""

    def restore(self, touched: set[str] | None = None) -> None:
        """Put everything back; of `touched`, where it is told, only these tables and what hangs
        on them."""

    def moved(self) -> bool:
        """May anything have been committed since it was last as kept? However it was written."""

    def found_whole(self) -> None:
        """Somebody has compared every row: it is as it was kept."""

    def forget(self) -> None:
        """Drop what was kept."""


def keeper(folder: Path) -> Keeper:
    """The keeper of the database of this context, whose instance lies in `folder`."""
    return SqliteKeeper(folder) if db.engine.dialect.name == "sqlite" else PostgresqlKeeper()


class SqliteKeeper:
    """Copies the file, and asks SQLite whether another connection has committed meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._file, self._copy = folder / "raqnet.sqlite", folder / "world.sqlite"
        self._watch: Any = None
        self._version = 0

    def keep(self) -> None:
        self._leave()
        shutil.copy(self._file, self._copy)
        self.found_whole()

    def restore(self, touched: set[str] | None = None) -> None:
        self._leave()
        for suffix in ("-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self._copy, self._file)
        self.found_whole()

    def moved(self) -> bool:
        return self._data_version() != self._version

    def found_whole(self) -> None:
        self._version = self._data_version()

    def forget(self) -> None:
        self._leave()

    def _leave(self) -> None:
        """Hold no connection: the file itself is about to be taken or replaced."""
        db.engine.dispose()
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _data_version(self) -> int:
        if self._watch is None:
            self._watch = sqlite_module().connect(self._file)
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])


class PostgresqlKeeper:
    """Copies the tables, and reads the number that each transaction takes that writes."""

    def __init__(self) -> None:
        self._whole_at = 0

    def keep(self) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {SHADOW}"))
            for name in _names():
                connection.execute(text(f"CREATE TABLE {SHADOW}.{name} AS TABLE {name}"))
        self.found_whole()

    def restore(self, touched: set[str] | None = None) -> None:
        """Every row away, every row back: much quicker than TRUNCATE for so few."""
        names = _names() if touched is None else with_what_hangs_on(touched, db.metadata)
        away = [_emptying(name) for name in reversed(names)]
        back = [f"INSERT INTO {name} SELECT * FROM {SHADOW}.{name}" for name in names]
        with db.engine.begin() as connection:
            cursor = connection.connection.cursor()
            cursor.execute("; ".join([*away, *back]))
            cursor.close()

    def moved(self) -> bool:
        return self._next_writer() != self._whole_at

    def found_whole(self) -> None:
        self._whole_at = self._next_writer()

    def forget(self) -> None:
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE"))

    def _next_writer(self) -> int:
        with db.engine.connect() as connection:
            asked = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
            return int(connection.scalar(asked) or 0)


def _names() -> list[str]:
    return [table.name for table in db.metadata.sorted_tables]


def _emptying(name: str) -> str:
    return f"TRUNCATE {name}" if name in UNDELETED else f"DELETE FROM {name}"


def with_what_hangs_on(touched: set[str], metadata: MetaData) -> list[str]:
    """These tables and those whose rows point to theirs, parents first."""
    found: list[str] = []
    for table in metadata.sorted_tables:
        parents = {key.column.table.name for key in table.foreign_keys}
        if table.name in touched or parents & {*found}:
            found.append(table.name)
    return found
