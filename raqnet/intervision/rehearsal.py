"""Rehearsing: a room of invented people, for whoever learns to animate; nothing of it is counted.

As the steps come, the invented people do what people with phones would have done: each has a line
on the flipchart, and crosses that are sealed like anybody's until the vote is closed.
"""

from sqlalchemy import delete

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.intervision import flipchart, live, planning, seating, voting
from raqnet.intervision import script as scripts
from raqnet.intervision.live import Live
from raqnet.intervision.models import Intervision, Seat, Template
from raqnet.intervision.script import StepKind

SPEEDS = (1, 5, 10, 30)
MOST_OPEN = 3  # of one person at a time
# Who they are, and what each brings.
INVENTED = {
    "Alix": "Plus personne ne vient à ma permanence : insister, ou changer de lieu ?",
    "Bo": "Deux habitant·es se disputent l'atelier cuisine, et le groupe attend que je tranche.",
    "Camille": "On me demande sans cesse des démarches qui ne sont pas mon travail.",
    "Dana": "Mon hébergeur me voudrait au bureau, le quartier me voudrait dehors.",
    "Eli": "Un partenaire annule toujours la veille : je n'ose plus annoncer nos actions.",
    "Fanny": "J'ai promis une salle trop vite, et tout le monde m'en parle depuis.",
}
# The lines on which each puts their crosses, the first cross first: with two, the first two lines
# come out; with three, two lines tie for the third place, which is to be learned too.
CROSSES = (
    (0, 1, 2, 3, 4, 5), (0, 1, 3, 2, 5, 4), (0, 3, 1, 4, 2, 5),
    (1, 0, 2, 5, 3, 4), (1, 0, 4, 2, 3, 5), (2, 0, 1, 3, 5, 4),
)  # fmt: skip


def begin(user: User, template: Template, speed: int) -> Intervision:
    """A session of one's own, off the calendar, its room open: nobody else finds it."""
    made = Intervision(
        author_id=user.id, planned_at=clock.now(), occurrence=None, rehearsal=True,
        people_expected=len(INVENTED),
    )  # fmt: skip
    cases = scripts.from_json(template.script).cases
    planning.change(made, planning.Plan(template, [user], [], cases, len(INVENTED)))
    db.session.add(made)
    db.session.flush()
    planning.open_room(made, speed).code = None
    room = live.find(made.id, lock=True)
    assert room is not None
    for name in INVENTED:
        seating.be_ready(room, seating.add_name(room, name), True)
    db.session.flush()
    return made


def play(room: Live) -> None:
    """What the invented people do now; in a session that is no rehearsal, nothing.

    Call it after each gesture: what is done already is not done again.
    """
    if not room.intervision.rehearsal or not room.intervision.is_open:
        return
    if room.step.kind == StepKind.INVENTORY:
        _bring_cases(room, [each for each in _invented(room) if each.id == room.room.speaker_id])
    elif room.room.vote == voting.OPEN:
        _bring_cases(room, _invented(room))
        _put_crosses(room)


def _invented(room: Live) -> list[Seat]:
    """Those who are there, in their order."""
    seats = {each.name: each for each in room.present if each.user_id is None}
    return [seats[name] for name in INVENTED if name in seats]


def _bring_cases(room: Live, seats: list[Seat]) -> None:
    known = {case.owner_id for case in room.cases}
    for seat in seats:
        if seat.id not in known:
            flipchart.add(room, INVENTED[seat.name], seat)


def _put_crosses(room: Live) -> None:
    seats = _invented(room)
    keys = {case.owner_id: case.key for case in room.cases}
    lines = [keys.get(seat.id) for seat in seats]
    for seat, wishes in zip(seats, CROSSES, strict=False):
        if not seat.voted:
            found = [lines[wish] for wish in wishes if wish < len(lines)]
            picked = [key for key in found if key is not None][: room.script.crosses]
            voting.cast(room, seat, dict.fromkeys(picked, 1))


def erase(intervision: Intervision) -> None:
    """Take a rehearsal away, with all that was made in it."""
    db.session.execute(delete(Intervision).where(Intervision.id == intervision.id))
