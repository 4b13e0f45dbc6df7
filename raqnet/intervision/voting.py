"""Crosses: put in secret, counted once the vote is closed, never told one by one."""

from collections.abc import Mapping, Sequence

from raqnet.intervision import ballots, texts
from raqnet.intervision.ballots import BadBallot, outcome
from raqnet.intervision.live import Live, keys
from raqnet.intervision.models import Seat

__all__ = [
    "BadBallot",
    "Closed",
    "cast",
    "choose",
    "close",
    "enter_paper",
    "open_",
    "outcome",
    "totals",
]
OPEN, CLOSED = "open", "closed"


class Closed(RuntimeError):
    """The vote is not open: no cross counts any more."""


def open_(live: Live) -> None:
    """Let crosses be put; those of an earlier vote are forgotten, on paper too.

    A vote that is open already stays as it is.
    """
    if live.room.vote == OPEN:
        return
    live.room.vote = OPEN
    for case in live.cases:
        case.crosses, case.paper_crosses = None, 0
    for seat in live.seats:
        seat.ballot, seat.voted = None, False
    live.show()


def cast(live: Live, seat: Seat, ballot: Mapping[str, int]) -> None:
    """Put a person's crosses, instead of any before. Errors: Closed, BadBallot."""
    if live.room.vote != OPEN:
        raise Closed
    if not seat.takes_part:
        raise BadBallot("takes no part")
    checked = ballots.check(ballot, keys(live.cases), live.script.crosses)
    texts.write_ballot(seat, checked)
    seat.voted = bool(checked)
    if live.script.open_crosses:
        live.show()
    else:
        live.show_backstage()


def enter_paper(live: Live, counted: Mapping[str, int]) -> None:
    """Crosses that were put on paper, per case. Errors: Closed."""
    if live.room.vote != OPEN:
        raise Closed
    for case in live.cases:
        case.paper_crosses = counted.get(case.key, case.paper_crosses)
    live.show_backstage()


def totals(live: Live) -> dict[str, int]:
    """All crosses by case, whether they may be shown or not; whoever left has voted."""
    paper = {case.key: case.paper_crosses for case in live.cases}
    known = set(paper)
    voters = [seat for seat in live.seats if seat.ballot and seat.takes_part]
    cast_ = [_known(texts.read_ballot(seat), known) for seat in voters]
    return dict(ballots.count(cast_, paper))


def _known(ballot: dict[str, int], keys_: set[str]) -> dict[str, int]:
    """Without crosses on a case that was taken off the flipchart."""
    return {key: count for key, count in ballot.items() if key in keys_}


def close(live: Live) -> None:
    """Count, forget who put what, and take the cases in; a tie is left to the group."""
    if live.room.vote != OPEN:
        return
    counted = totals(live)
    for case in live.cases:
        case.crosses, case.chosen = counted.get(case.key, 0), None
    for seat in live.seats:
        seat.ballot = None
    live.room.vote = CLOSED
    sure, _tied = ballots.outcome(counted, live.intervision.cases_wanted)
    choose(live, sure)


def choose(live: Live, chosen: Sequence[str]) -> None:
    """Take these cases, in this order; what is already under way stays where it is."""
    places = {key: number for number, key in enumerate(dict.fromkeys(chosen), 1)}
    for case in live.cases:
        case.chosen = places.get(case.key)
    live.show()
