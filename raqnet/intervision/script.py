"""A template's steps and rules as data, and the way through them.

Pure: a `Script` comes from JSON and goes back to it. A way is a list of stops; a stop is a step,
and for the steps that each chosen case goes through, the case's number.
"""

import enum
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from math import inf
from typing import Any

MINUTE = 60_000  # milliseconds
MOST_STEPS, MOST_CASES, MOST_MINUTES = 20, 6, 240
LEAST_TURN, MOST_TURN = 5, 600  # seconds


class StepKind(enum.StrEnum):
    """What a step is: it decides which tool the screens show."""

    OPENING = "opening"
    INVENTORY = "inventory"
    CHOICE = "choice"
    STORY = "story"
    QUESTIONS = "questions"
    REFRAMING = "reframing"
    ANALYSIS = "analysis"
    SYNTHESIS = "synthesis"
    META = "meta"
    EVALUATION = "evaluation"
    FREE = "free"


# Kinds that are for each case that is worked on; of the others, only a free step may be.
ABOUT_A_CASE = frozenset(
    {StepKind.STORY, StepKind.QUESTIONS, StepKind.REFRAMING, StepKind.ANALYSIS, StepKind.SYNTHESIS}
)


class Speaks(enum.StrEnum):
    """Who speaks in a step."""

    ANIMATION = "animation"
    ROUND = "round"  # each once, in turn
    SILENCE = "silence"  # all are silent
    OWNER = "owner"
    QUESTIONS = "questions"  # the others ask, the owner answers
    TOGETHER = "together"  # the owner with the group
    OTHERS = "others"  # the owner listens
    EVERYONE = "everyone"


@dataclass(frozen=True)
class Step:
    """One step. Minutes of nought mean no clock; `shared` is the envelope of neighbouring steps."""

    kind: StepKind
    name: str
    minutes: int
    speaks: Speaks
    prompt: str
    hints: str = ""
    turn_seconds: int = 0
    shared: int = 0
    per_case: bool = False
    optional: bool = False

    @property
    def turn(self) -> int:
        """Seconds of a turn, a minute where the step names none."""
        return self.turn_seconds or 60


@dataclass(frozen=True)
class Script:
    """What a session goes by."""

    steps: tuple[Step, ...]
    rules: tuple[str, ...]
    cases: int = 2
    crosses: int = 2
    open_crosses: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {**asdict(self), "steps": [asdict(each) for each in self.steps]}


def from_json(told: dict[str, Any]) -> Script:
    """A script as the database keeps it."""
    steps = [
        Step(**{**each, "kind": StepKind(each["kind"]), "speaks": Speaks(each["speaks"])})
        for each in told["steps"]
    ]
    return Script(**{**told, "steps": tuple(steps), "rules": tuple(told["rules"])})


@dataclass(frozen=True)
class Stop:
    """A place on the way: the number of a step from 0, and of a case from 1 (0: none)."""

    number: int
    case: int = 0

    def __str__(self) -> str:
        return f"{self.number}.{self.case}"


def stop_of(text: str) -> Stop:
    """The stop that `str(stop)` names. Errors: ValueError."""
    number, case = text.split(".")
    return Stop(int(number), int(case))


def way(script: Script, cases: int) -> list[Stop]:
    """Every stop in order; neighbouring steps that go by case are repeated for each."""
    return list(_way(script, cases))


def _way(script: Script, cases: int) -> Iterator[Stop]:
    block: list[int] = []
    for number, step in enumerate(script.steps):
        if step.per_case:
            block.append(number)
            continue
        yield from (Stop(each, case) for case in range(1, cases + 1) for each in block)
        block = []
        yield Stop(number)
    yield from (Stop(each, case) for case in range(1, cases + 1) for each in block)


def after(stops: list[Stop], here: Stop) -> Stop | None:
    """The next stop; None at the end. A stop that is no longer on the way leads to the nearest."""
    place = _places(stops)
    return next((each for each in stops if place(each) > place(here)), None)


def before(stops: list[Stop], here: Stop) -> Stop | None:
    """The stop before; None at the beginning."""
    place = _places(stops)
    return next((each for each in reversed(stops) if place(each) < place(here)), None)


def including(stops: list[Stop], here: Stop) -> list[Stop]:
    """The way, with a stop that is no longer on it in its place."""
    return stops if here in stops else sorted([*stops, here], key=_places(stops))


def _places(stops: list[Stop]) -> Callable[[Stop], tuple[int, float, int]]:
    """Where a stop is on the way, or would be: cases go through a block of steps one by one."""
    common = [each.number for each in stops if not each.case]
    return lambda stop: (bisect_left(common, stop.number), stop.case or inf, stop.number)


def envelope(script: Script, stop: Stop) -> list[Stop]:
    """The stops that share one time with this one, itself included; none where it shares none."""
    shared = script.steps[stop.number].shared
    if not shared:
        return []
    numbers = [stop.number]
    for step in range(stop.number - 1, -1, -1):
        if script.steps[step].shared != shared:
            break
        numbers.insert(0, step)
    for step in range(stop.number + 1, len(script.steps)):
        if script.steps[step].shared != shared:
            break
        numbers.append(step)
    return [Stop(number, stop.case) for number in numbers]


class Phase(enum.StrEnum):
    """A part of the analysis."""

    ROUND = "round"
    OWNER_LAST = "owner_last"
    APART = "apart"  # the owner listens
    TOGETHER = "together"


def phases(kind: StepKind, method: int, rounds: int) -> list[Phase]:
    """The parts of a step: of the analysis by its method, none of the others."""
    if kind != StepKind.ANALYSIS:
        return []
    if method == 2:
        return [Phase.APART, Phase.TOGETHER]
    return [*([Phase.ROUND] * rounds), Phase.OWNER_LAST]


PHASE_SPEAKS = {
    Phase.ROUND: Speaks.ROUND,
    Phase.OWNER_LAST: Speaks.OWNER,
    Phase.APART: Speaks.OTHERS,
    Phase.TOGETHER: Speaks.TOGETHER,
}


def speaks(step: Step, phase: Phase | None) -> Speaks:
    """Who speaks in this part of a step."""
    return PHASE_SPEAKS[phase] if phase else step.speaks
