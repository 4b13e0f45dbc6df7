"""What a person narrows the list of actors down to; kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from raqnet.paths import as_id
from raqnet.text import clean

# The French words of the address, for each field.
PARAMS = {
    "words": "q",
    "type": "type",
    "commune": "commune",
    "zone": "zone",
    "capacity": "capacite",
    "language": "langue",
    "unverified": "a-verifier",
}
CAPACITIES = {"ouvert": "open", "sature": "saturated", "ferme": "closed"}
CAPACITY_PARAMS = {code: word for word, code in CAPACITIES.items()}
MAX_WORDS = 100  # characters


@dataclass(frozen=True)
class Filters:
    """One value per field at the most; nothing set shows every sheet."""

    words: str | None = None
    type: int | None = None
    commune: int | None = None
    zone: int | None = None
    capacity: str | None = None
    language: int | None = None
    unverified: bool | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """Filters out of an address; what cannot be read counts as not set."""
        return cls(**{each.name: _read(each.name, args) for each in fields(cls)})

    def set(self) -> dict[str, Any]:
        """The fields that are set, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def params(self) -> dict[str, str]:
        """The address's arguments that give these filters again."""
        return {PARAMS[name]: _write(name, value) for name, value in self.set().items()}

    def without(self, name: str) -> "Filters":
        """These filters, one field cleared."""
        return replace(self, **{name: None})


@dataclass(frozen=True)
class Cursor:
    """The last sheet of a page: the next page begins after it, wherever it is by then."""

    sort_name: str
    id: int

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """A cursor out of an address, or none where it cannot be read."""
        id_, dot, sort_name = clean(text).partition(".")
        number = as_id(id_)
        return cls(sort_name[:120], number) if dot and number else None

    def __str__(self) -> str:
        return f"{self.id}.{self.sort_name}"


def _read(name: str, args: Mapping[str, str]) -> Any:
    text = clean(args.get(PARAMS[name], "")).replace("\n", " ")
    if name == "words":
        return text[:MAX_WORDS] or None
    if name == "capacity":
        return CAPACITIES.get(text)
    if name == "unverified":
        return True if text == "1" else None
    return as_id(text)


def _write(name: str, value: Any) -> str:
    if name == "capacity":
        return CAPACITY_PARAMS[value]
    return "1" if value is True else str(value)
