"""What is wrong with the steps of a template: what no session could be led by. Pure."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from raqnet.intervision.script import ABOUT_A_CASE, Speaks, Step, StepKind

# Whoever brought the case speaks, or is spoken to: somebody has to have.
OWNER_SPEAKS = frozenset({Speaks.OWNER, Speaks.QUESTIONS, Speaks.TOGETHER, Speaks.OTHERS})
ONCE = (StepKind.INVENTORY, StepKind.CHOICE)


class Wrong(enum.StrEnum):
    """What may be wrong with a step."""

    CHOICE_FIRST = "choice-first"  # cases are gone through before they are chosen
    EACH_CASE = "each-case"
    FOR_ALL = "for-all"  # a step of the whole group, marked for each case
    ONLY_ONE = "only-one"
    INVENTORY_FIRST = "inventory-first"
    NO_OWNER = "no-owner"
    ALONE = "alone"  # a time that no neighbour shares
    MIXED = "mixed"  # a time shared across the border of the cases
    TOO_SHORT = "too-short"  # … for one of the steps that share it


@dataclass(frozen=True)
class Fault:
    """Something wrong: in which step (from 0), at which field."""

    number: int
    field: str
    wrong: Wrong


def faults(steps: Sequence[Step]) -> list[Fault]:
    """All that is wrong with these steps; nothing when a session can be led by them."""
    return [*_order(steps), *_cases(steps), *_envelopes(steps)]


def _order(steps: Sequence[Step]) -> Iterator[Fault]:
    """What comes once, and what comes before what."""
    seen: set[StepKind] = set()
    for number, step in enumerate(steps):
        if step.kind in ONCE and step.kind in seen:
            yield Fault(number, "kind", Wrong.ONLY_ONE)
        if step.kind == StepKind.CHOICE and StepKind.INVENTORY not in seen:
            yield Fault(number, "kind", Wrong.INVENTORY_FIRST)
        if step.per_case and StepKind.CHOICE not in seen:
            yield Fault(number, "per_case", Wrong.CHOICE_FIRST)
        seen.add(step.kind)


def _cases(steps: Sequence[Step]) -> Iterator[Fault]:
    """What is about a case, and what is not."""
    for number, step in enumerate(steps):
        if step.kind in ABOUT_A_CASE and not step.per_case:
            yield Fault(number, "per_case", Wrong.EACH_CASE)
        elif step.per_case and step.kind not in (*ABOUT_A_CASE, StepKind.FREE):
            yield Fault(number, "per_case", Wrong.FOR_ALL)
        elif step.speaks in OWNER_SPEAKS and not step.per_case:
            yield Fault(number, "speaks", Wrong.NO_OWNER)


def _envelopes(steps: Sequence[Step]) -> Iterator[Fault]:
    """A time is shared by neighbours of one sort, and each of them fits in it."""
    for first, members in _sharing(steps):
        if len(members) == 1:
            yield Fault(first, "shared", Wrong.ALONE)
        elif len({each.per_case for each in members}) > 1:
            yield Fault(first, "shared", Wrong.MIXED)
        elif max(each.minutes for each in members) > members[0].shared:
            yield Fault(first, "shared", Wrong.TOO_SHORT)


def _sharing(steps: Sequence[Step]) -> Iterator[tuple[int, list[Step]]]:
    """The number of the first and the neighbours, wherever steps share one time."""
    number = 0
    while number < len(steps):
        end = number + 1
        while end < len(steps) and steps[end].shared == steps[number].shared:
            end += 1
        if steps[number].shared:
            yield number, list(steps[number:end])
        number = end
