"""Where actions stand between collective and community, as a group has placed them, over time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from raqnet.research.markers import MARKERS, MOST


@dataclass(frozen=True)
class Placed:
    """An action on a day: a level (0 to 3) for each marker that the group has placed."""

    id: int
    day: date
    levels: Mapping[str, int]
    note: str = ""

    @property
    def mean(self) -> float | None:
        """The mean level of the markers that were placed."""
        return sum(self.levels.values()) / len(self.levels) if self.levels else None

    @property
    def position(self) -> float:
        """From collective (0) to community (1)."""
        return (self.mean or 0) / MOST


@dataclass(frozen=True)
class Track:
    """The way of one action, one placement at least; the number leads from picture to table."""

    number: int
    action_id: int
    title: str
    placed: tuple[Placed, ...]

    @property
    def latest(self) -> Placed:
        """Where it stands at the end of the period."""
        return self.placed[-1]


@dataclass(frozen=True)
class Held:
    """How far one marker holds over all actions: how many placed it, and the mean level."""

    key: str
    count: int
    mean: float | None


def tracks(rows: Iterable[tuple[int, str, Placed]]) -> list[Track]:
    """Each action with its placements in the order of days; actions by their first day."""
    ways: dict[int, list[Placed]] = {}
    titles: dict[int, str] = {}
    for action_id, title, placed in sorted(rows, key=lambda row: (row[2].day, row[0])):
        ways.setdefault(action_id, []).append(placed)
        titles[action_id] = title
    return [
        Track(number, action_id, titles[action_id], tuple(way))
        for number, (action_id, way) in enumerate(ways.items(), 1)
    ]


def profile(ways: Iterable[Track]) -> list[Held]:
    """How far each marker holds where actions stand now."""
    latest = [way.latest for way in ways]
    return [_held(marker.key, latest) for marker in MARKERS]


def _held(key: str, latest: list[Placed]) -> Held:
    levels = [each.levels[key] for each in latest if key in each.levels]
    return Held(key, len(levels), sum(levels) / len(levels) if levels else None)


def moved(earlier: Placed, later: Placed) -> list[tuple[str, int, int]]:
    """The markers whose level changed: key, from, to."""
    shared = [m.key for m in MARKERS if m.key in earlier.levels and m.key in later.levels]
    pairs = [(key, earlier.levels[key], later.levels[key]) for key in shared]
    return [pair for pair in pairs if pair[1] != pair[2]]
