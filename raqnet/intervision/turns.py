"""Who speaks next: the round table, the popcorn, and the silence of the case's owner.

Pure. Whoever has spoken least is offered next; among equals, the seat that follows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from raqnet.intervision.script import Speaks


@dataclass(frozen=True)
class Chair:
    """What the engine knows of a person who takes part."""

    id: int
    spoken_ms: int = 0
    spoke_round: int = 0
    hand_at: datetime | None = None


# Where each speaks once before anybody speaks twice.
ROUNDS = {Speaks.ROUND}
# Where nobody is given the floor.
NO_TURNS = {Speaks.ANIMATION, Speaks.SILENCE}


def may_speak(chairs: Iterable[Chair], speaks: Speaks, owner_id: int | None) -> list[Chair]:
    """Those who may be given the floor, in the order of their seats."""
    if speaks in NO_TURNS:
        return []
    if speaks == Speaks.OWNER:
        return [each for each in chairs if each.id == owner_id]
    if speaks in (Speaks.OTHERS, Speaks.QUESTIONS):
        return [each for each in chairs if each.id != owner_id]
    return list(chairs)


def waiting(chairs: Iterable[Chair], speaks: Speaks, owner_id: int | None, round_: int,
            speaker_id: int | None = None) -> list[Chair]:  # fmt: skip
    """Those whose turn is to come, the next one first.

    In a round: whoever has not had theirs. Elsewhere: whoever raised a hand, or, when nobody did,
    everybody. The owner of the case never speaks in a round about it (give `owner_id` then).
    """
    able = [
        each
        for each in may_speak(chairs, speaks, owner_id)
        if each.id != speaker_id and not (speaks in ROUNDS and each.id == owner_id)
    ]
    if speaks in ROUNDS:
        able = [each for each in able if each.spoke_round < round_]
        return sorted(able, key=_spoken(speaker_id))
    raised = [each for each in able if each.hand_at is not None]
    if raised:
        return sorted(raised, key=lambda each: (each.spoken_ms, each.hand_at, each.id))
    return sorted(able, key=_spoken(speaker_id))


def _spoken(speaker_id: int | None) -> Callable[[Chair], tuple[int, bool, int]]:
    """Least spoken first; among equals the seats after the speaker's."""
    after = speaker_id or 0
    return lambda each: (each.spoken_ms, each.id <= after, each.id)
