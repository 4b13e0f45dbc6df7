"""Words that were sent after the session had ended: they wait in the sign-in page.

What keeps them afterwards stands to the right of accounts; it enters itself here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app

from raqnet.access import Principal


@dataclass(frozen=True)
class Keeper:
    """Who keeps words: `keep(person, path, body)` gives where they are offered, if anywhere."""

    keep: Callable[[Principal, str, str], str | None]
    most: int


def set_keeper(app: Flask, keeper: Keeper) -> None:
    """Say who keeps the words of those who had to sign in again."""
    app.extensions["words_keeper"] = keeper


def _keeper() -> Keeper:
    keeper: Keeper = current_app.extensions["words_keeper"]
    return keeper


def pack(fields: list[tuple[str, Any]]) -> str | None:
    """The fields as one text; None when there are none or too many."""
    body = urlencode(fields)
    return body if 0 < len(body) <= _keeper().most else None


def keep(person: Principal, path: str, body: str) -> str | None:
    """Keep the words for this person; returns where they are offered, None when refused."""
    if not body or len(body) > _keeper().most:
        return None
    return _keeper().keep(person, path, body)
