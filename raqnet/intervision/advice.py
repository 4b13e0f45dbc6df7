"""What the console proposes: turns that fit, the expected end, the minutes shared out anew.

Pure; times in milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from raqnet.intervision.script import MINUTE

LEAST_TURN = 20_000
GRAIN = 5_000
LEAST_STEP = MINUTE
SHARE_GRAIN = 30_000


@dataclass(frozen=True)
class TooMany:
    """The turns do not fit in the step: a shorter turn, a longer step, or two rooms."""

    turn_seconds: int
    step_minutes: int
    two_rooms: bool


def fit(people: int, turn_ms: int, step_ms: int, rounds: int = 1) -> TooMany | None:
    """What to do when a turn for each, in every round, takes longer than the step; None: they fit.

    The shorter turn is a multiple of 5 s and not below 20 s, unless turns are as short already:
    below, two rooms are better.
    """
    turns = people * rounds
    if turns < 1 or turn_ms <= 0 or step_ms <= 0 or turns * turn_ms <= step_ms:
        return None
    shorter = step_ms // turns // GRAIN * GRAIN
    minutes = -(-turns * turn_ms // MINUTE)
    turn = min(max(shorter, LEAST_TURN), turn_ms)
    return TooMany(turn // 1000, minutes, shorter < LEAST_TURN or people >= 12)


def share_out(planned: Sequence[int], available: int) -> list[int]:
    """`available` shared among steps as their plan was, each at least a minute where planned.

    In half minutes: less than one of them is left over, and none is missing unless `available` is
    too little for a minute each. A step planned with nought stays so.
    """
    counted = [each for each in planned if each]
    spare = (available - len(counted) * LEAST_STEP) // SHARE_GRAIN
    if not counted or spare <= 0:
        return [LEAST_STEP if each else 0 for each in planned]
    grains = _in_proportion([each - LEAST_STEP for each in planned], planned, spare)
    return [
        LEAST_STEP + more * SHARE_GRAIN if each else 0
        for each, more in zip(planned, grains, strict=True)
    ]


def _in_proportion(weights: Sequence[int], otherwise: Sequence[int], grains: int) -> list[int]:
    """So many grains by weight (by the other weights where all are nought), none left over."""
    weighed = [max(0, each) for each in weights]
    if not any(weighed):
        weighed = list(otherwise)
    total = sum(weighed)
    shares = [grains * each // total for each in weighed]
    rest = sorted(range(len(weighed)), key=lambda i: (-(grains * weighed[i] % total), i))
    for i in rest[: grains - sum(shares)]:
        shares[i] += 1
    return shares
