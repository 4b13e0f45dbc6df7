"""Which groups of workers may be shown, so that nothing of fewer than five can be computed.

What is shown are sums over groups of workers who noted something. Whoever reads them may add and
subtract them at will, and knows who belongs to which group. The groups that are shown cut the team
into cells: the people who are in exactly the same ones. Any sum or difference of what is shown
weighs everybody of a cell alike, so that it says nothing of a part of a cell. A group is shown only
as long as each cell holds at least five people; the complement of a group, or of several, is one
of those cells or made of them.

Guaranteed, for one month: no combination of the figures speaks of one to four people. Months do
not overlap, and no other stretch is shown: two of them have no difference to take. Not guaranteed
is what one learns by looking at a month twice while somebody corrects it: only months that are over
are shown, percents are whole and hours rounded to `ROUND`, so that one person's correction rarely
shows. Nor is what is learnt by moving people between groups to look twice, which only whoever edits
assignments could do; nor that five people noted equal parts: one of them may have most of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LEAST = 5
ROUND = 10  # hours


class Group(NamedTuple):
    """People with something in common; `dimension` is what (commune, zone, host)."""

    dimension: str
    name: str
    people: frozenset[int]


def showable(everybody: frozenset[int], groups: Iterable[Group]) -> list[Group] | None:
    """The groups that may be shown beside the team's own sum, larger ones first; None: nothing.

    The order depends on sizes and names alone, so that asking again tells nothing new.
    """
    if len(everybody) < LEAST:
        return None
    shown: list[Group] = []
    for group in sorted(groups, key=lambda each: (-len(each.people), each.dimension, each.name)):
        theirs = group._replace(people=group.people & everybody)
        if theirs.people and _is_safe(everybody, [*shown, theirs]):
            shown.append(theirs)
    return shown


def _is_safe(everybody: frozenset[int], groups: Sequence[Group]) -> bool:
    """Does each cell that these groups cut the team into hold enough people?"""
    cells = Counter(
        tuple(person in group.people for group in groups) for person in sorted(everybody)
    )
    return min(cells.values()) >= LEAST


def rounded_hours(minutes: int) -> int:
    """Hours, rounded so that one person's correction rarely shows."""
    return round(minutes / 60 / ROUND) * ROUND
