"""A strict reader of data packages: what a descriptor says of its files must hold of every cell."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
NAME = re.compile(r"[a-z0-9._-]+")
TYPES = {
    "string": lambda text: True,
    "integer": lambda text: re.fullmatch(r"-?\d+", text) is not None,
    "number": lambda text: float(text) is not None,
    "boolean": lambda text: text in ("true", "false"),
    "date": lambda text: date.fromisoformat(text).isoformat() == text,
    "time": lambda text: time.fromisoformat(text).isoformat() == text,
    "datetime": lambda text: text.endswith("Z") and bool(datetime.fromisoformat(text)),
    "yearmonth": lambda text: re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is not None,
    "array": lambda text: isinstance(json.loads(text), list),
    "any": lambda text: True,
}


@dataclass
class Package:
    """What is in a zip: the descriptor, rows by table, every other file."""

    descriptor: dict[str, Any]
    rows: dict[str, list[dict[str, str]]]
    files: dict[str, bytes]

    def text(self) -> str:
        """Everything that can be read in it."""
        return "\n".join(content.decode() for content in self.files.values())


def read(content: bytes) -> Package:
    """A package that holds what it says. Errors: AssertionError tells what is wrong with it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    descriptor = json.loads(files["datapackage.json"])
    assert descriptor["$schema"] == PROFILE
    assert NAME.fullmatch(descriptor["name"]) and descriptor["resources"]
    package = Package(descriptor, {}, files)
    _check_sums(files)
    for resource in descriptor["resources"]:
        package.rows[resource["name"]] = _rows(resource, files[resource["path"]])
    for resource in descriptor["resources"]:
        _check_keys(resource, package.rows)
    return package


def _check_sums(files: dict[str, bytes]) -> None:
    lines = files["SHA256SUMS"].decode().splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert set(told) == set(files) - {"SHA256SUMS"}
    for name, digest in told.items():
        assert hashlib.sha256(files[name]).hexdigest() == digest, name


def _rows(resource: dict[str, Any], content: bytes) -> list[dict[str, str]]:
    assert NAME.fullmatch(resource["name"]) and resource["type"] == "table"
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert not content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8")
    assert text.endswith("\r\n")
    heading, *lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    schema = resource["schema"]
    fields = schema["fields"]
    assert heading == [each["name"] for each in fields] and len({*heading}) == len(heading)
    assert schema["missingValues"] == [""]
    for n, line in enumerate(lines):
        assert len(line) == len(fields), f"{resource['name']} {n}"
        for each, cell in zip(fields, line, strict=True):
            _check_cell(each, cell, f"{resource['name']}.{each['name']} {n}: {cell!r}")
    return [dict(zip(heading, line, strict=True)) for line in lines]


def _check_cell(field: dict[str, Any], cell: str, where: str) -> None:
    constraints = field.get("constraints", {})
    if cell == "":
        assert not constraints.get("required"), where
        return
    assert TYPES[field["type"]](cell), where
    assert "enum" not in constraints or cell in constraints["enum"], where
    assert "minimum" not in constraints or int(cell) >= constraints["minimum"], where


def _check_keys(resource: dict[str, Any], rows: dict[str, list[dict[str, str]]]) -> None:
    schema, mine = resource["schema"], rows[resource["name"]]
    if key := schema.get("primaryKey"):
        found = _tuples(mine, key)
        assert all(all(each) for each in found), resource["name"]
        assert len(found) == len(set(found)), resource["name"]
    for foreign in schema.get("foreignKeys", []):
        reference = foreign["reference"]
        assert reference.get("resource", "x") in {*rows, "x"}
        there = rows[reference.get("resource", resource["name"])]
        known = set(_tuples(there, reference["fields"]))
        for each in _tuples(mine, foreign["fields"]):
            assert not all(each) or each in known, f"{resource['name']} {foreign}: {each}"


def _tuples(rows: list[dict[str, str]], names: list[str]) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in names) for row in rows]
