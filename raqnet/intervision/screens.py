"""What a screen needs besides the snapshot: who looks, what is theirs, what went wrong."""

import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from html import escape

from raqnet.intervision import seen, texts
from raqnet.intervision.frozen import Person, Snapshot
from raqnet.intervision.models import Seat
from raqnet.intervision.script import StepKind


def _stand_in() -> str:
    """A word that nobody can type; made of letters that pages hardly hold, it is found sooner."""
    return "".join(secrets.choice("JKQWXYZ") for _each in range(32))


# They stand for what is of whoever asks, in a phone's screen that is kept for many.
TOKEN, LINE, SEEN = _stand_in(), _stand_in(), _stand_in()
VERSION, STAGE = _stand_in(), _stand_in()  # and these for what time moves


@dataclass(frozen=True)
class Bad:
    """A gesture that was refused: what was typed comes back with the reasons."""

    gesture: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)  # what another wrote in these fields

    def of(self, gesture: str, name: str, otherwise: str = "") -> str:
        """What was typed in this field of this gesture, where it was refused."""
        return self.values.get(name, "") if gesture == self.gesture else otherwise

    def about(self, case: str) -> "Bad":
        """The same, but for what concerns another case."""
        return self if self.values.get("case", case) == case else Bad()

    def why(self, gesture: str) -> list[str]:
        """The reasons for which this gesture was refused."""
        if gesture != self.gesture:
            return []
        return [str(each) for reasons in self.errors.values() for each in reasons]


_STEPS = {
    "noeud": StepKind.REFRAMING, "synthese": StepKind.SYNTHESIS, "action": StepKind.SYNTHESIS,
    "methode": StepKind.ANALYSIS, "meta": StepKind.META, "evaluer": StepKind.EVALUATION,
    "croix": StepKind.CHOICE, "choisir": StepKind.CHOICE,
}  # fmt: skip


def at_hand(s: Snapshot, bad: Bad) -> bool:
    """Does the console show the form of this refused gesture?"""
    case = bad.values.get("case")
    if bad.gesture in ("titre", "porteur"):
        return case in {each.key for each in s.cases}
    if bad.gesture in _STEPS:
        on_table = case is None or (s.case is not None and s.case.key == case)
        return s.step.kind == _STEPS[bad.gesture] and on_table
    return bad.gesture in ("ligne", "ajouter", "allonger", "duree-du-tour")


@dataclass(frozen=True)
class Mine:
    """What is one person's own: crosses, lines of the meta round and on the flipchart (or None)."""

    person: Person
    ballot: dict[str, int]
    meta: str
    line: str | None
    like: Hashable = None  # those for whom it is equal see the same of their own; None: nobody else

    @property
    def seen(self) -> str:
        """The mark of the line on the flipchart."""
        return SEEN if self.line == LINE else seen.mark(self.line)

    @property
    def crosses(self) -> int:
        """How many crosses they have put."""
        return sum(self.ballot.values())


def mine(snapshot: Snapshot, seat: Seat) -> Mine:
    """What is this person's own."""
    person = snapshot.person(seat.id)
    assert person is not None
    return Mine(person, texts.read_ballot(seat), texts.read_meta(seat), line_of(snapshot, person))


def line_of(s: Snapshot, person: Person) -> str | None:
    """What this person has on the flipchart; empty where it was erased."""
    sheet = s.sheet_of(person.id)
    return (sheet.title or "") if sheet else None


def filled(drawn: str, token: str, line: str | None = None) -> str:
    """A kept screen with what is of whoever asks in it."""
    drawn = drawn.replace(TOKEN, token)
    if line is None:
        return drawn
    return drawn.replace(SEEN, seen.mark(line)).replace(LINE, escape(line))


def timed(around: str, version: str, stage: str) -> str:
    """A screen that is kept without its time, with the time of this version in it."""
    return around.replace(VERSION, version).replace(STAGE, stage)


def alike(s: Snapshot, person: Person, member: bool, locale: str) -> Hashable | None:
    """Phones for which this is equal show the same, word for word; None: this one is like no other.

    What a phone shows beside the snapshot (crosses, the line of the meta round) makes it its own.
    """
    if not person.present or s.step.kind == StepKind.META or (person.voted and s.vote == "open"):
        return None
    return (s.id, s.version, locale, member, *_part_of(s, person))


def around_time(s: Snapshot, person: Person, member: bool, locale: str) -> Hashable:
    """What of `alike` phones shows around the version and the step's time."""
    return (s.id, locale, s.open, s.notice, like(s, person, member), on_table(s))


def on_table(s: Snapshot) -> tuple[Hashable, ...]:
    """What lies on the table for everybody: all that its part of a phone shows."""
    counted = s.step.kind == StepKind.CHOICE and s.vote == "closed"
    return (s.stop, s.phase, s.case, s.owner, (s.cases, s.tied) if counted else ())


def like(s: Snapshot, person: Person, member: bool) -> Hashable:
    """What of `alike` phones shows on a person's own part, whatever else has moved."""
    shown = (s.stop, s.speaks, s.vote, s.case, s.owner.name if s.owner else "")
    voting = s.cases if s.step.kind == StepKind.CHOICE else ()
    turn = s.clock.turn if s.speaker is not None and s.speaker.id == person.id else None
    return (member, *_part_of(s, person), *shown, voting, turn)


def floor(s: Snapshot) -> tuple[Hashable, ...]:
    """What of the session the console's floor shows."""
    turn = s.clock.turn if s.clock.turn_given_ms else None
    return (s.speaks, s.speaker, s.waiting, bool(s.here), s.turn_seconds, s.clock.running, turn)


_SHOWN_BY_TOOL: dict[StepKind, Callable[[Snapshot], Hashable]] = {
    StepKind.OPENING: lambda s: s.here,
    StepKind.CHOICE: lambda s: (s.vote, s.here, s.tied, s.chosen),
    StepKind.META: lambda s: (s.names, s.speaker),
    StepKind.EVALUATION: lambda s: tuple(s.evaluation.items()),
}


def tool(s: Snapshot) -> tuple[Hashable, ...]:
    """What of the session the console's tool of this step shows."""
    shown = _SHOWN_BY_TOOL.get(s.step.kind)
    return (s.step.kind, s.case, shown(s) if shown else None)


def _part_of(s: Snapshot, person: Person) -> tuple[bool, ...]:
    has_line = s.sheet_of(person.id) is not None
    owns = s.case is not None and s.case.owner_id == person.id
    speaks = s.speaker is not None and s.speaker.id == person.id
    follows = bool(s.waiting) and s.waiting[0].id == person.id
    state = (person.animates, person.takes_part, person.ready, person.hand_up, person.spoke)
    return (*state, speaks, follows, owns, has_line)
