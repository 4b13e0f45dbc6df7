"""Review: two people listen, cover what must not be heard, and agree to one same thing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from raqnet import clock
from raqnet.db import db
from raqnet.recordings import notes
from raqnet.recordings.models import Mute, Note, Recording, Review, Stage
from raqnet.recordings.notes import Names
from raqnet.vault import Key

REVIEWERS = 2
MOST_MUTES, MOST_NOTES = 500, 2000
MORE = timedelta(days=30)  # what the one extension gives

POINTS: dict[int, Any] = {
    1: _l("Aucun nom ni prénom ne s'entend : ni du groupe, ni de collègues, ni d'habitant·es."),
    2: _l("Aucune adresse, rue, place ou bâtiment ne permet de situer la personne dont on parle."),
    3: _l("Aucune voix d'une personne qui n'a pas été consultée ne s'entend : couloir, téléphone."),
    4: _l("Les détails du cas, mis ensemble, ne désignent personne : métier, santé, statut."),
    5: _l("Rien ne permet de reconnaître un enfant : prénom, âge exact, école, club."),
    6: _l("Aucune date précise ne situe un fait : naissance, hospitalisation, expulsion."),
    7: _l("Aucune institution ne désigne quelqu'un : petite équipe, service unique, employeur."),
    8: _l("Rires, tics de langage, langue ou accent ne trahissent pas qui parle."),
    9: _l("Les notes ne contiennent que des pseudonymes, les mêmes du début à la fin."),
    10: _l("À ma connaissance, tout le monde est encore d'accord pour cet enregistrement."),
}


class Moved(RuntimeError):
    """It is no longer what the person has seen, or no longer at that stage."""


class TooMany(RuntimeError):
    """There are as many already as there may be."""


@dataclass(frozen=True)
class Standing:
    """Where the review stands for one person."""

    checked: frozenset[int]
    agreed: bool
    others: int  # how many others agree


def standing(recording: Recording, user_id: int) -> Standing:
    """One's own points and agreement, and how many others agree."""
    rows = _reviews(recording)
    mine = next((row for row in rows if row.user_id == user_id), None)
    others = sum(row.agreed_at is not None for row in rows if row.user_id != user_id)
    return Standing(_points(mine), mine is not None and mine.agreed_at is not None, others)


def _reviews(recording: Recording) -> list[Review]:
    query = select(Review).where(Review.recording_id == recording.id).order_by(Review.user_id)
    return list(db.session.scalars(query))


def _points(review: Review | None) -> frozenset[int]:
    text = review.checked if review else ""
    return frozenset(int(each) for each in text.split(",") if each)


def spans_edition(recording: Recording) -> str:
    """A word for the spans as they are: it changes with each of them."""
    return _edition([(row.id, row.starts_ms, row.ends_ms) for row in mutes(recording)])


def notes_edition(recording: Recording) -> str:
    """A word for the notes as they are."""
    query = select(Note.id, Note.at_ms, Note.sealed).where(Note.recording_id == recording.id)
    return _edition([tuple(row) for row in db.session.execute(query.order_by(Note.id))])


def _edition(rows: list[tuple[Any, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:24]


def edition(recording: Recording) -> str:
    """What one agrees to: the spans and the notes together."""
    return f"{spans_edition(recording)}.{notes_edition(recording)}"


def is_open(recording: Recording) -> bool:
    """May it be changed: is its track made, and is it not released?"""
    return recording.track_bytes is not None and recording.stage in (Stage.REVIEW, Stage.EMBARGO)


# Agreeing ---------------------------------------------------------------------------------------


def tick(recording: Recording, user_id: int, points: set[int]) -> Review:
    """Note which points one has checked; a point less takes one's agreement back."""
    review = db.session.get(Review, (recording.id, user_id))
    if review is None:
        review = Review(recording_id=recording.id, user_id=user_id)
        db.session.add(review)
    review.checked = ",".join(map(str, sorted(points)))
    if review.agreed_at is not None and points != set(POINTS):
        take_back(recording, user_id)
    return review


def agree(recording: Recording, user_id: int, points: set[int], seen: str) -> bool:
    """Agree to the release of what one has seen; True when the embargo begins.

    The recording is locked by the caller. Errors: Moved.
    """
    if recording.stage != Stage.REVIEW or not is_open(recording) or seen != edition(recording):
        raise Moved
    review = tick(recording, user_id, points)
    if points != set(POINTS):
        return False
    review.agreed_at = review.agreed_at or clock.now()
    db.session.flush()
    if agreements(recording) < REVIEWERS:
        return False
    recording.stage = Stage.EMBARGO
    days = timedelta(days=current_app.config["RECORDING_EMBARGO_DAYS"])
    recording.embargo_until = clock.now() + days
    return True


def take_back(recording: Recording, user_id: int) -> None:
    """One no longer agrees."""
    review = db.session.get(Review, (recording.id, user_id))
    if review is not None:
        review.agreed_at = None
    _reopen(recording)


def _reopen(recording: Recording) -> None:
    if recording.stage == Stage.EMBARGO:
        recording.stage, recording.embargo_until = Stage.REVIEW, None


def _changed(recording: Recording) -> None:
    """Whoever had agreed has agreed to something else: they are asked again, point by point."""
    db.session.flush()
    for review in _reviews(recording):
        if review.agreed_at is not None:
            review.agreed_at, review.checked = None, ""
    _reopen(recording)


def agreements(recording: Recording) -> int:
    """How many people agree to it as it is."""
    return sum(row.agreed_at is not None for row in _reviews(recording))


def is_agreed(recording: Recording) -> bool:
    """Do two people agree to it as it is?"""
    return agreements(recording) >= REVIEWERS


# Spans ------------------------------------------------------------------------------------------


def mutes(recording: Recording) -> list[Mute]:
    """The spans that will be covered, in their order."""
    query = select(Mute).where(Mute.recording_id == recording.id)
    return list(db.session.scalars(query.order_by(Mute.starts_ms, Mute.id)))


def add_mute(recording: Recording, starts_ms: int, ends_ms: int) -> Mute:
    """Cover a span. Errors: Moved, TooMany."""
    _check_open(recording)
    _check_room(recording, Mute, MOST_MUTES)
    row = Mute(recording_id=recording.id, starts_ms=starts_ms, ends_ms=ends_ms)
    db.session.add(row)
    _changed(recording)
    return row


def move_mute(recording: Recording, row: Mute, starts_ms: int, ends_ms: int) -> None:
    """Move the edges of a span. Errors: Moved."""
    _check_open(recording)
    if (row.starts_ms, row.ends_ms) != (starts_ms, ends_ms):
        row.starts_ms, row.ends_ms = starts_ms, ends_ms
        _changed(recording)


def remove(recording: Recording, row: Mute | Note) -> None:
    """Take a span or a note away. Errors: Moved."""
    _check_open(recording)
    db.session.delete(row)
    _changed(recording)


def _check_open(recording: Recording) -> None:
    if not is_open(recording):
        raise Moved


def _check_room(recording: Recording, kind: type[Mute] | type[Note], most: int) -> None:
    there = select(func.count()).select_from(kind).where(kind.recording_id == recording.id)
    if (db.session.scalar(there) or 0) >= most:
        raise TooMany


# Notes ------------------------------------------------------------------------------------------


def write_note(
    recording: Recording, key: Key, names: Names, at_ms: int, text: str, row: Note | None = None
) -> Note:
    """Keep a note, new or changed, and the names that were decided. Errors: Moved, TooMany."""
    _check_open(recording)
    if row is None:
        _check_room(recording, Note, MOST_NOTES)
        row = Note(recording_id=recording.id)
        db.session.add(row)
    row.at_ms, row.sealed = at_ms, notes.seal_text(key, recording.uid, text)
    notes.write_names(key, recording, names)
    _changed(recording)
    return row


# Time -------------------------------------------------------------------------------------------


def deadline(recording: Recording) -> datetime:
    """When an unreviewed recording is destroyed. Load it with its session."""
    if recording.extended_until is not None:
        return recording.extended_until
    closed = recording.intervision.closed_at or clock.now()
    return closed + timedelta(days=current_app.config["RECORDING_REVIEW_DAYS"])


def extend(recording: Recording, reason: str) -> None:
    """Give the review more time, once, for a reason. Errors: Moved."""
    if recording.extended_until is not None or recording.stage != Stage.REVIEW:
        raise Moved
    recording.extended_until = deadline(recording) + MORE
    recording.extension_reason = reason
