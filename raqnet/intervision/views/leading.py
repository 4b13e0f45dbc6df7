"""Gestures: what an animator, and a person on their phone, send to the room."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth
from raqnet.access import SEAT, reading, require
from raqnet.db import db, writing
from raqnet.intervision import flipchart, live, rehearsal, screens, seating, snapshot
from raqnet.intervision.forms_room import GestureForm
from raqnet.intervision.frozen import Snapshot
from raqnet.intervision.live import Live
from raqnet.intervision.models import Seat, SeatState
from raqnet.intervision.views import blueprint, gestures, rooms


@blueprint.post("/intervisions/<int:intervision_id>/animation/<gesture>")
@require("intervision.join")
@reading
def lead(intervision_id: int, gesture: str) -> ResponseReturnValue:
    """What the animation does; sent twice with one key, it is done once."""
    act = gestures.ANIMATION.get(gesture) or abort(404)
    rooms.led(intervision_id)
    form = act.form()
    me = auth.principal().id

    def do(room: Live) -> None:
        seating.arrive(room, me)
        act.do(room, form)
        # A phone's gesture leaves this as it is: what the console made before it counts from then.
        room.room.moved_at = room.now

    done = _refusal(gesture, form) or _do(intervision_id, gesture, form, do)
    if done.made is not None:
        rooms.draw_phones(done.made)
    screen = rooms.console_screen(intervision_id, done.bad, done.made)
    return rooms.answer(screen, "intervision.console", done.status, intervision_id=intervision_id)


@blueprint.post("/intervisions/<int:intervision_id>/salle/<gesture>")
@require(SEAT)
@reading
def act(intervision_id: int, gesture: str) -> ResponseReturnValue:
    """What a person in the room does for themself."""
    own = gestures.OWN.get(gesture) or abort(404)
    seat = rooms.seated(intervision_id)
    form = own.form()

    def do(room: Live) -> None:
        own.do(room, _as(room, seat, own.of), form)

    done = _refusal(gesture, form) or _do(intervision_id, gesture, form, do)
    screen = rooms.phone_screen(intervision_id, done.bad, done.made)
    return rooms.answer(screen, "intervision.phone", done.status, intervision_id=intervision_id)


OVER = "over"


@dataclass(frozen=True)
class Done:
    """What came of a gesture: the room as it then is, or what is wrong."""

    made: Snapshot | None = None
    bad: screens.Bad = rooms.NOTHING_BAD

    @property
    def status(self) -> int:
        """The answer's."""
        if self.made is not None:
            return 200
        return 409 if OVER in self.bad.errors else 422


def _as(room: Live, seat: Seat, states: Collection[SeatState]) -> Seat:
    """The seat as the locked room has it; only who is in the room does anything there."""
    found = room.seat(seat.id)
    if found is None or found.state not in states:
        raise gestures.Wrong(_("Il faut être dans la salle pour cela."))
    return found


def _do(intervision_id: int, gesture: str, form: GestureForm, do: Any) -> Done:
    """Do it under the room's lock and commit; or say why not."""
    with writing():
        return _do_locked(intervision_id, gesture, form, do)


def _do_locked(intervision_id: int, gesture: str, form: GestureForm, do: Any) -> Done:
    room = live.find(intervision_id, lock=True, at=form.made_at) or abort(404)
    if not room.intervision.is_open:
        db.session.rollback()
        bad = screens.Bad(gesture, _typed(), {OVER: [_("La séance est finie.")]})
        return Done(bad=bad)
    try:
        if live.once(intervision_id, form.key.data or None):
            do(room)
            rehearsal.play(room)
    except gestures.Wrong as wrong:
        return _undone(gesture, wrong)
    except flipchart.Erased:
        return _undone(gesture, gestures.Wrong(_("Ce cas a été effacé."), "case"))
    db.session.flush()
    made = snapshot.taken(intervision_id)
    db.session.commit()
    return Done(snapshot.keep(made))


def _undone(gesture: str, wrong: gestures.Wrong) -> Done:
    db.session.rollback()
    return Done(bad=_clashed(gesture, wrong))


def _clashed(gesture: str, wrong: gestures.Wrong) -> screens.Bad:
    errors = {wrong.field: [wrong.message]}
    if wrong.clash is None:
        return screens.Bad(gesture, _typed(), errors)
    # What comes back has been seen: sent again, it stands.
    typed = _typed() | {"seen": wrong.clash.marks}
    return screens.Bad(gesture, typed, errors, dict(wrong.clash.now))


def _refusal(gesture: str, form: GestureForm) -> Done | None:
    """What the form says is wrong, with what was typed."""
    if form.validate():
        return None
    errors = {str(name): list(map(str, reasons)) for name, reasons in form.errors.items()}
    return Done(bad=screens.Bad(gesture, _typed(), errors))


def _typed() -> dict[str, str]:
    return {name: value for name, value in request.form.items() if name != "csrf_token"}
