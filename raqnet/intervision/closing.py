"""The end of a session: what was learned, what is kept, what is forgotten."""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import delete, select, update

from raqnet.db import db
from raqnet.intervision import moves, texts
from raqnet.intervision.live import Live
from raqnet.intervision.models import (
    ActionLine,
    Case,
    GestureDone,
    Intervision,
    Room,
    Seat,
    SeatState,
)
from raqnet.intervision.seen import Writer

EVALUATION = ("worked", "facts", "feelings", "solutions", "consequences")
MOST = dict.fromkeys(EVALUATION, texts.MOST_SAID) | {"worked": 0}  # one word: never two


def init_app(app: Flask) -> None:
    """Make room for what later subjects do when a session ends."""
    app.extensions["intervision_closings"] = []


def on_close(app: Flask, hook: Callable[[Live], None]) -> None:
    """Call `hook` with every session that ends, before its seats forget whose they are."""
    app.extensions["intervision_closings"].append(hook)


def evaluate(live: Live, **words: str) -> None:
    """What the group says of the session (see `EVALUATION`)."""
    for name in EVALUATION:
        setattr(live.intervision, name, words[name])
    live.show()


def said(intervision: Intervision) -> dict[str, str]:
    """What the group has said of the session."""
    return {name: getattr(intervision, name) for name in EVALUATION}


def evaluate_with(live: Live, words: dict[str, str], writer: Writer) -> None:
    """The same, by one of several who write: each part by itself. Errors: seen.Clash."""
    now = said(live.intervision)
    kept = writer.settle_all(now, words, MOST)
    if kept != now:
        evaluate(live, **kept)


def close(live: Live) -> None:
    """End the session for good: code and guests' keys die, nobody's time is remembered.

    Who was there, the steps' durations, the group's own improvements and the owners' lines stay;
    what was not chosen leaves the flipchart with its key.
    """
    moves.end_turn(live)
    moves.settle(live)
    intervision, room = live.intervision, live.room
    live.clock = live.clock.pause(live.now)
    intervision.closed_at = live.now
    room.code, room.vote = None, "closed"
    for hook in current_app.extensions["intervision_closings"]:
        hook(live)
    for seat in live.seats:
        _forget(seat)
    for case in live.cases:
        if not case.chosen:
            texts.erase_case(case)
    _drop_unreadable_lines(live)
    db.session.execute(delete(GestureDone).where(GestureDone.intervision_id == intervision.id))
    live.show()


def _drop_unreadable_lines(live: Live) -> None:
    """Lines are their owners' alone: where an owner has no account, nobody will ever read them."""
    accounts = {seat.id for seat in live.seats if seat.user_id}
    orphans = [case.id for case in live.cases if case.owner_id not in accounts]
    db.session.execute(delete(ActionLine).where(ActionLine.case_id.in_(orphans)))


def _forget(seat: Seat) -> None:
    """What only mattered in the room."""
    seat.spoken_ms = seat.spoke_round = 0
    seat.ballot, seat.hand_at, seat.guest_hash = None, None, None
    if seat.state == SeatState.ASKING:
        seat.state = SeatState.REFUSED


def erase_own(case: Case) -> None:
    """Delete a case for its owner: its words, what they meant to do, and whose it was."""
    db.session.execute(delete(ActionLine).where(ActionLine.case_id == case.id))
    texts.erase_case(case)
    case.owner_id = None
    shown_no_more = update(Room).where(Room.intervision_id == case.intervision_id)
    db.session.execute(shown_no_more.values(version=Room.version + 1))


def erase_texts(intervision: Intervision) -> int:
    """Make what was said in a session unreadable; the owners' lines stay theirs. How many cases."""
    cases = db.session.scalars(
        select(Case).where(Case.intervision_id == intervision.id, Case.wrapped_key.is_not(None))
    ).all()
    for case in cases:
        texts.erase_case(case)
    for seat in db.session.scalars(
        select(Seat).where(Seat.intervision_id == intervision.id, Seat.meta.is_not(None))
    ):
        seat.meta = None
    return len(cases)


def forget_room(intervision: Intervision) -> None:
    """Take away the row of a room that nobody needs any more."""
    db.session.execute(delete(Room).where(Room.intervision_id == intervision.id))
