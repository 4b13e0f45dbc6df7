"""What may be told outside the team of counts of people: cells under five are put together.

One month of one table at a time. A reader knows which rows are shown; whatever is not shown is
zero or lies in one sum with others, and nobody tells which. A longer period is the sum of what its
months tell, so that no two periods tell more than the months do. The tables of a house and of the
project are read together: what is left when the one is taken from the other (the rest) is as
fragile as either; and so are the tables of all houses, laid side by side (`fragile`).
`tests/research/test_protection.py` lets a linear solver try.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LEAST = 5
Cells = Mapping[str, int]


@dataclass(frozen=True)
class Told:
    """What is told of one month: rows by their keys, the sum of what lies together; or nothing."""

    shown: Mapping[str, int] = field(default_factory=dict)
    grouped: int = 0
    is_told: bool = True

    @property
    def total(self) -> int:
        """What its rows add up to."""
        return sum(self.shown.values()) + self.grouped


class Once(NamedTuple):
    """How many there are when nobody counts twice: in the house, and in the rest."""

    own: int
    rest: int


NOTHING = Told(is_told=False)


def is_small(count: int) -> bool:
    """Could this tell who somebody is?"""
    return 0 < count < LEAST


def project(cells: Cells, people: int | None = None) -> Told:
    """What is told of the whole project's month; `people` where rows count somebody twice."""
    if (sum(cells.values()) if people is None else people) < LEAST:
        return NOTHING
    return _told(cells, _hidden(cells))


def own(
    cells: Cells, whole: Cells, once: Once | None = None, fragile: Collection[str] = ()
) -> Told:
    """What is told of a house's month beside the project's, which `project` tells.

    Where rows count somebody twice, `once` says how many there are: each row is at most that.
    `fragile` rows are small in some house: none shows them, or whoever lays the houses' tables side
    by side would know what is missing.
    """
    rest = {key: count - cells.get(key, 0) for key, count in whole.items()}
    both = once or Once(sum(cells.values()), sum(rest.values()))
    if both.own < LEAST or is_small(both.rest) or sum(whole.values()) < LEAST:
        return NOTHING
    hidden = _hidden_of(cells, whole, once, fragile)
    return NOTHING if hidden is None else _told(cells, hidden)


def _hidden_of(
    cells: Cells, whole: Cells, once: Once | None, fragile: Collection[str]
) -> Collection[str] | None:
    """The rows of a house that are put together; None where that would not be enough."""
    rest = {key: count - cells.get(key, 0) for key, count in whole.items()}
    together = _hidden(whole)
    split = _Split(cells, rest, frozenset(together), once, frozenset(fragile))
    hidden = together | (whole.keys() & fragile)
    hidden |= {k for k in whole if is_small(cells.get(k, 0)) or is_small(rest[k])}
    for key in _smallest_first(whole, hidden):
        if split.is_safe(hidden):
            break
        hidden = hidden | {key}
    return hidden if split.is_safe(hidden) else None


def fragile(houses: Sequence[tuple[Cells, Once | None]], whole: Cells) -> frozenset[str]:
    """The rows of a month that no house shows: small in one, or with those whom no house lodges.

    Whatever has to lie with them in one house lies with them in all.
    """
    found = _small_somewhere([cells for cells, _once in houses], whole)
    told = [each for each in houses if own(each[0], whole, each[1], found).is_told]
    while more := _hidden_somewhere(told, whole, found) - found:
        found |= more
    return found


def _hidden_somewhere(
    houses: Sequence[tuple[Cells, Once | None]], whole: Cells, found: frozenset[str]
) -> frozenset[str]:
    hidden = (_hidden_of(cells, whole, once, found) for cells, once in houses)
    return frozenset().union(*(each for each in hidden if each))


def _small_somewhere(houses: Sequence[Cells], whole: Cells) -> frozenset[str]:
    return frozenset(
        key
        for key, count in whole.items()
        if any(is_small(house.get(key, 0)) for house in houses)
        or is_small(count - sum(house.get(key, 0) for house in houses))
    )


def _hidden(cells: Cells) -> set[str]:
    """The small rows, and as many of the next ones as it takes to hide them."""
    hidden = {key for key, count in cells.items() if is_small(count)}
    rest = _smallest_first(cells, hidden)
    while hidden and rest and not _hides(cells, hidden, cells[rest[0]]):
        hidden.add(rest.pop(0))
    return hidden


def _hides(cells: Cells, hidden: set[str], next_: int) -> bool:
    """Is their sum no small number, and one that many others add up to as well?

    Who knows this rule knows that no row in there is more than the next one, which is shown; near
    the most that they could add up to, they would all be known.
    """
    together, each = sum(cells[key] for key in hidden), LEAST - 1
    most = next_ + each * (len(hidden) - 1)
    return len(hidden) > 1 and LEAST <= together <= most - 2 and together != each * len(hidden)


def _smallest_first(cells: Cells, hidden: Iterable[str]) -> list[str]:
    """The rows that may still join the hidden ones; empty ones hide nothing."""
    left = (key for key, count in cells.items() if count and key not in set(hidden))
    return sorted(left, key=lambda key: (cells[key], key))


def _told(cells: Cells, hidden: Iterable[str]) -> Told:
    apart = set(hidden)
    shown = {key: count for key, count in cells.items() if count and key not in apart}
    return Told(shown, sum(cells.get(key, 0) for key in apart))


@dataclass(frozen=True)
class _Split:
    """A month cut in two, the house's and the rest, of which a reader knows the sum by rows.

    Of the rows that the project's own table puts together (`together`) only the sum is known.
    """

    own: Cells
    rest: Cells
    together: frozenset[str]
    once: Once | None
    fragile: frozenset[str]

    def is_safe(self, hidden: Iterable[str]) -> bool:
        """Can no small cell of these rows be found out, when their sum alone is told?"""
        rows = [key for key in hidden if key not in self.together]
        if not rows and not self.together:
            return True
        own = self._sum(self.own, hidden)
        if is_small(own) or is_small(self._sum(self.rest, hidden)):
            return False
        return not any(self._is_found(row, rows, own) for row in rows)

    def _is_found(self, row: str, rows: list[str], own: int) -> bool:
        """Does all that is known leave this row one value, and one that nobody may know?"""
        low, high = self._bounds(row)
        others = [self._bounds(each) for each in rows if each != row]
        if self.together:
            others.append(
                (0, self._sum(self.own, self.together) + self._sum(self.rest, self.together))
            )
        low = max(low, own - sum(most for _least, most in others))
        high = min(high, own - sum(least for least, _most in others))
        own_, rest = self.own.get(row, 0), self.rest[row]
        is_fragile = is_small(own_) or is_small(rest) or (own_ > 0 and row in self.fragile)
        return low >= high and is_fragile

    def _bounds(self, row: str) -> tuple[int, int]:
        """Between which numbers the house's part of a row lies, the row's own sum being known."""
        whole = self.own.get(row, 0) + self.rest[row]
        if self.once is None:
            return 0, whole
        return max(0, whole - self.once.rest), min(whole, self.once.own)

    @staticmethod
    def _sum(cells: Cells, rows: Iterable[str]) -> int:
        return sum(cells.get(row, 0) for row in rows)
