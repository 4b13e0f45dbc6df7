"""Putting a backup back: checked before anything is touched, then all of it or nothing."""

import base64
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from alembic.util import CommandError
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    LargeBinary,
    Table,
    bindparam,
    func,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from raqnet import clock, schema
from raqnet.backup import (
    CHUNK,
    DAMAGED,
    ROWS_AT_ONCE,
    BackupError,
    Manifest,
    check,
    instance_files,
    refuse_damage,
)

SETTINGS, WAITING = "config.py", "config.restored.py"


def restore(engine: Engine, folder: Path, source: Path, force: bool = False) -> Manifest:
    """Make the instance what `source` says, or leave it exactly as it is.

    What `force` replaces of the folder's files is kept in `folder/replaced-…`.
    Errors: BackupError says in words why nothing was changed.
    """
    manifest = check(source)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not force:
        _refuse_full(engine, folder)
    folder.chmod(0o700)
    try:
        with zipfile.ZipFile(source) as archive:
            _replace(engine, folder, archive, manifest)
    except (SQLAlchemyError, CommandError) as error:
        raise BackupError(f"La base refuse, rien n'a été changé : {error}") from error
    return manifest


def _refuse_full(engine: Engine, folder: Path) -> None:
    if _kept_files(folder) or _has_people(engine):
        raise BackupError(
            f"L'instance {folder} contient déjà quelque chose. Pour tout remplacer : --force"
        )


def _kept_files(folder: Path) -> list[Path]:
    """The files that a restore would replace; settings stay."""
    return [path for path in instance_files(folder) if path.name != SETTINGS]


def _has_people(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not inspect(connection).has_table("users"):
            return False
        return bool(connection.scalar(text("SELECT count(*) FROM users")))


def _replace(engine: Engine, folder: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Load the rows, then move the files just before the commit; a failure moves them back."""
    with TemporaryDirectory(prefix=".restore-", dir=folder) as scratch:
        staged = Path(scratch)
        _extract(archive, manifest, staged)
        with _Swap(staged, folder) as swap, schema.changing(engine) as connection:
            _load(connection, archive, manifest)
            swap.go()


def _extract(archive: zipfile.ZipFile, manifest: Manifest, staged: Path) -> None:
    for name in (name for name in manifest.parts if name.startswith("files/")):
        path = staged / PurePosixPath(name).relative_to("files")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with archive.open(name) as member, os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(member, file, CHUNK)
            os.fsync(file.fileno())


class _Swap:
    """Moves staged files into the folder, and back when what follows fails."""

    def __init__(self, staged: Path, folder: Path) -> None:
        self.staged, self.folder = staged, folder
        self.aside = folder / f"replaced-{clock.now():%Y%m%d-%H%M%S}"
        self.moves: list[tuple[Path, Path]] = []

    def __enter__(self) -> "_Swap":
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is not None:
            for source, target in reversed(self.moves):
                target.replace(source)
            shutil.rmtree(self.aside, ignore_errors=True)

    def go(self) -> None:
        """Put aside what is replaced, then the backup's files in its place."""
        for path in _kept_files(self.folder):
            self._move(path, self.aside / path.relative_to(self.folder))
        for path in [path for path in self.staged.rglob("*") if path.is_file()]:
            self._move(path, self.folder / self._place(path.relative_to(self.staged)))

    def _place(self, name: Path) -> Path:
        """Settings that could lead to another database than the one just filled wait beside."""
        if str(name) != SETTINGS:
            return name
        elsewhere = b"SQLALCHEMY_DATABASE_URI" in (self.staged / name).read_bytes()
        return Path(WAITING) if elsewhere or (self.folder / SETTINGS).exists() else name

    def _move(self, source: Path, target: Path) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.replace(target)
        self.moves.append((source, target))


def _load(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Replace every row: the tables are made anew at the backup's revision, then brought up."""
    if schema.current(connection) is not None:
        schema.downgrade(connection)
    schema.upgrade(connection, manifest.revision)
    tables = schema.reflected(connection).sorted_tables
    if {f"tables/{table.name}.jsonl" for table in tables} != _tables_of(manifest):
        raise BackupError(f"{DAMAGED}ses tables ne sont pas celles de sa version")
    for table in reversed(tables):  # what the migrations themselves have put in
        connection.execute(table.delete())
    for table in tables:
        _Loader(connection, table, archive, manifest).load()
    schema.upgrade(connection)
    refuse_damage(connection)


def _tables_of(manifest: Manifest) -> set[str]:
    return {name for name, part in manifest.parts.items() if part.columns is not None}


class _Loader:
    """Fills one table from its part of the archive."""

    def __init__(
        self, connection: Connection, table: Table, archive: zipfile.ZipFile, manifest: Manifest
    ) -> None:
        self.connection, self.table, self.archive = connection, table, archive
        self.name = f"tables/{table.name}.jsonl"
        self.part = manifest.parts[self.name]
        if set(self.part.columns or ()) != set(table.columns.keys()):
            raise BackupError(f"{DAMAGED}{self.name}")
        self.columns = [table.columns[name] for name in self.part.columns or ()]
        # A row may point to one that comes later in its own table: such links are made at the end.
        self.inward = [
            c for c in self.columns if any(f.column.table is table for f in c.foreign_keys)
        ]

    def load(self) -> None:
        """Insert the rows, link them, count them, and let new ones follow."""
        empty = {column.name: None for column in self.inward}
        for rows in self._batches():
            self.connection.execute(self.table.insert(), [{**row, **empty} for row in rows])
        for column in self.inward:
            self._link(column)
        found = self.connection.scalar(select(func.count()).select_from(self.table))
        if found != self.part.rows:
            raise BackupError(f"{DAMAGED}{self.name}: {found} lignes")
        self._move_sequence()

    def _batches(self) -> Iterator[list[dict[str, Any]]]:
        readers = [_reader(column, self.connection.dialect.name) for column in self.columns]
        names = [column.name for column in self.columns]
        with self.archive.open(self.name) as member:
            while lines := list(islice(member, ROWS_AT_ONCE)):
                values = (zip(readers, json.loads(line), strict=True) for line in lines)
                yield [
                    dict(
                        zip(names, (None if v is None else read(v) for read, v in row), strict=True)
                    )
                    for row in values
                ]

    def _link(self, column: Column[Any]) -> None:
        (key,) = self.table.primary_key.columns
        statement = (
            update(self.table)
            .where(key == bindparam("row_key"))
            .values({column.name: bindparam("row_link")})
        )
        for rows in self._batches():
            links = [
                {"row_key": row[key.name], "row_link": row[column.name]}
                for row in rows
                if row[column.name] is not None
            ]
            if links:
                self.connection.execute(statement, links)

    def _move_sequence(self) -> None:
        """PostgreSQL: the next row gets a number above those that were put back."""
        if self.connection.dialect.name == "postgresql" and "id" in self.table.columns:
            key = self.table.columns["id"]
            sequence = func.pg_get_serial_sequence(self.table.name, "id")
            highest = func.coalesce(func.max(key), 1)
            self.connection.execute(
                select(func.setval(sequence, highest, func.count(key) > 0)).select_from(self.table)
            )


def _reader(column: Column[Any], engine: str) -> Callable[[Any], Any]:
    """How a column's value is read out of JSON (see `backup.plain`)."""
    kind = column.type
    if isinstance(kind, DateTime):
        return _naive if engine == "sqlite" else datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, LargeBinary):
        return base64.b64decode
    if isinstance(kind, JSON):
        kind.none_as_null = bool(column.nullable)
    return lambda value: value


def _naive(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
