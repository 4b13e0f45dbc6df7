"""The device that records: what it may do, and the slices that it sends."""

import hashlib
from typing import Any

from flask import abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from raqnet import auth
from raqnet.access import reading, require
from raqnet.config import ConfigError
from raqnet.db import db, writing
from raqnet.intervision import live
from raqnet.intervision import queries as sessions
from raqnet.intervision.live import Live
from raqnet.intervision.views import rooms
from raqnet.recordings import consents, preparing, queries, slices, working
from raqnet.recordings.models import Recording, Work
from raqnet.recordings.slices import Sent
from raqnet.recordings.views import blueprint
from raqnet.recordings.views.room import open_room
from raqnet.vault import VaultError

UNKNOWN, MOST_BEAT = "none", 1000  # bytes of a heartbeat
WITH_MICROPHONE = "geolocation=(), camera=(), microphone=(self)"
NO_KEY = _l("La clé maîtresse de l'instance manque ou n'est pas la bonne : rien n'est perdu.")
NO_DISK = _l("Le serveur ne peut pas écrire pour l'instant : rien n'est perdu.")


@blueprint.get("/intervisions/<int:intervision_id>/enregistreur")
@require("intervision.join")
def recorder(intervision_id: int) -> ResponseReturnValue:
    """The page that records, on the one device that the animation chose."""
    rooms.led(intervision_id)
    recording = consents.of(intervision_id)
    intervision = sessions.find_intervision(auth.principal(), intervision_id) or abort(404)
    shown = recording.shown if recording else UNKNOWN
    page = render_template(
        "recordings/recorder.html", intervision=intervision, recording=recording,
        shown=shown if intervision.is_open else "over",
    )  # fmt: skip
    return make_response(page, {"Permissions-Policy": WITH_MICROPHONE})


@blueprint.post("/intervisions/<int:intervision_id>/enregistreur/appareil")
@require("intervision.join")
def claim(intervision_id: int) -> ResponseReturnValue:
    """Record with this device from now on, where everybody has agreed."""
    rooms.led(intervision_id)
    room = open_room(intervision_id)
    recording = consents.of(intervision_id, lock=True)
    if recording is None:
        return jsonify(shown=UNKNOWN), 409
    consents.tend(recording, room)
    if recording.shown not in consents.OPEN_GATE:
        db.session.commit()
        return jsonify(shown=recording.shown), 409
    secret = slices.claim(recording)
    db.session.commit()
    return jsonify(uid=recording.uid, device=secret, next=slices.free_number(recording))


@blueprint.post("/intervisions/<int:intervision_id>/enregistreur/battement")
@require("intervision.join")
def beat(intervision_id: int) -> ResponseReturnValue:
    """The device says what it does, and learns what it may do."""
    rooms.led(intervision_id)
    told = _told()
    room = live.find(intervision_id, lock=True) or abort(404)
    recording = consents.of(intervision_id, lock=True)
    if recording is None:
        return jsonify(shown=UNKNOWN)
    if not slices.is_device(recording, str(told.get("device", ""))):
        return jsonify(shown="taken" if room.intervision.is_open else "over", uid=recording.uid)
    if room.intervision.is_open:
        consents.beat(recording, room, str(told.get("doing", "")))
    db.session.commit()
    return jsonify(
        shown=recording.shown if room.intervision.is_open else "over",
        uid=recording.uid, turn=_turn(room), pause=_is_break(room),
        next=slices.next_number(recording.id),
    )  # fmt: skip


def _told() -> dict[str, Any]:
    """What the device says; anything else is nothing."""
    _body(MOST_BEAT)
    try:
        told = request.get_json(silent=True)
    except RecursionError:  # brackets in brackets
        return {}
    return told if isinstance(told, dict) else {}


def _body(most: int) -> bytes:
    """What was sent, at most so many bytes, whether its length was told or not."""
    if (request.content_length or 0) > most or len(content := request.get_data()) > most:
        abort(413)
    return content


def _turn(room: Live) -> str:
    """Changes with whoever speaks; it tells nobody who that is."""
    state = (room.room.stop, room.room.phase, room.room.round, room.room.speaker_id)
    return hashlib.sha256(f"{room.intervision.id}:{state}".encode()).hexdigest()[:16]


def _is_break(room: Live) -> bool:
    """Nothing is recorded before the session has begun, nor while its clock stands."""
    return room.intervision.started_at is None or room.room.running_since is None


# Slices -----------------------------------------------------------------------------------------


@blueprint.put("/enregistrements/<uid>/tranches/<int:number>")
@require("intervision.join")
@reading
def put_slice(uid: str, number: int) -> ResponseReturnValue:
    """Keep a slice for good, then say so; the same one again changes nothing."""
    recording = queries.find_led(auth.principal(), uid)
    if recording is None:
        return _gone()
    _from_device(recording)
    try:
        sent = _sent(number)
        with writing():
            return _kept(uid, sent)
    except slices.Taken as taken:
        return _why(409, _("Un autre appareil a pris ce numéro."), free=taken.free)
    except slices.Clash:
        return _why(409, _("Cette tranche ne peut plus être prise."))
    except slices.Refused:
        return _why(422, _("Cette tranche est abîmée."))
    except (VaultError, ConfigError):
        return _why(503, NO_KEY)
    except OSError:
        return _why(503, NO_DISK)


def _sent(number: int) -> Sent:
    content = _body(slices.MOST_BYTES)
    headers = request.headers
    counts = (headers.get(name, "") for name in ("X-Part", "X-Milliseconds"))
    part, length = (int(each) if each.isdecimal() and len(each) < 9 else -1 for each in counts)
    sent = Sent(number, part, length, headers.get("X-SHA256", ""), content)
    slices.check(sent)
    return sent


def _from_device(recording: Recording) -> None:
    """Before its bytes are read, and again under the lock."""
    if not slices.is_device(recording, request.headers.get("X-Device", "")):
        abort(403)


def _kept(uid: str, sent: Sent) -> ResponseReturnValue:
    """Under the lock: neither another device nor a refusal comes between."""
    recording = queries.find_led(auth.principal(), uid, lock=True)
    if recording is None:
        return _gone()
    _from_device(recording)
    slices.keep(recording, sent)
    recording_id = recording.id
    db.session.commit()
    return jsonify(next=slices.next_number(recording_id))


def _gone() -> ResponseReturnValue:
    return jsonify(gone=True), 404


def _why(status: int, words: Any, **more: Any) -> ResponseReturnValue:
    db.session.rollback()
    return jsonify(why=str(words), **more), status


@blueprint.post("/enregistrements/<uid>/fin")
@require("intervision.join")
def finish(uid: str) -> ResponseReturnValue:
    """The device has no more: which numbers are missing."""
    recording = queries.find_led(auth.principal(), uid, lock=True)
    if recording is None:
        return _gone()
    told = _told()
    if not slices.is_device(recording, str(told.get("device", ""))):
        abort(403)
    count = told.get("slices")
    try:
        missing = slices.finish(recording, count if type(count) is int else -1)
    except slices.Clash:
        return _why(409, _("Il y a déjà plus de tranches que cela."))
    except (VaultError, ConfigError):
        return _why(503, NO_KEY)
    due = preparing.is_due(recording)
    recording_id = recording.id
    db.session.commit()
    if due:
        working.start(preparing.prepare, recording_id, Work.PREPARING)
    return jsonify(missing=missing)
