"""Who is in the room: joining, asking, admitting, leaving and coming back."""

import secrets
from typing import NamedTuple

from sqlalchemy import bindparam, exists, select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import Raw, db
from raqnet.digest import hash_token
from raqnet.intervision import moves
from raqnet.intervision.live import Live
from raqnet.intervision.models import Seat, SeatState, expected

MOST_SEATS, MOST_ASKING = 80, 40
OUTSIDE = frozenset({SeatState.ASKING, SeatState.REFUSED})  # they take no place in the room
AWAY = frozenset({SeatState.LEFT, SeatState.AWAITED})  # whose seat waits for them


class Full(RuntimeError):
    """Every seat is taken."""


def join(live: Live, user: User, admitted: bool) -> Seat:
    """A member sits down, or comes back; who was not expected asks first. Errors: Full."""
    seat = next((each for each in live.seats if each.user_id == user.id), None)
    if seat is None:
        seat = _sit(live, user.name, SeatState.PRESENT if admitted else SeatState.ASKING)
        seat.user_id = user.id
    elif seat.state == SeatState.LEFT or admitted and seat.state == SeatState.ASKING:
        seat.state = SeatState.PRESENT
    live.show_backstage()
    return seat


def ask(live: Live, name: str) -> tuple[Seat, str]:
    """A guest asks to come in: (their seat, the secret that is theirs alone). Errors: Full."""
    token = secrets.token_urlsafe(32)
    seat = _sit(live, name, SeatState.ASKING)
    seat.guest_hash = hash_token(token)
    live.show_backstage()
    return seat, token


def add_name(live: Live, name: str) -> Seat:
    """Somebody who is there without a phone: whoever is expected by this name, else a name alone.

    With their account they find later what is theirs: lines of action, minutes. Errors: Full.
    """
    wanted = name.strip().casefold()
    found = [each for each in awaited(live.intervision.id) if each.name.casefold() == wanted]
    seat = _sit(live, found[0].name if len(found) == 1 else name, SeatState.PRESENT)
    seat.user_id = found[0].id if len(found) == 1 else None
    live.show_backstage()
    return seat


class Awaited(NamedTuple):
    """Somebody who is expected: their account and name."""

    id: int
    name: str


def awaited(intervision_id: int) -> list[Awaited]:
    """Who is expected and has no seat yet."""
    return [Awaited(*row) for row in db.session.execute(AWAITED, {"id": intervision_id})]


_SEATED = exists().where(Seat.intervision_id == bindparam("id"), Seat.user_id == User.id)
AWAITED = (
    select(User.id, User.name)
    .join(expected, expected.c.user_id == User.id)
    .where(expected.c.intervision_id == bindparam("id"), User.disabled_at.is_(None), ~_SEATED)
    .order_by(User.name, User.id)
)


def _sit(live: Live, name: str, state: SeatState) -> Seat:
    outside = sum(each.state in OUTSIDE for each in live.seats)
    if len(live.seats) - outside >= MOST_SEATS:
        raise Full
    if state in OUTSIDE and outside >= MOST_ASKING:
        raise Full
    seat = Seat(
        intervision_id=live.intervision.id, name=name, state=state, animates=False,
        takes_part=True, ready=False, spoken_ms=0, spoke_round=0, voted=False,
        joined_at=clock.now(),
    )  # fmt: skip
    live.seats.append(seat)
    db.session.add(seat)
    return seat


def admit(live: Live, seat: Seat) -> None:
    """Let somebody in who asked, or back in who was refused."""
    seat.state = SeatState.PRESENT
    live.show()


def refuse(live: Live, seat: Seat) -> None:
    """Let somebody not in, or show them out; an animator cannot be shown out."""
    if seat.animates:
        return
    leave(live, seat)
    seat.state, seat.ballot, seat.voted = SeatState.REFUSED, None, False
    live.show()


def leave(live: Live, seat: Seat) -> None:
    """Go; the seat waits for its person."""
    first = _first(live)
    if live.room.speaker_id == seat.id:
        moves.end_turn(live)
    seat.state, seat.hand_at, seat.ready = SeatState.LEFT, None, False
    _show(live, first)


def come_back(live: Live, seat: Seat) -> None:
    """Sit down again where one sat; whoever was shown out stays out."""
    if seat.state in AWAY:
        first = _first(live)
        seat.state = SeatState.PRESENT
        _show(live, first)


def _first(live: Live) -> list[int]:
    """Who is next."""
    return moves.next_up(live)[:1]


def _show(live: Live, first: list[int]) -> None:
    """Tell the animation; and everybody, where another is next than before: it is on phones."""
    if _first(live) == first:
        live.show_backstage()
    else:
        live.show()


def arrive(live: Live, user_id: int) -> None:
    """An animator who does something is there."""
    known = _STANDS.within(db.session.connection(), id=live.intervision.id, user=user_id)
    if known is None or not known.animates or known.state not in AWAY:
        return  # most often: spares all seats
    for seat in live.seats:
        if seat.user_id == user_id and seat.animates:
            come_back(live, seat)


_STANDS = Raw(
    select(Seat.animates, Seat.state).where(
        Seat.intervision_id == bindparam("id"), Seat.user_id == bindparam("user")
    )
)


def be_ready(live: Live, seat: Seat, ready: bool) -> None:
    """Say that one is ready, or not yet."""
    seat.ready = ready
    live.show_backstage()


def raise_hand(live: Live, seat: Seat, up: bool) -> None:
    """Ask for the floor, or no longer; asked twice, the first time counts."""
    first = _first(live)
    if up and seat.hand_at is None:
        seat.hand_at = live.now
    elif not up:
        seat.hand_at = None
    _show(live, first)


def take_part(live: Live, seat: Seat, takes_part: bool) -> None:
    """Whether an animator is in the rounds and votes too."""
    seat.takes_part = takes_part
    live.show()


def add_animator(live: Live, seat: Seat) -> None:
    """Give the console to a member who is there, too; a guest cannot have it."""
    user = db.session.get(User, seat.user_id) if seat.user_id else None
    db.session.refresh(live.intervision, ["animators"])
    if user is not None and user not in live.intervision.animators:
        live.intervision.animators.append(user)
        seat.animates = True
        live.show()
