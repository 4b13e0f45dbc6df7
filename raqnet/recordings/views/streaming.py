"""Sound on its way to a browser: parts of it by HTTP ranges, unsealed while it goes."""

import base64
from typing import NoReturn

from flask import Response, abort, jsonify, make_response, render_template, request

from raqnet.db import db
from raqnet.recordings import preparing
from raqnet.recordings.models import Recording
from raqnet.recordings.track import Sealed

TYPE = "audio/ogg; codecs=opus"
MOST = 1024 * 1024  # bytes of one answer: a player that waits holds no thread


def gone() -> NoReturn:
    """The same words, whatever became of it, for whoever asks."""
    abort(make_response(render_template("recordings/gone.html"), 404))


def ranged(sound: Sealed) -> Response:
    """The whole sound, or the part that was asked for; a range that makes no sense is ignored."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return _answer(sound, 0, sound.size, 200)
    found = asked.range_for_length(sound.size)
    if found is None:
        return Response(status=416, headers={"Content-Range": f"bytes */{sound.size}"})
    start, stop = found
    return _answer(sound, start, min(stop, start + MOST), 206)


def _answer(sound: Sealed, start: int, stop: int, status: int) -> Response:
    db.session.rollback()  # nobody waits for the database while it plays
    body = sound.stream(start, stop) if start < stop else b""
    answer = Response(body, status, mimetype=TYPE, direct_passthrough=True)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "no-store"
    answer.content_length = stop - start
    if status == 206:
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{sound.size}"
    return answer


def waved(recording: Recording, sound: Sealed) -> Response:
    """What `static/js/wave.js` draws the wave of a sound from."""
    told = preparing.read_wave(sound, recording.peaks)
    return jsonify(length=recording.length_ms, peaks=base64.b64encode(told.peaks).decode())
