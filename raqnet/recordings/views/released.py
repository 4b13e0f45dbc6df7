"""What is released: for research to hear and take away, with its label; who took it; erasure."""

from collections.abc import Iterator

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet.access import require
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import see_other
from raqnet.recordings import (
    label,
    notes,
    preparing,
    queries,
    releasing,
    retention,
    sound,
    track,
    wav,
)
from raqnet.recordings.models import Recording
from raqnet.recordings.views import blueprint
from raqnet.recordings.views.streaming import TYPE, gone, ranged, waved
from raqnet.tables import writing


def _found(recording_id: int) -> Recording:
    return queries.find_released(principal(), recording_id) or gone()


@blueprint.get("/enregistrements/<int:recording_id>/ecoute")
@require("recordings.hear")
def listen(recording_id: int) -> str:
    """A released recording: to hear, to read, to take away."""
    recording = _found(recording_id)
    found = releasing.open_released(recording)
    return render_template(
        "recordings/released.html",
        recording=recording,
        month=label.month_of(recording),
        notes=notes.of(found.key, recording),
        wave=preparing.read_wave(found, recording.peaks),
        honest=label.HONEST,
    )


@blueprint.get("/enregistrements/<int:recording_id>/ecoute/son")
@require("recordings.hear")
def released_sound(recording_id: int) -> ResponseReturnValue:
    """The released sound, from anywhere: whoever plays it could keep it, and so is noted too."""
    recording = _found(recording_id)
    found = releasing.open_released(recording)
    if request.method != "HEAD":
        db.session.expunge(recording)
        releasing.log_hearing(recording_id, principal().id)
    return ranged(found)


@blueprint.get("/enregistrements/<int:recording_id>/ecoute/onde")
@require("recordings.hear")
def released_wave(recording_id: int) -> ResponseReturnValue:
    """What its wave is drawn from."""
    recording = _found(recording_id)
    return waved(recording, releasing.open_released(recording))


# Files ------------------------------------------------------------------------------------------


@blueprint.get("/enregistrements/<int:recording_id>/fichier.opus")
@require("recordings.hear")
def as_opus(recording_id: int) -> ResponseReturnValue:
    """The file as it is kept; its label is inside."""
    recording = _found(recording_id)
    found = releasing.open_released(recording)
    _note(recording, "opus")
    return _file(recording, "opus", TYPE, found.stream(0, found.size), found.size)


@blueprint.get("/enregistrements/<int:recording_id>/fichier.wav")
@require("recordings.hear")
def as_wav(recording_id: int) -> ResponseReturnValue:
    """The same for programs that read no Opus."""
    recording = _found(recording_id)
    found, told = releasing.open_released(recording), label.metadata(recording)
    length = recording.length_ms or 0
    _note(recording, "wav")
    content = wav.stream(_samples(found), length, told)
    return _file(recording, "wav", "audio/wav", content, wav.size(length, told))


def _samples(found: track.Sealed) -> Iterator[sound.Pcm]:
    """Its samples; where nothing can be read there are none, and silence stands in the file."""
    try:
        for _at, samples in sound.whole(sound.decoded(track.Reader(found))):
            yield samples
    except sound.Unreadable:
        return


@blueprint.get("/enregistrements/<int:recording_id>/etiquette.txt")
@require("recordings.hear")
def as_label(recording_id: int) -> ResponseReturnValue:
    """What is to be known of it, beside the file."""
    recording = _found(recording_id)
    content = label.text(recording).encode()
    return _file(recording, "txt", "text/plain; charset=utf-8", iter([content]), len(content))


@blueprint.get("/enregistrements/<int:recording_id>/notes.csv")
@require("recordings.hear")
def as_notes(recording_id: int) -> ResponseReturnValue:
    """The notes, moment by moment."""
    recording = _found(recording_id)
    written = notes.of(releasing.open_released(recording).key, recording)
    _note(recording, "notes")
    content = _table(written)
    return _file(recording, "csv", writing.CSV_TYPE, iter([content]), len(content))


def _table(written: list[notes.Written]) -> bytes:
    heading = [_("Moment"), _("Secondes"), _("Note")]
    rows = [[notes.moment(each.at_ms), each.at_ms // 1000, each.text] for each in written]
    return b"".join(writing.csv_file(heading, [*rows, [], [label.HONEST]]))


def _note(recording: Recording, what: str) -> None:
    """Enter into the log that somebody takes this away; nothing goes out where that fails."""
    if request.method == "HEAD":
        return
    recording_id, user_id = recording.id, principal().id
    db.session.expunge(recording)
    releasing.log_issue(recording_id, user_id, what)


def _file(
    recording: Recording, ending: str, kind: str, content: Iterator[bytes], size: int
) -> ResponseReturnValue:
    name = f"raqnet-intervision-{recording.id}.{ending}"
    answer = Response(content, mimetype=kind, direct_passthrough=True)
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# The log, and erasure ---------------------------------------------------------------------------


@blueprint.get("/enregistrements/<int:recording_id>/journal")
@require("recordings.review")
def journal(recording_id: int) -> str:
    """Who released it and who took it away, for those who reviewed it and the coordination."""
    recording = queries.find_logged(principal(), recording_id) or gone()
    issues = queries.issues(recording)
    return render_template(
        "recordings/journal.html",
        recording=recording, issues=issues, month=label.month_of(recording),
    )  # fmt: skip


@blueprint.route("/enregistrements/<int:recording_id>/effacer", methods=["GET", "POST"])
@require("recordings.oversee")
def erase(recording_id: int) -> ResponseReturnValue:
    """Erase a released recording, for good."""
    lock = request.method == "POST"
    recording = queries.find_logged(principal(), recording_id, lock) or gone()
    if not lock:
        month = label.month_of(recording)
        return render_template("recordings/erase.html", recording=recording, month=month)
    retention.destroy(recording)
    flash(_("Cet enregistrement n'existe plus."), "success")
    return see_other(url_for("recordings.index"))
