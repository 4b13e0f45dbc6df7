"""What a person narrows the calendar down to; kept in the URL and in subscriptions."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from raqnet.calendar.models import Kind, Mode, Status
from raqnet.paths import as_id
from raqnet.text import clean

# The French words of the URL, for each field.
PARAMS = {
    "kind": "genre",
    "commune": "commune",
    "zone": "zone",
    "neighbourhood": "quartier",
    "mission": "mission",
    "activity": "activite",
    "mode": "mode",
    "worker": "raq",
    "organisation": "hebergeur",
    "language": "langue",
    "status": "statut",
    "words": "q",
}
MAX_WORDS = 100
KEPT = "kept"  # a status: every one but cancelled
CHOSEN: dict[str, set[str]] = {
    "kind": set(Kind),
    "mode": set(Mode),
    "status": {*Status, KEPT},
}


@dataclass(frozen=True)
class Filters:
    """One value per field at the most; nothing set shows all that one may see."""

    kind: str | None = None
    commune: int | None = None
    zone: int | None = None
    neighbourhood: int | None = None
    mission: int | None = None
    activity: int | None = None
    mode: str | None = None
    worker: int | None = None
    organisation: int | None = None
    language: int | None = None
    status: str | None = None
    words: str | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """Filters out of a URL's arguments; what cannot be read counts as not set."""
        read = {field.name: _read(field.name, args) for field in fields(cls)}
        return cls(**read)  # type: ignore[arg-type]

    @classmethod
    def from_query(cls, query: str) -> "Filters":
        """Filters out of the text that `query` gave."""
        return cls.read(dict(parse_qsl(query)))

    def set(self) -> dict[str, Any]:
        """The fields that are set, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def params(self) -> dict[str, Any]:
        """The URL's arguments that give these filters again."""
        return {PARAMS[name]: str(value) for name, value in self.set().items()}

    def query(self) -> str:
        """The same as one text, always in the same order."""
        return urlencode(self.params())

    def without(self, name: str) -> "Filters":
        """These filters, one field cleared."""
        return replace(self, **{name: None})


def _read(name: str, args: Mapping[str, str]) -> str | int | None:
    text = clean(args.get(PARAMS[name], ""))
    if name == "words":
        return text[:MAX_WORDS] or None
    if name in CHOSEN:
        return text if text in CHOSEN[name] else None
    return as_id(text)
