"""Crosses: what a ballot may hold, how crosses are counted, which cases come out of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping


class BadBallot(ValueError):
    """A ballot with too many crosses, or on a case that is not there."""


def check(ballot: Mapping[str, int], cases: Iterable[str], most: int) -> dict[str, int]:
    """The ballot without its empty lines. Errors: BadBallot."""
    known = set(cases)
    if any(count < 0 for count in ballot.values()) or sum(ballot.values()) > most:
        raise BadBallot("too many crosses")
    if not {key for key, count in ballot.items() if count} <= known:
        raise BadBallot("unknown case")
    return {key: count for key, count in ballot.items() if count}


def count(ballots: Iterable[Mapping[str, int]], paper: Mapping[str, int]) -> Counter[str]:
    """All crosses per case, those on paper included."""
    total: Counter[str] = Counter(dict(paper))
    for ballot in ballots:
        total.update(ballot)
    return total


def outcome(crosses: Mapping[str, int], wanted: int) -> tuple[list[str], list[str]]:
    """(the cases that are in, those that tie for the last places): the group settles a tie."""
    ranked = sorted((key for key in crosses if crosses[key]), key=lambda key: -crosses[key])
    if len(ranked) <= wanted:
        return ranked, []
    edge = crosses[ranked[wanted - 1]]
    if crosses[ranked[wanted]] != edge:
        return ranked[:wanted], []
    sure = [key for key in ranked if crosses[key] > edge]
    return sure, [key for key in ranked if crosses[key] == edge]
