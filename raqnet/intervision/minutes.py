"""The minutes of a session that is over, and the words of its cases for those who were there.

The minutes hold nothing confidential: who was there, how long each step lasted, how many cases,
what the group wants to improve, and to each person their own lines. Times are in milliseconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from raqnet import clock
from raqnet.access import Principal
from raqnet.intervision import lines, queries, texts
from raqnet.intervision import script as scripts
from raqnet.intervision.closing import EVALUATION
from raqnet.intervision.lines import Line
from raqnet.intervision.models import Case, Intervision, Seat, StepTime
from raqnet.intervision.script import MINUTE, Script, Stop
from raqnet.intervision.texts import CaseText
from raqnet.people.words import natural


@dataclass(frozen=True)
class Lap:
    """A step as it was planned and as it went; `ran_ms` is None where it did not take place."""

    name: str
    case: int  # from 1; 0 where the step goes by no case
    planned_ms: int
    ran_ms: int | None


@dataclass(frozen=True)
class Minutes:
    """What remains of a session."""

    animators: list[str]
    people: list[str]  # all others who were there
    cases: int
    laps: list[Lap]
    evaluation: dict[str, str]  # without what was left empty
    lines: list[Line]

    @property
    def planned_ms(self) -> int:
        """How long it was to last."""
        return sum(lap.planned_ms for lap in self.laps)

    @property
    def ran_ms(self) -> int:
        """How long its steps have lasted, pauses apart."""
        return sum(lap.ran_ms or 0 for lap in self.laps)

    @property
    def most_ms(self) -> int:
        """The longest time, planned or real: the scale of the bars."""
        return max((max(lap.planned_ms, lap.ran_ms or 0) for lap in self.laps), default=0)


def of(user: Principal, intervision: Intervision) -> Minutes:
    """The minutes, as this person reads them; load the session with `find_minutes`."""
    seats, chosen = queries.seats(intervision), _chosen(queries.cases(intervision))
    evaluation = {name: getattr(intervision, name) for name in EVALUATION}
    return Minutes(
        sorted((each.name for each in seats if each.animates), key=natural),
        sorted((each.name for each in seats if not each.animates), key=natural),
        len(chosen),
        _laps(intervision, len(chosen)),
        {name: text for name, text in evaluation.items() if text},
        lines.of_session(user, intervision),
    )


def _chosen(cases: Iterable[Case]) -> list[Case]:
    picked = [each for each in cases if each.chosen]
    return sorted(picked, key=lambda each: each.chosen or 0)


def _laps(intervision: Intervision, cases: int) -> list[Lap]:
    script = scripts.from_json(intervision.script or intervision.template.script)
    times = {each.stop: each for each in queries.step_times(intervision)}
    way = [str(stop) for stop in scripts.way(script, cases)]
    others = [stop for stop in times if stop not in way]
    return [_lap(script, scripts.stop_of(stop), times.get(stop)) for stop in (*way, *others)]


def _lap(script: Script, stop: Stop, time: StepTime | None) -> Lap:
    if time is None:
        step = script.steps[stop.number]
        return Lap(step.name, stop.case, step.minutes * MINUTE, None)
    ran = None if time.skipped else time.ran_ms
    return Lap(time.name, stop.case, time.planned_ms, ran)


# What was said ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A case: its words, or None once they are erased; nobody reads here whose it was."""

    id: int
    mine: bool
    text: CaseText | None


@dataclass(frozen=True)
class Said:
    """The words of a session's cases, and what its people took home, without names."""

    cases: list[Told]
    meta: list[str]
    expires_on: date
    expired: bool

    @property
    def mine(self) -> bool:
        """Is there a case of one's own that can be erased?"""
        return any(each.mine and each.text for each in self.cases)


def said(user: Principal, intervision: Intervision, days: int) -> Said:
    """What was said; load the session with `find_minutes`. `days` is how long it is kept."""
    seats = queries.seats(intervision)
    return Said(
        [_told(user, case) for case in _chosen(queries.cases(intervision))],
        sorted(filter(None, (texts.read_meta(seat) for seat in seats))),
        expires_on(intervision, days),
        intervision.erased_at is not None,
    )


def _told(user: Principal, case: Case) -> Told:
    return Told(case.id, _is_of(user, case.owner), texts.read_case(case))


def _is_of(user: Principal, owner: Seat | None) -> bool:
    return owner is not None and owner.user_id == user.id


def expires_on(intervision: Intervision, days: int) -> date:
    """The day on which the words of a session are erased."""
    closed_at = intervision.closed_at or clock.now()
    return clock.to_local(closed_at + timedelta(days=days)).date()
