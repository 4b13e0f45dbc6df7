"""The whole instance in open formats, for whoever leaves the product: tables, codebook, calendar.

Every table is here or in `STAYS`, which says why it is not. What opens something (hashes, tokens,
keys) and what is sealed is left out column by column; both are named in the README. A backup, not
this, is what an instance comes back from.
"""

import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    select,
)
from sqlalchemy import Table as Rows

from raqnet import clock, schema
from raqnet.backup import BackupError, snapshot, sync_folder
from raqnet.datapackage import Field, Key, Made, Table, Writer
from raqnet.db import Model, db

AT_ONCE = 500
_OPENS = "ce qui ouvre une session, un compte, un flux"
_PASSING = "ce qui passe : un état de travail, sans valeur ailleurs"
_DERIVED = "se refait à partir des autres tables"
_SEALED = "scellé : illisible sans les clés, qui ne sortent pas"
# Tables that do not leave, and why.
STAYS = {
    "user_sessions": _OPENS,
    "one_time_links": _OPENS,
    "sign_in_tries": _OPENS,
    "drafts": "des brouillons, à la personne qui écrit et à personne d'autre",
    "sendings": _PASSING,
    "imports": "des tableaux apportés et pas encore relus, qui peuvent nommer quelqu'un",
    "calendar_imports": "des agendas apportés et pas encore relus, qui peuvent nommer quelqu'un",
    "calendar_import_lines": "de même",
    "outside_calendars": "des adresses qui ouvrent l'agenda de quelqu'un",
    "event_texts": _DERIVED,
    "calendar_state": _DERIVED,
    "actor_words": _DERIVED,
    "intervision_rooms": _PASSING,
    "intervision_gestures": _PASSING,
    "recording_consents": "personne n'apprend qui a refusé d'être enregistré",
    "recording_slices": _SEALED,
    "recording_notes": _SEALED,
    "recording_mutes": "des repères dans un son qui ne sort pas",
}
# Columns that do not leave, besides what is sealed (every column of bytes).
SECRETS = {
    "password_hash", "token_hash", "guest_hash", "device_hash", "code_hash", "totp_last_step",
    "import_key",
}  # fmt: skip
TYPES: list[tuple[type, str]] = [
    (Boolean, "boolean"), (Integer, "integer"), (Float, "number"), (DateTime, "datetime"),
    (Date, "date"), (JSON, "any"),
]  # fmt: skip


def save(
    engine: Engine, target: Path, calendar: str, files: Iterable[tuple[str, bytes]] = ()
) -> Made:
    """Write everything into `target`, a `.zip` or a new folder; whole or not at all.

    `files`: what people brought, by name, read one after the other.

    Errors: BackupError says what is in the way.
    """
    _refuse_taken(target)
    work = target.resolve().parent
    with TemporaryDirectory(prefix=".raqnet-", dir=work) as scratch:
        packed = Path(scratch) / "export.zip"
        with os.fdopen(os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = Writer(_about())
            for part in _parts(writer, engine, Path(scratch), calendar, files):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        _put(packed, target, Path(scratch))
    sync_folder(work)
    return writer.made


def _refuse_taken(target: Path) -> None:
    if target.is_dir() and any(target.iterdir()):
        raise BackupError(f"Le dossier {target} n'est pas vide.")


def _put(packed: Path, target: Path, scratch: Path) -> None:
    """The zip itself, or the folder that it unfolds to."""
    if target.suffix.lower() == ".zip" and not target.is_dir():
        packed.replace(target)
        return
    unfolded = scratch / "folder"
    unfolded.mkdir(mode=0o700)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(unfolded)  # its names are ours
    if target.is_dir():
        target.rmdir()
    shutil.move(unfolded, target)


def _about() -> dict[str, Any]:
    return {
        "name": "raqnet-export",
        "title": "RAQnet, toute l'instance",
        "created": clock.now().isoformat().replace("+00:00", "Z"),
    }


def _parts(
    writer: Writer,
    engine: Engine,
    scratch: Path,
    calendar: str,
    files: Iterable[tuple[str, bytes]],
) -> Iterator[bytes]:
    shapes = [shape(table) for table in leaving()]
    with snapshot(engine, scratch) as connection:
        if not schema.is_current():
            raise BackupError("La base n'est pas à jour : flask --app wsgi db upgrade")
        for table, each in zip(leaving(), shapes, strict=True):
            yield from writer.table(each, _rows(connection, table))
    yield writer.file("calendrier.ics", calendar)
    for name, content in files:
        yield writer.file(name, content)
    yield writer.file("codebook.md", codebook(shapes))
    yield writer.file("README.md", readme(writer.made))
    yield writer.finish()


# Shapes ----------------------------------------------------------------------------------------


def leaving() -> list[Rows]:
    """The tables that leave, parents first."""
    return [table for table in db.metadata.sorted_tables if table.name not in STAYS]


def left_out(table: Rows) -> list[str]:
    """The columns of a table that stay."""
    return [column.name for column in table.columns if _stays(column)]


def _stays(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary) or column.name in SECRETS


def shape(table: Rows) -> Table:
    """A table of the database as a package tells it."""
    columns = [column for column in table.columns if not _stays(column)]
    return Table(
        table.name,
        table.name,
        tuple(_field(column) for column in columns),
        tuple(column.name for column in table.primary_key.columns),
        tuple(key for column in columns for key in _keys(column)),
        _said_of(table.name),
    )


def _field(column: Column[Any]) -> Field:
    kind = next((word for type_, word in TYPES if isinstance(column.type, type_)), "string")
    # In a file, an empty text and none at all look alike.
    required = not column.nullable and kind != "string"
    return Field(column.name, column.name, kind, required=required)


def _keys(column: Column[Any]) -> Iterator[Key]:
    for key in column.foreign_keys:
        there = key.column.table
        if there.name not in STAYS:
            here = "" if there is column.table else there.name
            yield Key((column.name,), here, (key.column.name,))


def _said_of(name: str) -> str:
    """The first line of what the code says of a table."""
    models = (mapper.class_ for mapper in Model.registry.mappers)
    found = next((each for each in models if each.__table__.name == name), None)
    return (found.__doc__ or "").strip().splitlines()[0] if found else ""


def _rows(connection: Connection, table: Rows) -> Iterator[list[Any]]:
    columns = [column for column in table.columns if not _stays(column)]
    query = select(*columns).order_by(*table.primary_key.columns)
    streamed = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    for rows in streamed.partitions():
        yield list(rows)


# Words -----------------------------------------------------------------------------------------


def codebook(shapes: list[Table]) -> str:
    """Each table with its columns, as Markdown."""
    lines = ["# Codebook", ""]
    for table in shapes:
        lines += [f"## {table.name}.csv", "", table.description, ""]
        points = {name: key for key in table.foreign_keys for name in key.fields}
        for each in table.fields:
            to = points.get(each.name)
            leads = f" → {to.resource or table.name}.{to.to[0]}" if to else ""
            lines.append(f"- `{each.name}` : {each.type}{leads}")
        lines.append("")
    return "\n".join(lines)


def readme(made: Made) -> str:
    """What is here, what is not, and why."""
    made_on = f"Fait le {clock.today()} : {sum(made.rows.values())} lignes."
    return "\n".join([*_HEAD, made_on, *_absent()])


def _absent() -> Iterator[str]:
    yield from ("", "## Ce qui n'est pas ici", "")
    yield from (f"- `{name}` : {reason}" for name, reason in STAYS.items())
    for table in leaving():
        if names := left_out(table):
            yield f"- `{table.name}` : {', '.join(names)} (secret, ou scellé)"
    yield "- `secret.key`, `master.key`, `config.py`, le coffre : ni clé ni son ne sort."
    yield ""


_HEAD = (
    "# RAQnet, toute l'instance en formats ouverts",
    "",
    "Une table par fichier CSV (UTF-8, virgules, CRLF, RFC 4180), décrite dans",
    "`datapackage.json` (Frictionless Data Package 2.0) et `codebook.md` ; les actions en",
    "iCalendar dans `calendrier.ics` ; affiches et photos dans `documents/`, par leur numéro",
    "dans `attachments.csv` ; empreintes dans `SHA256SUMS`. Instants en UTC.",
    "Les textes sont tels quels : un tableur peut prendre pour une formule ce qui commence",
    "par `=`. Une case vide est un texte vide ou une donnée absente.",
    "",
    "**Ces fichiers contiennent des noms, des adresses et des notes personnelles.** Les garder",
    "chiffrés. Ce n'est pas une sauvegarde : une instance ne s'en remet pas.",
    "",
)
