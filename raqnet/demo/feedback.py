"""What workers and hosts said afterwards: evaluations and comments, invented and repeatable."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zlib import crc32

from raqnet.demo.facts import activity_texts
from raqnet.demo.people import organisation_of
from raqnet.demo.phrases import COMMENTS, DIFFICULTIES, FOLLOW_UPS, REQUESTS
from raqnet.demo.planned import Occurrence, PlannedAction, occurrences

T = TypeVar("T")
_SKIPPED = 7  # one occurrence in seven stays without evaluation
_DRAFT = 15  # one evaluation in fifteen is a draft
_ENOUGH = ("yes",) * 7 + ("partly",) * 2 + ("no",)
_SCORES = (4, 3, 4, 3, 4, 2, 3, 4, 4, 3, 4, 3, 4, 2, 3, 4, 1, 3, 4)
_SHARES = {"yes": (85, 95, 100, 110, 125), "partly": (50, 60, 70), "no": (15, 25, 35)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEvaluation:
    """One occurrence's evaluation; `original` names the occurrence, the scores go from 1 to 4."""

    key: str
    original: date
    author: str
    participants_enough: str
    organisation: int | None
    satisfaction: int | None
    expected: int | None
    present: int | None
    languages: tuple[str, ...]
    difficulties: str
    follow_up: str
    objects_useful: bool | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostComment:
    """What a host wrote on an action; `kind` is comment or request."""

    key: str
    original: date
    organisation: str
    author_email: str
    kind: str
    text: str


def evaluations(
    actions: Iterable[PlannedAction], before: date = date.max
) -> list[PlannedEvaluation]:
    """Evaluations for six in seven of the collective occurrences that took place before a day."""
    held = [pair for index, pair in enumerate(_held(actions, before)) if index % _SKIPPED != 3]
    return [
        _evaluation(action, occurrence, draft=index % _DRAFT == 9)
        for index, (action, occurrence) in enumerate(held)
    ]


def host_comments(actions: Iterable[PlannedAction]) -> list[HostComment]:
    """A comment or request on about one in four actions that hosts can see."""
    seen = [action for action in actions if action.visibility != "team"]
    return [_comment(index, action) for index, action in enumerate(seen[1::4])]


def _held(
    actions: Iterable[PlannedAction], before: date
) -> Iterator[tuple[PlannedAction, Occurrence]]:
    for action in actions:
        for occurrence in occurrences(action) if action.kind == "collective" else ():
            if occurrence.day < before and not occurrence.cancelled:
                yield action, occurrence


def _evaluation(action: PlannedAction, occurrence: Occurrence, *, draft: bool) -> PlannedEvaluation:
    seed = f"{action.key}/{occurrence.original}"
    enough = _pick(seed, "enough", _ENOUGH)
    expected = _expected(action)
    return PlannedEvaluation(
        key=action.key,
        original=occurrence.original,
        author=_pick(seed, "author", action.workers),
        participants_enough=enough,
        organisation=None if draft else _pick(seed, "organisation", _SCORES),
        satisfaction=None if draft else _pick(seed, "satisfaction", _SCORES),
        expected=expected,
        present=max(1, expected * _pick(seed, "share", _SHARES[enough]) // 100),
        languages=action.languages[: 1 + _number(seed, "languages") % 3],
        difficulties=_sometimes(seed, "difficulties", DIFFICULTIES),
        follow_up="" if draft else _sometimes(seed, "follow_up", FOLLOW_UPS),
        objects_useful=_pick(seed, "objects", (True, True, True, False, None, None)),
        state="draft" if draft else "done",
    )


def _comment(index: int, action: PlannedAction) -> HostComment:
    host = organisation_of(action.workers[0])
    kind, texts = (("comment", COMMENTS), ("request", REQUESTS))[index % 2]
    return HostComment(
        key=action.key,
        original=occurrences(action)[-1].original,
        organisation=host.name,
        author_email=host.email,
        kind=kind,
        text=texts[index // 2 % len(texts)],
    )


def _expected(action: PlannedAction) -> int:
    """How many people the activity usually hopes for."""
    return activity_texts()[action.activity].expected if action.activity else 12


def _sometimes(seed: str, salt: str, texts: Sequence[str]) -> str:
    """A text, or nothing for one in three."""
    return _pick(seed, salt, texts) if _number(seed, f"{salt}?") % 3 else ""


def _pick(seed: str, salt: str, options: Sequence[T]) -> T:
    """Always the same option for the same seed and salt."""
    return options[_number(seed, salt) % len(options)]


def _number(seed: str, salt: str) -> int:
    return crc32(f"{salt}:{seed}".encode()) >> 8
