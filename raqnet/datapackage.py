"""A data package (Frictionless Data Package 2.0): tables as CSV in a zip that says what they hold.

The zip is written to nowhere: whoever makes it takes its bytes as they come, some rows at a time.
Each file's size and SHA-256 stand in `datapackage.json` (tables) and in `SHA256SUMS` (all).
CSV is RFC 4180: UTF-8, commas, CRLF; nothing between two commas is a missing value.
"""

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

PROFILES = "https://datapackage.org/profiles/2.0"
DESCRIPTOR, SUMS = "datapackage.json", "SHA256SUMS"
_DIALECT = {
    "$schema": f"{PROFILES}/tabledialect.json",
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of files in a zip: theirs is told in the descriptor


@dataclass(frozen=True)
class Field:
    """A column: its name for programs, its title for people, what may stand in it."""

    name: str
    title: str
    type: str = "string"  # string, integer, number, boolean, date, time, datetime, array, any
    description: str = ""
    enum: tuple[str, ...] = ()
    required: bool = False
    minimum: int | None = None

    def described(self) -> dict[str, Any]:
        """As a Table Schema tells it."""
        told: dict[str, Any] = {"name": self.name, "title": self.title, "type": self.type}
        if self.description:
            told["description"] = self.description
        constraints = {
            "required": self.required or None,
            "enum": list(self.enum) or None,
            "minimum": self.minimum,
        }
        constraints = {name: value for name, value in constraints.items() if value is not None}
        return {**told, "constraints": constraints} if constraints else told


@dataclass(frozen=True)
class Key:
    """Columns that point to a row of a table; the table itself where `resource` is empty."""

    fields: tuple[str, ...]
    resource: str
    to: tuple[str, ...]

    def described(self) -> dict[str, Any]:
        """As a Table Schema tells it."""
        reference: dict[str, Any] = {"fields": list(self.to)}
        if self.resource:
            reference["resource"] = self.resource
        return {"fields": list(self.fields), "reference": reference}


@dataclass(frozen=True)
class Table:
    """The shape of a table."""

    name: str
    title: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[Key, ...] = ()
    description: str = ""

    def described(self) -> dict[str, Any]:
        """As a resource of the descriptor, without its file."""
        schema: dict[str, Any] = {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [each.described() for each in self.fields],
            "missingValues": [""],
        }
        if self.primary_key:
            schema["primaryKey"] = list(self.primary_key)
        if self.foreign_keys:
            schema["foreignKeys"] = [each.described() for each in self.foreign_keys]
        told = {"name": self.name, "title": self.title, "description": self.description}
        return {**{name: text for name, text in told.items() if text}, "schema": schema}


@dataclass
class Made:
    """What has been written so far: each file's digest and size, how many rows."""

    sums: dict[str, tuple[str, int]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


class _Outlet(io.RawIOBase):
    """A file that keeps only what has not been taken yet; nobody can go back in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self._parts.append(taken)
        self.digest.update(taken)
        return len(taken)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


class Writer:
    """Writes a package piece by piece; each step gives the bytes that are ready to go."""

    def __init__(self, about: Mapping[str, Any]) -> None:
        self._about = about
        self._outlet = _Outlet()
        self._zip = zipfile.ZipFile(self._outlet, "w", zipfile.ZIP_DEFLATED)
        self._resources: list[dict[str, Any]] = []
        self.made = Made()

    def table(self, table: Table, chunks: Iterable[Sequence[Sequence[Any]]]) -> Iterator[bytes]:
        """Write a table, some rows at a time."""
        path, rows = f"{table.name}.csv", 0
        heading = [[each.name for each in table.fields]]
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_member(path), "w", force_zip64=True) as member:
            for n, chunk in enumerate(_headed(heading, chunks)):
                content = _csv(chunk)
                member.write(content)
                digest.update(content)
                size += len(content)
                rows += len(chunk) if n else 0
                yield self._outlet.take()
        self.made.sums[path] = (digest.hexdigest(), size)
        self.made.rows[table.name] = rows
        self._resources.append(self._resource(table, path))
        yield self._outlet.take()

    def _resource(self, table: Table, path: str) -> dict[str, Any]:
        digest, size = self.made.sums[path]
        told = table.described()
        schema = told.pop("schema")
        return {
            **told,
            "$schema": f"{PROFILES}/dataresource.json",
            "type": "table", "path": path, "format": "csv", "mediatype": "text/csv",
            "encoding": "utf-8", "bytes": size, "hash": f"sha256:{digest}",
            "rows": self.made.rows[table.name], "dialect": _DIALECT, "schema": schema,
        }  # fmt: skip

    def file(self, name: str, content: str | bytes) -> bytes:
        """Write a file of words, or any other."""
        self._write(name, content)
        return self._outlet.take()

    def _write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self._zip.writestr(_member(name), data)
        self.made.sums[name] = (hashlib.sha256(data).hexdigest(), len(data))

    def finish(self) -> bytes:
        """Write what describes all the rest, and end."""
        told = {"$schema": f"{PROFILES}/datapackage.json", **self._about}
        told["resources"] = self._resources
        self._write(DESCRIPTOR, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        lines = [f"{digest}  {name}" for name, (digest, _size) in sorted(self.made.sums.items())]
        self._zip.writestr(_member(SUMS), "\n".join([*lines, ""]))
        self._zip.close()
        return self._outlet.take()

    @property
    def sha256(self) -> str:
        """The digest of the whole zip, once it is finished."""
        return self._outlet.digest.hexdigest()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _headed(
    heading: Sequence[Sequence[Any]], chunks: Iterable[Sequence[Sequence[Any]]]
) -> Iterator[Sequence[Sequence[Any]]]:
    yield heading
    yield from chunks


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(
        [cell(each) for each in row] for row in rows
    )
    return target.getvalue().encode()


def cell(value: Any) -> str:
    """A value as a Table Schema reads it: ISO days and instants (UTC), true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
