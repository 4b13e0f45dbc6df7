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


def fit(people: int, turn_ms: int, step_ms: int) -> TooMany | None:
    """What to do when `people` turns take longer than the step; None when they fit.

    The shorter turn is a multiple of 5 s and not below 20 s: below, two rooms are better.
    """
    if people < 1 or turn_ms <= 0 or step_ms <= 0 or people * turn_ms <= step_ms:
        return None
    shorter = step_ms // people // GRAIN * GRAIN
    minutes = -(-people * turn_ms // MINUTE)
    return TooMany(max(shorter, LEAST_TURN) // 1000, minutes, shorter < LEAST_TURN or people >= 12)


def share_out(planned: Sequence[int], available: int) -> list[int]:
    """`available` shared among steps as their plan was, each at least a minute where planned.

    The sum does not pass `available` unless that is too little for a minute each; a step planned
    with nought stays so.
    """
    total = sum(planned)
    if not total:
        return list(planned)
    counted = [each for each in planned if each]
    if available <= len(counted) * LEAST_STEP:
        return [LEAST_STEP if each else 0 for each in planned]
    spare = available - len(counted) * LEAST_STEP
    weights = [max(0, each - LEAST_STEP) for each in planned]
    weight = sum(weights) or 1
    return [
        LEAST_STEP + spare * w // weight // SHARE_GRAIN * SHARE_GRAIN if each else 0
        for each, w in zip(planned, weights, strict=True)
    ]
