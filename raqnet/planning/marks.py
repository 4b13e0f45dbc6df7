"""What rows were when somebody read them: another state is not decided on unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any


def mark(rows: Iterable[Any]) -> str:
    """A short name of these very rows in these very versions."""
    return _short(" ".join(sorted(f"{row.id}.{row.version}" for row in rows)))


def mark_of(values: Mapping[str, object]) -> str:
    """The same of what a row holds, where it counts no versions."""
    return _short(json.dumps(values, sort_keys=True, default=str))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
