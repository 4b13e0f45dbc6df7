"""What is told of a meeting and of a relay: what forms hand over to services."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from raqnet.journal.models import RelayState
from raqnet.journal.queries_services import Service

# The lists whose values an intervention is marked with.
THEME, DEED, NON_RECOURS, BARRIER = "theme", "deed", "non_recours", "barrier"
MARKED = (THEME, DEED, NON_RECOURS, BARRIER)


@dataclass(frozen=True)
class Told:
    """What is told of a meeting, or of many after an outing: `marks` counts each value."""

    happened_on: date
    place_id: int
    marks: Mapping[int, int]
    contacts: int = 1
    initiator_id: int | None = None
    neighbourhood_id: int | None = None
    language_id: int | None = None
    also_spoken: Collection[int] | None = None  # other languages; none where it was not asked
    minutes: int | None = None
    note: str = ""
    occurrence_id: int | None = None
    # The lists that were asked about: marks of others stay as they are.
    lists: Collection[str] = field(default=MARKED)

    def columns(self) -> dict[str, Any]:
        """What the row itself holds."""
        names = (
            "happened_on", "place_id", "contacts", "initiator_id", "neighbourhood_id",
            "language_id", "minutes", "note", "occurrence_id",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Opening:
    """To which service somebody is sent, and what they answered."""

    service: Service
    state: str
    opened_on: date
    note: str = ""


# Where a relay may go from where it stands; what is closed goes back by undoing alone.
NEXT = {
    RelayState.PROPOSED: (
        RelayState.TAKEN, RelayState.CONFIRMED, RelayState.REFUSED, RelayState.FAILED,
    ),
    RelayState.TAKEN: (RelayState.CONFIRMED, RelayState.FAILED),
}  # fmt: skip
