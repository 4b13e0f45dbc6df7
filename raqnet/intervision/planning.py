"""Planning a session and opening its room."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar import services as calendar
from raqnet.calendar.models import Action, Kind, Occurrence, Status, TeamKind, Visibility
from raqnet.db import db
from raqnet.intervision import script as scripts
from raqnet.intervision.models import CODE, Intervision, Room, Seat, SeatState, Template
from raqnet.intervision.script import MINUTE, Script
from raqnet.people.models import Worker

# Without letters and figures that look alike.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
WORTH_KEEPING = timedelta(minutes=10)
SAME_DAY = timedelta(hours=12)
VERSIONS = 10**9  # leaves as many again within the column


@dataclass(frozen=True)
class Plan:
    """What one decides beforehand."""

    template: Template
    animators: Sequence[User]
    expected: Sequence[User]
    cases_wanted: int
    people_expected: int = 0
    label: str = ""


def put_on_calendar(
    author_id: int, starts_at: datetime, ends_at: datetime, place: str, people: Sequence[User]
) -> Occurrence:
    """A team event with time and place, and nothing of what will be said. Errors: RuleError."""
    ids = [each.id for each in people]
    workers = list(db.session.scalars(select(Worker).where(Worker.user_id.in_(ids))))
    action = calendar.create(
        author_id, kind=Kind.TEAM, team_kind=TeamKind.INTERVISION, title="Intervision",
        visibility=Visibility.TEAM, status=Status.CONFIRMED, place=place, workers=workers,
        starts_at=starts_at, ends_at=ends_at, all_day=False, rrule=None, exdates=[],
    )  # fmt: skip
    return _date_of(action)


def _date_of(action: Action) -> Occurrence:
    return db.session.scalars(select(Occurrence).where(Occurrence.series_id == action.id)).one()


def create(author_id: int, occurrence: Occurrence, plan: Plan) -> Intervision:
    """A session on a date of the calendar."""
    intervision = Intervision(
        author_id=author_id, occurrence=occurrence, planned_at=occurrence.starts_at
    )
    change(intervision, plan)
    db.session.add(intervision)
    db.session.flush()
    return intervision


def change(intervision: Intervision, plan: Plan) -> None:
    """Decide otherwise; only before the room opens."""
    intervision.template, intervision.label = plan.template, plan.label
    intervision.animators, intervision.expected = list(plan.animators), list(plan.expected)
    intervision.cases_wanted = plan.cases_wanted
    intervision.people_expected = plan.people_expected or len(intervision.expected)


def move(intervision: Intervision, occurrence: Occurrence) -> None:
    """Hold it on another date of the calendar; only before the room opens."""
    intervision.occurrence, intervision.planned_at = occurrence, occurrence.starts_at


def withdraw(intervision: Intervision) -> None:
    """Take a plan away; its date stays on the calendar. Only before the room opens."""
    db.session.delete(intervision)


def second_room(intervision: Intervision, author_id: int, label: str) -> Intervision:
    """The same once more, on the same date, for a group that is too large for one room.

    Errors: ValueError where the session has no date on the calendar.
    """
    if intervision.occurrence is None:
        raise ValueError("a session without a date has no second room")
    plan = Plan(
        intervision.template, intervision.animators, intervision.expected,
        intervision.cases_wanted, intervision.people_expected // 2, label,
    )  # fmt: skip
    intervision.people_expected -= plan.people_expected
    return create(author_id, intervision.occurrence, plan)


def open_room(intervision: Intervision, speed: int = 1, opener_id: int | None = None) -> Room:
    """Open the room: from now on the session keeps the template that it has. Once is enough.

    Whoever opens it is in it; the other animators are once they come (all are, if nobody is named).

    Two animators may press at once: the second waits for the first, and finds it open.
    """
    db.session.flush()
    db.session.refresh(intervision, ["opened_at", "version"], with_for_update=True)
    known = db.session.get(Room, intervision.id)
    if known is not None:
        return known
    now = clock.exact()
    intervision.opened_at = now
    intervision.script = dict(intervision.template.script)
    script = scripts.from_json(intervision.script)
    first = script.steps[0]
    room = Room(
        intervision_id=intervision.id, code=_new_code(), stop="0.0", speed=speed,
        step_ms=first.minutes * MINUTE, step_given_ms=first.minutes * MINUTE,
        turn_seconds=first.turn, minutes={}, phase=0,
        version=_first_version(), backstage=0, turn_ms=0, turn_given_ms=0, round=1, vote="",
        ends_by=_promised_end(intervision, script, now, speed),
    )  # fmt: skip
    db.session.add(room)
    for each in intervision.animators:
        here = opener_id in (None, each.id)
        db.session.add(_animators_seat(intervision, each, here))
    db.session.flush()
    return room


def _first_version() -> int:
    """Where a room begins to count: SQLite gives the id of an erased session to the next one, and
    what is kept of the one must never be taken for the other.
    """
    return secrets.randbelow(VERSIONS) + 1


def _animators_seat(intervision: Intervision, user: User, here: bool) -> Seat:
    return Seat(
        intervision_id=intervision.id, user_id=user.id, name=user.name, animates=True,
        takes_part=False, state=SeatState.PRESENT if here else SeatState.AWAITED,
    )  # fmt: skip


def _promised_end(intervision: Intervision, script: Script, now: datetime, speed: int) -> datetime:
    """The end on the calendar where one is on that day, else that of the template."""
    date = intervision.occurrence
    if date is not None and now + WORTH_KEEPING < date.ends_at < now + SAME_DAY:
        return date.ends_at
    return now + timedelta(milliseconds=total_ms(script, intervision.cases_wanted) / speed)


def total_ms(script: Script, cases: int) -> int:
    """How long a session lasts as its template has it."""
    return sum(script.steps[stop.number].minutes for stop in scripts.way(script, cases)) * MINUTE


def _new_code() -> str:
    """Six characters that no open room has."""
    taken = set(db.session.scalars(select(Room.code).where(Room.code.is_not(None))))
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE))
        if code not in taken:
            return code
