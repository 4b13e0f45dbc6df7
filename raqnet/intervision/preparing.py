"""What one needs to know before a session: how long it takes, whether it fits, what was left open.

Times are in milliseconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from raqnet.access import Principal
from raqnet.calendar.models import Occurrence, Status
from raqnet.intervision import advice, lines, planning, queries
from raqnet.intervision import script as scripts
from raqnet.intervision.access import can_lead
from raqnet.intervision.advice import TooMany
from raqnet.intervision.lines import Line
from raqnet.intervision.models import Intervision
from raqnet.intervision.script import MINUTE, Script, Speaks, Step

IMPROVEMENTS = ("facts", "solutions", "consequences")
MOST_ROOMS = 4  # on one date


@dataclass(frozen=True)
class Crowded:
    """A round table in which not everybody's turn fits, and what to do about it."""

    step: Step
    advice: TooMany


@dataclass(frozen=True)
class Course:
    """How a session goes by its template, and where that leads on its date."""

    script: Script
    cases: int
    people: int
    total_ms: int
    starts_at: datetime
    whole_day: bool  # its date has no hours: nobody knows the end
    ends_at: datetime
    calendar_end: datetime | None

    @property
    def over_ms(self) -> int:
        """By how much it would pass the end on the calendar."""
        if self.calendar_end is None or self.whole_day:
            return 0
        return max(0, (self.ends_at - self.calendar_end) // timedelta(milliseconds=1))

    @property
    def crowded(self) -> list[Crowded]:
        """The round tables that are too short for so many people."""
        rounds = [each for each in self.script.steps if each.speaks == Speaks.ROUND]
        found = [
            (each, advice.fit(self.people, each.turn_seconds * 1000, each.minutes * MINUTE))
            for each in rounds
        ]
        return [Crowded(step, too_many) for step, too_many in found if too_many]


def course(intervision: Intervision) -> Course:
    """How a planned session goes."""
    date = intervision.occurrence
    script = scripts.from_json(intervision.script or intervision.template.script)
    total = planning.total_ms(script, intervision.cases_wanted)
    starts_at = intervision.starts_at
    return Course(
        script, intervision.cases_wanted, intervision.people_expected, total, starts_at,
        date is not None and date.action.all_day, starts_at + timedelta(milliseconds=total),
        date.ends_at if date else None,
    )  # fmt: skip


def is_cancelled(date: Occurrence | None) -> bool:
    """Was this date called off on the calendar?"""
    return date is not None and date.action.status == Status.CANCELLED


@dataclass(frozen=True)
class LastTime:
    """What the session before leaves to this one."""

    intervision: Intervision | None
    improvements: dict[str, str]
    shared: list[Line]


def last_time(user: Principal, intervision: Intervision) -> LastTime:
    """What was to be improved, for those who were there and for who leads now; what they share."""
    mine = queries.last_attended(user)
    told = queries.last_closed() if can_lead(user, intervision) else mine
    improvements = {name: getattr(told, name) for name in IMPROVEMENTS} if told else {}
    return LastTime(
        told,
        {name: text for name, text in improvements.items() if text},
        lines.shared(user, mine) if mine else [],
    )


def other_rooms(user: Principal, intervision: Intervision) -> list[Intervision]:
    """The other sessions on the same date."""
    if intervision.occurrence_id is None:
        return []
    found = queries.of_date(user, intervision.occurrence_id)
    return [each for each in found if each.id != intervision.id]
