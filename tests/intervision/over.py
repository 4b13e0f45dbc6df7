"""Sessions that were held, with cases, lines and words, as tests of the pages around need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.intervision import closing, flipchart, moves, texts, voting
from raqnet.intervision.live import Live
from raqnet.intervision.models import ActionLine, Case, Intervision
from tests import factories as make

TITLE, KNOT = "Une porte qui reste fermée", "Ne pas savoir dire non"
SYNTHESIS = "Demander un appui"
META, WHAT = "Je repars avec du courage", "Appeler le service logement"
FACTS, FEELINGS = "Un tour trop long", "De la confiance"


@dataclass
class Held:
    """A session that is over, with what was made in it by person."""

    intervision: Intervision
    cases: dict[int, Case]
    lines: dict[int, ActionLine]


def seat_of(room: Live, person: User) -> Any:
    return next(seat for seat in room.seats if seat.user_id == person.id)


def open_session(animator: User, people: Sequence[User], **values: Any) -> Live:
    """A room with a line on the flipchart and a line of action for each of the first two."""
    room = make.open_room(make.intervision([animator], people, **values), people)
    for n, person in enumerate(people[:3]):
        case = flipchart.add(room, f"{TITLE} {n}", seat_of(room, person))
        if n < 2:
            flipchart.rewrite(room, case, knot=KNOT, synthesis=SYNTHESIS)
        texts.write_meta(seat_of(room, person), META)
    voting.choose(room, [case.key for case in room.cases[:2]])
    db.session.flush()
    for n, case in enumerate(room.chosen):
        flipchart.add_line(room, case, f"{WHAT} {n}", clock.today() + timedelta(days=5))
    db.session.flush()
    return room


def hold(animator: User, people: Sequence[User], minutes: int = 7, **values: Any) -> Held:
    """The same, each step lasting so many minutes, and closed with what the group says of it."""
    room = open_session(animator, people, **values)
    _walk(room, minutes)
    closing.evaluate(
        room, worked="partly", facts=FACTS, feelings=FEELINGS, solutions="Une minute chacun·e",
        consequences="Commencer à l'heure",
    )  # fmt: skip
    closing.close(room)
    db.session.flush()
    seats = {seat.id: seat.user_id for seat in room.seats}
    cases = {seats[case.owner_id]: case for case in room.cases}
    rows = db.session.scalars(db.select(ActionLine).where(ActionLine.case_id.in_(_ids(room))))
    by_case = {row.case_id: row for row in rows}
    own = {owner: by_case[case.id] for owner, case in cases.items() if case.id in by_case}
    return Held(room.intervision, cases, own)


def _ids(room: Live) -> list[int]:
    return [case.id for case in room.cases]


def _walk(room: Live, minutes: int) -> None:
    """Start the first step, then three more, so many minutes each."""
    for _step in range(4):
        moves.start(room)
        room.now += timedelta(minutes=minutes)
        moves.forward(room)
    db.session.flush()
