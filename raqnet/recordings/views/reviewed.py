"""What the pages of a review show, and how a change of its spans or notes is answered."""

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from raqnet import clock
from raqnet.auth import principal
from raqnet.db import db
from raqnet.htmx import is_fragment, see_other
from raqnet.recordings import notes, preparing, queries, releasing, reviewing, track, working
from raqnet.recordings.forms_review import NoteForm, PointsForm, ReasonForm, SpanForm
from raqnet.recordings.models import Recording, Stage, Work
from raqnet.recordings.notes import Doubt
from raqnet.recordings.track import Sealed
from raqnet.recordings.views.streaming import gone
from raqnet.vault import Key


def found(recording_id: int, lock: bool = False) -> Recording:
    """A recording, for those who may review it."""
    return queries.find_to_review(principal(), recording_id, lock) or gone()


def opened(recording_id: int, lock: bool = False) -> tuple[Recording, Sealed]:
    """A recording that can be heard, and its sound."""
    recording = found(recording_id, lock)
    if not reviewing.is_open(recording):
        gone()
    return recording, releasing.open_track(recording)


def page(recording: Recording, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The page of a recording as it stands; `forms` hold what was typed wrong."""
    if reviewing.is_open(recording):
        page = render_template("recordings/review.html", **_everything(recording, forms))
    else:
        page = render_template("recordings/waiting.html", **about(recording))
    return make_response(page, status)


def about(recording: Recording) -> dict[str, Any]:
    """Where a recording stands."""
    return {
        "recording": recording,
        "deadline": reviewing.deadline(recording),
        "late": reviewing.deadline(recording) <= clock.now(),
        "running": working.is_running(recording),
        "due": preparing.is_due(recording) or releasing.is_due(recording),
        "issues": queries.issues(recording) if recording.stage == Stage.RELEASED else [],
        "Stage": Stage, "Work": Work,
    }  # fmt: skip


def _everything(recording: Recording, forms: dict[str, Any]) -> dict[str, Any]:
    sound = releasing.open_track(recording)
    return {
        **about(recording),
        **_spans_of(recording, forms.pop("span_form", None)),
        **_notes_of(recording, sound.key, forms.pop("note_form", None)),
        **_standing_of(recording, forms.pop("points_form", None)),
        "wave": preparing.read_wave(sound, recording.peaks),
        "damaged": _unread(recording, sound),
        "reason_form": forms.pop("reason_form", None) or ReasonForm(),
        **forms,
    }


def _unread(recording: Recording, sound: Sealed) -> list[tuple[int, int]]:
    """About which milliseconds of the track cannot be read, from and to."""
    length, size = recording.length_ms or 0, max(1, sound.size)
    chunks = sound.damaged()
    return [
        (length * n * track.CHUNK // size, min(length, length * (n + 1) * track.CHUNK // size))
        for n in chunks
    ]


def _spans_of(recording: Recording, form: SpanForm | None = None) -> dict[str, Any]:
    return {
        "recording": recording,
        "mutes": reviewing.mutes(recording),
        "span_form": form or SpanForm(formdata=None),
        "spans_edition": reviewing.spans_edition(recording),
    }


def _notes_of(
    recording: Recording, key: Key, form: NoteForm | None = None, doubts: list[Doubt] | None = None
) -> dict[str, Any]:
    return {
        "recording": recording,
        "notes": notes.of(key, recording),
        "names": notes.read_names(key, recording).people(),
        "note_form": form or NoteForm(formdata=None),
        "notes_edition": reviewing.notes_edition(recording),
        "doubts": doubts or [],
    }


def _standing_of(recording: Recording, form: PointsForm | None = None) -> dict[str, Any]:
    standing = reviewing.standing(recording, principal().id)
    if form is None:
        form = PointsForm(formdata=None, points=sorted(standing.checked))
    return {"standing": standing, "points_form": form}


def again(recording: Recording, part: str, **forms: Any) -> ResponseReturnValue:
    """What was typed, with what is wrong at its field."""
    if not is_fragment():
        return page(recording, 422, **forms)
    return _part_of(recording, part, 422, **forms)


def _part_of(
    recording: Recording, part: str, status: int = 200, **forms: Any
) -> ResponseReturnValue:
    if part == "mutes":
        context = _spans_of(recording, forms.get("span_form"))
    else:
        key = releasing.open_track(recording).key
        context = _notes_of(recording, key, forms.get("note_form"), forms.get("doubts"))
    return make_response(render_template(f"recordings/_review_{part}.html", **context), status)


def change(recording: Recording, part: str, change: Callable[[], Any]) -> ResponseReturnValue:
    """Change spans or notes; whoever had agreed already is told that they are asked again."""
    agreed = reviewing.agreements(recording)
    try:
        change()
    except reviewing.TooMany:
        flash(_("Il y en a déjà autant qu'il peut y en avoir."), "error")
        return see_other(url_of(recording))
    except reviewing.Moved:
        gone()
    db.session.commit()
    if agreed:
        flash(_("Les accords déjà donnés sont à redonner : ils portaient sur autre chose."), "info")
    if agreed or not is_fragment():
        anchor = {"mutes": "silences", "notes": "notes"}[part]
        return see_other(f"{url_of(recording)}#{anchor}")
    return _part_of(found(recording.id), part)


def url_of(recording: Recording) -> str:
    """Its page."""
    return url_for("recordings.review", recording_id=recording.id)
