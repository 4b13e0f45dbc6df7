"""Where sealed bytes lie: four methods, so that another place may stand in for the folder."""

import os
import shutil
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app

from raqnet.backup import VAULT, sync_folder


class Store(Protocol):
    """Bytes under names such as `recordings/UID/slices/7`; what it holds is sealed already."""

    def put(self, name: str, content: bytes) -> None:
        """Keep these bytes for good before returning, in place of earlier ones. Errors: OSError."""

    def get(self, name: str) -> bytes:
        """The bytes under a name. Errors: KeyError, OSError."""

    def names(self, prefix: str) -> list[str]:
        """Every name below a prefix."""

    def remove(self, prefix: str) -> None:
        """Take away the name, or all below it; what is not there needs nothing."""


class Folder:
    """The vault of the instance."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, content: bytes) -> None:
        """See `Store`; a name has all of its bytes or none, through a power cut as well."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
        try:
            _write(scratch, content)
            scratch.replace(path)
        except OSError:
            scratch.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)

    def get(self, name: str) -> bytes:
        """See `Store`."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(name) from error

    def names(self, prefix: str) -> list[str]:
        """See `Store`."""
        return sorted(
            path.relative_to(self._root).as_posix()
            for path in self._path(prefix).rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in self._below(path))
        )

    def remove(self, prefix: str) -> None:
        """See `Store`."""
        path = self._path(prefix)
        if path.is_dir():  # out of the way first: something may be put there meanwhile
            aside = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
            path.rename(aside)
            shutil.rmtree(aside)
        else:
            path.unlink(missing_ok=True)

    def _below(self, path: Path) -> tuple[str, ...]:
        return path.relative_to(self._root).parts

    def _path(self, name: str) -> Path:
        path = self._root / name
        if not name or ".." in path.parts or not path.is_relative_to(self._root):
            raise ValueError(f"no name in the store: {name!r}")
        return path


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def init_app(app: Flask) -> None:
    """The store of this instance: its vault."""
    app.extensions["raqnet_store"] = Folder(Path(app.instance_path) / VAULT)


def store() -> Store:
    """The store of this instance."""
    found: Store = current_app.extensions["raqnet_store"]
    return found
