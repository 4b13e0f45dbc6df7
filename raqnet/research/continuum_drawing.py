"""The picture of the continuum: a lane per action, its points from left to right, time downwards.

Places across are percents, so that it fits any width without shrinking its words; places down are
pixels.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from raqnet.research.continuum import Track

HEAD, TITLE, STEP, FOOT = 34, 26, 13, 16  # pixels
LEFT, WIDE = 4, 92  # percent
LONGEST = 40  # characters of a title


@dataclass(frozen=True)
class Dot:
    """A placement: the last one is large."""

    x: float
    y: int
    is_last: bool


@dataclass(frozen=True)
class Lane:
    """An action: its words, then its dots from the earliest to the latest."""

    top: int
    words: str
    dots: tuple[Dot, ...]

    @property
    def steps(self) -> list[tuple[Dot, Dot]]:
        """Each dot with the one that follows."""
        return list(zip(self.dots, self.dots[1:], strict=False))

    @property
    def bottom(self) -> int:
        """Where the next lane begins."""
        return self.dots[-1].y + FOOT


@dataclass(frozen=True)
class Drawing:
    """All lanes, and how high they are."""

    lanes: tuple[Lane, ...]
    height: int
    lines: tuple[float, ...] = tuple(LEFT + WIDE * n / 3 for n in range(4))


def draw(ways: Iterable[Track]) -> Drawing:
    """Lanes one below the other."""
    lanes: list[Lane] = []
    top = HEAD
    for way in ways:
        lanes.append(_lane(way, top))
        top = lanes[-1].bottom
    return Drawing(tuple(lanes), top)


def _lane(way: Track, top: int) -> Lane:
    last = len(way.placed) - 1
    dots = tuple(
        Dot(round(LEFT + WIDE * each.position, 2), top + TITLE + STEP * n, n == last)
        for n, each in enumerate(way.placed)
    )
    title = way.title if len(way.title) <= LONGEST else f"{way.title[: LONGEST - 1].rstrip()}…"
    return Lane(top, f"{way.number}. {title}", dots)
