"""What a person narrows the list of signals down to; kept in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from raqnet.paths import as_id
from raqnet.signals.words import KIND_PARAMS, STATE_PARAMS


@dataclass(frozen=True)
class Filters:
    """The words of the address; empty ones are not set."""

    kind: str = ""
    state: str = ""
    neighbourhood: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, str]) -> "Filters":
        """Filters out of an address; what cannot be read counts as not set."""
        kind, state = args.get("type", ""), args.get("etat", "")
        return cls(
            kind if kind in KIND_PARAMS else "",
            state if state in STATE_PARAMS else "",
            number(args.get("quartier", "")),
        )

    def params(self) -> dict[str, Any]:
        """The address's arguments that give these filters again."""
        said = {"type": self.kind, "etat": self.state, "quartier": self.neighbourhood}
        return {name: str(value) for name, value in said.items() if value}


def number(text: str | None) -> int | None:
    """An id out of an address; none where it cannot be one."""
    return as_id((text or "").strip())
