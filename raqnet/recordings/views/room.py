"""The recording in the room: the question to each person, and what the animation does with it."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import auth
from raqnet.access import SEAT, require
from raqnet.db import db
from raqnet.intervision import live
from raqnet.intervision.live import Live
from raqnet.intervision.models import Seat, SeatState
from raqnet.intervision.views import rooms
from raqnet.recordings import consents
from raqnet.recordings.forms_room import AnswerForm
from raqnet.recordings.models import Recording, Stage
from raqnet.recordings.views import blueprint


def open_room(intervision_id: int) -> Live:
    """The room, locked, while it is open."""
    room = live.find(intervision_id, lock=True) or abort(404)
    if not room.intervision.is_open:
        abort(409)
    return room


# The question -----------------------------------------------------------------------------------


@blueprint.post("/intervisions/<int:intervision_id>/enregistrement/proposer")
@require("intervision.join")
def propose(intervision_id: int) -> ResponseReturnValue:
    """Ask everybody whether the session may be recorded."""
    rooms.led(intervision_id)
    room = open_room(intervision_id)
    if not room.intervision.rehearsal and consents.of(intervision_id, lock=True) is None:
        consents.propose(room)
        db.session.commit()
    return redirect(url_for("intervision.console", intervision_id=intervision_id), 303)


@blueprint.post("/intervisions/<int:intervision_id>/enregistrement/retirer")
@require("intervision.join")
def take_back(intervision_id: int) -> ResponseReturnValue:
    """Record nothing after all: what there is goes."""
    rooms.led(intervision_id)
    room = open_room(intervision_id)
    recording = consents.of(intervision_id, lock=True)
    if recording is not None:
        consents.take_back(recording, room)
        db.session.commit()
    return redirect(url_for("intervision.console", intervision_id=intervision_id), 303)


@blueprint.post("/intervisions/<int:intervision_id>/enregistrement/veiller")
@require("intervision.join")
def watch(intervision_id: int) -> ResponseReturnValue:
    """A console looks after the recording: its device may have died without a word."""
    rooms.led(intervision_id)
    room = live.find(intervision_id, lock=True) or abort(404)
    recording = consents.of(intervision_id, lock=True)
    if recording is not None and room.intervision.is_open:
        consents.tend(recording, room)
        db.session.commit()
    return "", 204


@blueprint.get("/intervisions/<int:intervision_id>/consentement")
@require(SEAT)
def consent(intervision_id: int) -> ResponseReturnValue:
    """The question, for one person alone; it never shows what they have answered."""
    seat = rooms.seated(intervision_id)
    recording = consents.of(intervision_id)
    here = seat.state == SeatState.PRESENT
    asked = recording is not None and (here or consents.was_asked(recording, seat))
    return _question(intervision_id, AnswerForm(), asked)


def _question(
    intervision_id: int, form: AnswerForm, asked: bool, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "recordings/consent.html", form=form, asked=asked, intervision_id=intervision_id,
        guest=auth.is_guest(), fewest=consents.FEWEST,
    )  # fmt: skip
    return make_response(page, status)


@blueprint.post("/intervisions/<int:intervision_id>/consentement")
@require(SEAT)
def answer(intervision_id: int) -> ResponseReturnValue:
    """Yes or no; whoever looks over a shoulder sees the same page after either."""
    seat = rooms.seated(intervision_id)
    form = AnswerForm()
    if not form.validate():
        return _question(intervision_id, form, True, 422)
    agrees = form.agrees.data == "oui"
    room = live.find(intervision_id, lock=True) or abort(404)
    here = room.seat(seat.id)
    recording = consents.of(intervision_id, lock=True)
    if recording is None or here is None or not _may_say(recording, room, here, agrees):
        db.session.rollback()
        return _question(intervision_id, form, False, 409)
    if not room.intervision.is_open:  # it closed while a no was on its way
        consents.destroy(recording)
        db.session.commit()
        return _answered(intervision_id, None)
    consents.answer(recording, room, here, agrees)
    code = None if here.user_id else consents.withdrawal_code(recording, here)
    db.session.commit()
    return _answered(intervision_id, code)


def _may_say(recording: Recording, room: Live, seat: Seat, agrees: bool) -> bool:
    """Whoever is in the room answers; whoever was asked may still refuse, gone or shown out."""
    if agrees:
        return room.intervision.is_open and seat.state == SeatState.PRESENT
    in_time = recording.stage in (Stage.ROOM, Stage.REVIEW)
    return in_time and (seat.state == SeatState.PRESENT or consents.was_asked(recording, seat))


def _answered(intervision_id: int, code: str | None) -> ResponseReturnValue:
    if code is None:
        flash(_("Votre réponse est gardée. Vous pouvez la changer à tout moment."), "success")
        return redirect(url_for("intervision.phone", intervision_id=intervision_id), 303)
    return render_template("recordings/code.html", code=code, intervision_id=intervision_id)
