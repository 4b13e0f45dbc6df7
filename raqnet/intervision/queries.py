"""What a person may load of intervisions; every lookup of the subject passes here.

What was said belongs to those who were there: whoever has no seat finds nothing, whatever the role.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import COLLEAGUES, Principal
from raqnet.accounts.models import User
from raqnet.calendar import queries as calendar
from raqnet.calendar.models import Action, Kind, Occurrence, Status, TeamKind
from raqnet.db import Raw, db
from raqnet.digest import hash_token
from raqnet.intervision.models import (
    ActionLine,
    Case,
    Intervision,
    Room,
    Seat,
    SeatState,
    StepTime,
    Template,
    animators,
)
from raqnet.people.models import Worker
from raqnet.people.words import natural

LATE = timedelta(hours=12)
SEATED = (SeatState.PRESENT, SeatState.LEFT)
WHOLE = (
    joinedload(Intervision.template),
    joinedload(Intervision.author),
    joinedload(Intervision.occurrence).joinedload(Occurrence.action),
    selectinload(Intervision.animators),
    selectinload(Intervision.expected),
)
# When a session begins: its date on the calendar may have moved since it was planned.
_begins = func.coalesce(Occurrence.starts_at, Intervision.planned_at)


# Sessions ---------------------------------------------------------------------------------------


def _visible(user: Principal) -> ColumnElement[bool]:
    """The team sees that a session is; a rehearsal is for whoever rehearses."""
    return or_(Intervision.rehearsal.is_(False), animates(user, Intervision.id))


def animates(user: Principal, intervision_id: Any) -> ColumnElement[bool]:
    """Was this person chosen to animate the session? Its id, or a column that holds it."""
    return exists(
        select(1).where(
            animators.c.intervision_id == intervision_id, animators.c.user_id == user.id
        )
    )


def _sessions(user: Principal) -> Select[Intervision]:
    return select(Intervision).where(_visible(user)).options(*WHOLE)


def find_intervision(user: Principal, intervision_id: int) -> Intervision | None:
    """A session, for the team: its time, its people, its template; nothing of what is said."""
    if not user.can("intervision.join"):
        return None
    return db.session.scalar(_sessions(user).where(Intervision.id == intervision_id))


@dataclass(frozen=True)
class Door:
    """What a room's door knows of a person: is it opened, and do they lead here?"""

    opened: bool
    leads: bool


# What every gesture and every new screen asks is put together once.
_DOOR = Raw(
    select(
        Intervision.opened_at.is_not(None).label("opened"),
        Intervision.rehearsal,
        exists(
            select(1).where(
                animators.c.intervision_id == Intervision.id,
                animators.c.user_id == bindparam("user"),
            )
        ).label("leads"),
    ).where(Intervision.id == bindparam("id"))
)
_SEAT_OF = Raw(
    select(*Seat.__table__.c).where(
        Seat.intervision_id == bindparam("id"), Seat.user_id == bindparam("user")
    )
)


def find_door(user: Principal, intervision_id: int) -> Door | None:
    """The same as `find_intervision`, for those who only pass through; one small query."""
    if not user.can("intervision.join"):
        return None
    row = _DOOR.within(db.session.connection(), id=intervision_id, user=user.id)
    if row is None or (row.rehearsal and not row.leads):  # as `_visible`
        return None
    return Door(row.opened, row.leads)


def open_now(user: Principal) -> list[Intervision]:
    """The rooms that are open."""
    query = _sessions(user).where(
        Intervision.opened_at.is_not(None), Intervision.closed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Intervision.opened_at)))


def coming(user: Principal) -> list[Intervision]:
    """Sessions that are planned, the nearest first; those that never opened fade after a while."""
    query = (
        _sessions(user)
        .outerjoin(Occurrence, Occurrence.id == Intervision.occurrence_id)
        .where(Intervision.opened_at.is_(None), _begins > clock.now() - LATE)
        .order_by(_begins, Intervision.id)
    )
    return list(db.session.scalars(query))


def of_today(user: Principal) -> list[Intervision]:
    """The rooms that are open now, then what is planned for today and not called off."""
    start, end = clock.day_span(clock.today(), clock.today())
    today = and_(
        Intervision.opened_at.is_(None), _begins >= start, _begins < end,
        or_(Action.status.is_(None), Action.status != Status.CANCELLED),
    )  # fmt: skip
    is_open = and_(Intervision.opened_at.is_not(None), Intervision.closed_at.is_(None))
    query = (
        _sessions(user)
        .outerjoin(Occurrence, Occurrence.id == Intervision.occurrence_id)
        .outerjoin(Action, Action.id == Occurrence.action_id)
        .where(or_(is_open, today))
        .order_by(Intervision.opened_at.is_(None), _begins, Intervision.id)
    )
    return list(db.session.scalars(query))


def attended(user: Principal, most: int = 30) -> list[Intervision]:
    """The sessions over that one took part in, the last first."""
    query = _sessions(user).where(
        Intervision.closed_at.is_not(None), Intervision.id.in_(_my_sessions(user))
    )
    return list(db.session.scalars(query.order_by(Intervision.closed_at.desc()).limit(most)))


def _my_sessions(user: Principal) -> Select[int]:
    return select(Seat.intervision_id).where(Seat.user_id == user.id, Seat.state.in_(SEATED))


def find_minutes(user: Principal, intervision_id: int) -> Intervision | None:
    """A session that is over, for those who were there."""
    return db.session.scalar(
        _sessions(user).where(
            Intervision.id == intervision_id,
            Intervision.closed_at.is_not(None),
            Intervision.id.in_(_my_sessions(user)),
        )
    )


_OVER = (
    select(Intervision)
    .where(Intervision.closed_at.is_not(None), Intervision.rehearsal.is_(False))
    .order_by(Intervision.closed_at.desc(), Intervision.id.desc())
    .limit(1)
    .options(*WHOLE)
)


def last_closed() -> Intervision | None:
    """The last session that is over, rehearsals apart: its improvements open the next one."""
    return db.session.scalar(_OVER)


def last_attended(user: Principal) -> Intervision | None:
    """The same, among those that one took part in."""
    return db.session.scalar(_OVER.where(Intervision.id.in_(_my_sessions(user))))


def of_date(user: Principal, occurrence_id: int) -> list[Intervision]:
    """The sessions on a date of the calendar."""
    query = _sessions(user).where(Intervision.occurrence_id == occurrence_id)
    return list(db.session.scalars(query.order_by(Intervision.id)))


def dates_to_choose(user: Principal) -> list[Occurrence]:
    """The team's dates to come on which an intervision may be held."""
    query = (
        select(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .where(
            calendar.visible(user), Action.kind == Kind.TEAM,
            Action.team_kind.in_((TeamKind.INTERVISION, TeamKind.COLLECTIVE_DAY)),
            Action.status != Status.CANCELLED, Occurrence.ends_at > clock.now(),
        )
        .options(joinedload(Occurrence.action))
        .order_by(Occurrence.starts_at, Occurrence.id)
        .limit(20)
    )  # fmt: skip
    return list(db.session.scalars(query))


# Seats ------------------------------------------------------------------------------------------


def seat_of(user: Principal, intervision_id: int) -> Seat | None:
    """One's own seat in a session, as a plain row: whoever changes it finds it in the room."""
    found = _SEAT_OF.within(db.session.connection(), id=intervision_id, user=user.id)
    return cast(Seat | None, found)


def guest_seat(token: str, intervision_id: int) -> Seat | None:
    """The seat of the guest who holds this secret, in this session and while it is open."""
    return db.session.scalar(
        select(Seat)
        .join(Intervision, Intervision.id == Seat.intervision_id)
        .where(
            Seat.guest_hash == hash_token(token), Seat.intervision_id == intervision_id,
            Intervision.closed_at.is_(None),
        )
    )  # fmt: skip


def by_code(code: str) -> Intervision | None:
    """The open room with this code; whoever knows it is in front of the screen."""
    return db.session.scalar(
        select(Intervision)
        .join(Room, Room.intervision_id == Intervision.id)
        .where(Room.code == code.upper(), Intervision.closed_at.is_(None))
        .options(*WHOLE)
    )


def seats(intervision: Intervision) -> list[Seat]:
    """Who was there."""
    query = select(Seat).where(Seat.intervision_id == intervision.id, Seat.state.in_(SEATED))
    return list(db.session.scalars(query.order_by(Seat.id)))


def step_times(intervision: Intervision) -> list[StepTime]:
    """How long each step lasted."""
    query = select(StepTime).where(StepTime.intervision_id == intervision.id)
    return list(db.session.scalars(query.order_by(StepTime.id)))


# Cases and lines --------------------------------------------------------------------------------


def cases(intervision: Intervision) -> list[Case]:
    """The cases of a session; load the session with `find_minutes` first."""
    query = select(Case).where(Case.intervision_id == intervision.id).order_by(Case.id)
    return list(db.session.scalars(query.options(joinedload(Case.owner))))


def find_own_case(user: Principal, case_id: int) -> Case | None:
    """A case that one brought oneself."""
    return db.session.scalar(
        select(Case)
        .join(Seat, Seat.id == Case.owner_id)
        .where(Case.id == case_id, Seat.user_id == user.id)
    )


def _own_lines(user: Principal) -> Select[ActionLine]:
    return (
        select(ActionLine)
        .join(Case, Case.id == ActionLine.case_id)
        .join(Seat, Seat.id == Case.owner_id)
        .where(Seat.user_id == user.id)
        .order_by(ActionLine.due_on.is_(None), ActionLine.due_on, ActionLine.id)
    )


def own_lines(user: Principal) -> list[ActionLine]:
    """What one meant to do, the most urgent first, rehearsals apart; ticked off, only today's."""
    still = or_(ActionLine.done_at.is_(None), ActionLine.done_at >= clock.day_start(clock.today()))
    query = _own_lines(user).join(Intervision, Intervision.id == Case.intervision_id)
    return list(db.session.scalars(query.where(Intervision.rehearsal.is_(False), still)))


def own_lines_of(user: Principal, intervision: Intervision) -> list[ActionLine]:
    """One's own lines of a session, done or not."""
    return list(db.session.scalars(_own_lines(user).where(Case.intervision_id == intervision.id)))


def find_own_line(user: Principal, line_id: int) -> ActionLine | None:
    """One of one's own lines."""
    return db.session.scalar(_own_lines(user).where(ActionLine.id == line_id))


def shared_lines(user: Principal, intervision: Intervision) -> list[ActionLine]:
    """Open lines of a session that their owners tell the group, for those who were there."""
    query = (
        select(ActionLine)
        .join(Case, Case.id == ActionLine.case_id)
        .where(
            Case.intervision_id == intervision.id, ActionLine.shared, ActionLine.done_at.is_(None),
            Case.intervision_id.in_(_my_sessions(user)),
        )
        .options(joinedload(ActionLine.case).joinedload(Case.owner))
        .order_by(ActionLine.due_on.is_(None), ActionLine.due_on, ActionLine.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


# People and templates ---------------------------------------------------------------------------


def people() -> list[User]:
    """Who may take part and animate."""
    query = select(User).where(User.role.in_(COLLEAGUES), User.disabled_at.is_(None))
    return sorted(db.session.scalars(query), key=lambda each: natural(each.name))


def at_work() -> list[int]:
    """The accounts of the workers who are at work."""
    here = or_(Worker.left_on.is_(None), Worker.left_on >= clock.today())
    query = select(User.id).join(Worker, Worker.user_id == User.id)
    return list(db.session.scalars(query.where(User.disabled_at.is_(None), here)))


def templates(retired: bool = False) -> list[Template]:
    """The templates to choose from, the usual one first; the retired ones too where asked."""
    query = select(Template).order_by(Template.is_default.desc(), Template.name)
    return list(
        db.session.scalars(query if retired else query.where(Template.retired_at.is_(None)))
    )


def find_template(user: Principal, template_id: int) -> Template | None:
    """A template, for whoever may plan with it."""
    if not user.can("intervision.join"):
        return None
    return db.session.get(Template, template_id)
