"""What reviewers set on a recording: the spans to cover, and the notes of what is said."""

from functools import partial

from flask import current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from raqnet.access import require
from raqnet.recordings import notes, queries, reviewing
from raqnet.recordings.forms_review import NoteForm, SpanForm, decisions
from raqnet.recordings.models import Mute, Note, Recording
from raqnet.recordings.notes import Doubt, Names
from raqnet.recordings.views import blueprint
from raqnet.recordings.views.reviewed import again, change, opened
from raqnet.recordings.views.streaming import gone
from raqnet.redaction import Finding, find, gazetteer
from raqnet.text import clean
from raqnet.vault import Key

# Spans ------------------------------------------------------------------------------------------


@blueprint.post("/enregistrements/<int:recording_id>/silences")
@require("recordings.review")
def add_mute(recording_id: int) -> ResponseReturnValue:
    """Cover a span."""
    return _with_span(recording_id, None)


@blueprint.post("/enregistrements/<int:recording_id>/silences/<int:mute_id>")
@require("recordings.review")
def move_mute(recording_id: int, mute_id: int) -> ResponseReturnValue:
    """Move the edges of a span."""
    return _with_span(recording_id, mute_id)


def _with_span(recording_id: int, mute_id: int | None) -> ResponseReturnValue:
    recording, _sound = opened(recording_id, lock=True)
    row = _mute(recording, mute_id) if mute_id is not None else None
    form = SpanForm()
    form.length_ms = recording.length_ms
    if not form.validate():
        return again(recording, "mutes", span_form=form)
    starts, ends = form.starts.data or 0, form.ends.data or 0
    if row is None:
        return change(recording, "mutes", lambda: reviewing.add_mute(recording, starts, ends))
    moved: Mute = row
    return change(recording, "mutes", lambda: reviewing.move_mute(recording, moved, starts, ends))


@blueprint.post("/enregistrements/<int:recording_id>/silences/<int:mute_id>/enlever")
@require("recordings.review")
def drop_mute(recording_id: int, mute_id: int) -> ResponseReturnValue:
    """Cover it no more."""
    recording, _sound = opened(recording_id, lock=True)
    row = _mute(recording, mute_id)
    return change(recording, "mutes", lambda: reviewing.remove(recording, row))


def _mute(recording: Recording, mute_id: int) -> Mute:
    return queries.find_mute(recording, mute_id) or gone()


# Notes ------------------------------------------------------------------------------------------


@blueprint.post("/enregistrements/<int:recording_id>/notes")
@require("recordings.review")
def add_note(recording_id: int) -> ResponseReturnValue:
    """Keep what is said from a moment on, once its names are decided."""
    return _with_note(recording_id, None)


@blueprint.route("/enregistrements/<int:recording_id>/notes/<int:note_id>", methods=["GET", "POST"])
@require("recordings.review")
def edit_note(recording_id: int, note_id: int) -> ResponseReturnValue:
    """Change a note."""
    if request.method == "POST":
        return _with_note(recording_id, note_id)
    recording, found = opened(recording_id)
    row = _note(recording, note_id)
    text = notes.read_text(found.key, recording.uid, row.sealed)
    form = NoteForm(formdata=None, at=row.at_ms, text=text)
    return _note_page(recording, row, form, [])


def _note(recording: Recording, note_id: int) -> Note:
    return queries.find_note(recording, note_id) or gone()


def _note_page(
    recording: Recording, row: Note, form: NoteForm, doubts: list[Doubt], status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "recordings/note.html", recording=recording, note=row, note_form=form, doubts=doubts
    )
    return make_response(page, status)


def _with_note(recording_id: int, note_id: int | None) -> ResponseReturnValue:
    recording, found = opened(recording_id, lock=True)
    row = _note(recording, note_id) if note_id is not None else None
    form = NoteForm()
    form.length_ms = recording.length_ms
    names = notes.read_names(found.key, recording)
    if not form.validate():
        return _note_again(recording, row, form, [])
    text = clean(form.text.data or "")
    hits = find(text, gazetteer(current_app))
    asked = notes.doubts(text, hits, names)
    answers = decisions(request.form, asked)
    if len(answers) < len(asked):
        return _note_again(recording, row, form, asked)
    return _keep_note(recording, found.key, row, form, _settled(text, hits, names, asked, answers))


def _note_again(
    recording: Recording, row: Note | None, form: NoteForm, asked: list[Doubt]
) -> ResponseReturnValue:
    if row is not None:
        return _note_page(recording, row, form, asked, 422)
    return again(recording, "notes", note_form=form, doubts=asked)


def _settled(
    text: str, hits: list[Finding], names: Names, asked: list[Doubt], answers: dict[str, str]
) -> tuple[str, Names]:
    """The text that is kept, and the names with what was decided."""
    kept = notes.decided(text, hits, answers)
    for each in asked:
        name = answers[notes.key_of(each.words)]
        if not name or each.kind not in notes.THINGS:  # a number needs no name to find it again by
            names.learn(each.words, name)
    return kept, names


def _keep_note(
    recording: Recording, key: Key, row: Note | None, form: NoteForm, decided: tuple[str, Names]
) -> ResponseReturnValue:
    text, names = decided
    at = form.at.data or 0
    keep = partial(reviewing.write_note, recording, key, names, at, text, row)
    return change(recording, "notes", keep)


@blueprint.post("/enregistrements/<int:recording_id>/notes/<int:note_id>/enlever")
@require("recordings.review")
def drop_note(recording_id: int, note_id: int) -> ResponseReturnValue:
    """Forget a note."""
    recording, _sound = opened(recording_id, lock=True)
    row = _note(recording, note_id)
    return change(recording, "notes", lambda: reviewing.remove(recording, row))
