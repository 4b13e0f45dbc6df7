"""The whole instance in one file: every row, the secrets, the settings, the vault.

The file is a zip: `tables/NAME.jsonl` (a row per line, a list of values), `files/…` (what lies in
the instance folder) and `manifest.json`, written last, with the revision of the database and the
SHA-256 of each part. Rows hold no engine's format: what SQLite wrote, PostgreSQL reads. The tables
are read as they are in the database, so that a backup of an older release restores, too.
"""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, Table, create_engine, select

from raqnet import clock, schema
from raqnet.config import MASTER_KEY_FILE, SECRET_FILE

FORMAT = 1
MANIFEST = "manifest.json"
FILES = (SECRET_FILE, MASTER_KEY_FILE, "config.py")
VAULT = "vault"
CHUNK = 1 << 20
ROWS_AT_ONCE = 500

DAMAGED = "Cette sauvegarde est abîmée, rien n'a été changé : "

# What zipfile raises over an archive with wrong bytes in it.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class BackupError(RuntimeError):
    """A backup cannot be written, or is not what it should be; the message is for people."""


@dataclass
class Part:
    """One member of the archive: its digest, its size in bytes and, for a table, its shape."""

    sha256: str
    size: int
    columns: list[str] | None = None
    rows: int | None = None


@dataclass
class Manifest:
    """What the archive holds."""

    revision: str
    created_at: str
    engine: str
    format: int = FORMAT
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are, over all tables."""
        return sum(part.rows or 0 for part in self.parts.values())


def save(engine: Engine, folder: Path, target: Path) -> Manifest:
    """Write the instance into `target` (mode 0600), whole or not at all.

    Errors: BackupError when there is nothing sound to save; OSError when it cannot be written.
    """
    work = target.parent.resolve()
    with TemporaryDirectory(prefix=".raqnet-", dir=work) as scratch:
        made = Path(scratch) / "backup"
        with os.fdopen(os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            manifest = _write(file, engine, folder, Path(scratch))
            file.flush()
            os.fsync(file.fileno())
        made.replace(target)
    sync_folder(work)
    return manifest


def _write(file: IO[bytes], engine: Engine, folder: Path, scratch: Path) -> Manifest:
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        snapshot(engine, scratch) as connection,
    ):
        manifest = Manifest(_revision(connection), clock.now().isoformat(), connection.dialect.name)
        for table in schema.reflected(connection).sorted_tables:
            manifest.parts[f"tables/{table.name}.jsonl"] = _save_table(archive, connection, table)
        for path in instance_files(folder):
            name = f"files/{path.relative_to(folder).as_posix()}"
            manifest.parts[name] = _save_file(archive, name, path)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def _revision(connection: Connection) -> str:
    revision = schema.current(connection)
    if revision is None:
        raise BackupError("La base de données est vide : flask --app wsgi init")
    return revision


@contextmanager
def snapshot(engine: Engine, scratch: Path) -> Iterator[Connection]:
    """The database at one instant, while others go on writing."""
    if engine.dialect.name == "sqlite":
        copy = scratch / "snapshot.sqlite"
        _copy_sqlite(engine, copy)
        frozen = create_engine(
            URL.create("sqlite", database=str(copy)), module=engine.dialect.dbapi
        )
        try:
            with frozen.connect() as connection:
                refuse_damage(connection)
                yield connection
        finally:
            frozen.dispose()
        return
    isolated = engine.execution_options(isolation_level="REPEATABLE READ")
    with isolated.connect() as connection, connection.begin():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        yield connection


def _copy_sqlite(engine: Engine, copy: Path) -> None:
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(copy),))


def refuse_damage(connection: Connection) -> None:
    """Stop where SQLite finds its own file unsound."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    if found != "ok":
        raise BackupError(f"La base de données est abîmée : {found}")


def _save_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> Part:
    order = table.primary_key.columns or table.columns
    result = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
        select(table).order_by(*order)
    )
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for rows in result.partitions():
            count += len(rows)
            yield b"".join(_line(row) for row in rows)

    part = _save_part(archive, f"tables/{table.name}.jsonl", lines())
    return Part(part.sha256, part.size, [column.name for column in table.columns], count)


def _line(row: Iterable[Any]) -> bytes:
    values = [plain(value) for value in row]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value as JSON tells it; instants in UTC with their zone, bytes in base64."""
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def instance_files(folder: Path) -> list[Path]:
    """What the instance keeps beside its database."""
    known = [folder / name for name in FILES]
    kept = sorted((folder / VAULT).rglob("*"))
    return [path for path in (*known, *kept) if path.is_file() and not path.is_symlink()]


def _save_file(archive: zipfile.ZipFile, name: str, path: Path) -> Part:
    with path.open("rb") as file:
        return _save_part(archive, name, iter(lambda: file.read(CHUNK), b""))


def _save_part(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> Part:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for chunk in chunks:
            member.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Part(digest.hexdigest(), size)


def check(source: Path) -> Manifest:
    """Read an archive through and compare it with its manifest.

    Errors: BackupError says what is wrong with it.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            return _check(archive)
    except BackupError:
        raise
    except UNREADABLE as error:
        raise BackupError(f"{DAMAGED}{error}") from error


def _check(archive: zipfile.ZipFile) -> Manifest:
    manifest = _manifest(archive)
    names = set(archive.namelist()) - {MANIFEST}
    if names != set(manifest.parts):
        raise BackupError(f"{DAMAGED}des parties manquent ou sont de trop")
    for name, part in manifest.parts.items():
        _check_part(archive, name, part)
    return manifest


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        told = json.loads(archive.read(MANIFEST))
        told["parts"] = {name: Part(**part) for name, part in told["parts"].items()}
        manifest = Manifest(**told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError(f"{DAMAGED}son sommaire est illisible") from error
    if manifest.format != FORMAT:
        raise BackupError("Cette sauvegarde vient d'une autre version de RAQnet.")
    try:
        schema.scripts().get_revision(manifest.revision)
    except CommandError as error:
        raise BackupError(
            f"Cette sauvegarde vient d'une version plus récente ({manifest.revision})."
        ) from error
    return manifest


def _check_part(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    digest, size, rows = hashlib.sha256(), 0, 0
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            rows += chunk.count(b"\n")
    fine = (digest.hexdigest(), size) == (part.sha256, part.size)
    if not fine or part.rows not in (None, rows) or not _safe(name):
        raise BackupError(f"{DAMAGED}{name}")


def _safe(name: str) -> bool:
    """Does this name stay where a backup puts its parts?"""
    kind, *rest = PurePosixPath(name).parts
    if kind == "tables":
        return len(rest) == 1
    return kind == "files" and ".." not in rest and (rest[0] == VAULT or rest[0] in FILES)


def sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
