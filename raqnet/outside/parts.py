"""What an event of another calendar would be here: parts, each an action, as plain values."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# What is said of how an event was read.
CLIPPED, CUT, NO_END, APART, PRIVATE = "clipped", "cut", "no-end", "apart", "private"
FOLLOWING = "following"
# How the key begins of what changes from a date on: that date follows.
SINCE = "suite:"
# What a part says in words and numbers, its hours aside.
WORDS = ("title", "aim", "place", "address", "latitude", "longitude", "planned", "cancelled")
HOURS = ("starts_at", "ends_at", "all_day")
RULE = ("rrule", "exdates")


@dataclass(frozen=True)
class Part:
    """What an action would say. `key`: which date of its event it is, "" for the whole of it."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    aim: str = ""
    place: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    planned: bool = False
    cancelled: bool = False
    rrule: str | None = None
    exdates: tuple[str, ...] = ()
    dates: tuple["Part", ...] = ()  # of a series: those that differ

    def as_json(self) -> dict[str, Any]:
        """The same as JSON can hold it, without what is empty."""
        told = {name: getattr(self, name) for name in (*WORDS, "all_day", "rrule")}
        return {name: value for name, value in told.items() if value} | {
            "key": self.key,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "exdates": list(self.exdates),
            "dates": [each.as_json() for each in self.dates],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Part":
        """What `as_json` gave."""
        return cls(
            **{"title": ""} | told
            | {
                "starts_at": datetime.fromisoformat(told["starts_at"]),
                "ends_at": datetime.fromisoformat(told["ends_at"]),
                "exdates": tuple(told["exdates"]),
                "dates": tuple(map(cls.from_json, told["dates"])),
            }
        )  # fmt: skip


@dataclass
class Event:
    """One event of a calendar: its parts, and what is to be said of how it was read."""

    parts: list[Part] = field(default_factory=list)
    remarks: set[str] = field(default_factory=set)

    @property
    def mark(self) -> str:
        """What tells one content from another."""
        told = json.dumps([part.as_json() for part in self.parts], sort_keys=True)
        return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
