"""What happens to recordings with time: reminders, release, and the end of what nobody reviewed.

`plan` only reads; `carry_out` does what it says, each recording by itself, and looks again before
it takes anything away. What does not open under the key here stays: the key may be the wrong one.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete

from raqnet import clock, mail, vault
from raqnet.db import db
from raqnet.recordings import preparing, queries, releasing, reviewing, track, working
from raqnet.recordings.consents import key_name
from raqnet.recordings.models import Recording, Stage, Work
from raqnet.store import store
from raqnet.vault import VaultError

log = logging.getLogger(__name__)
REMINDERS = (timedelta(days=14), timedelta(days=25))  # after the session
BEFORE_END = timedelta(days=5)  # the last one, where there was more time
PREPARE, REMIND, DESTROY, RELEASE, SHUT, CLEAR = (
    "prepare", "remind", "destroy", "release", "shut", "clear"
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something to do with a recording, or with a name in the store that belongs to none."""

    what: str
    recording_id: int = 0
    name: str = ""


# Destroying -------------------------------------------------------------------------------------


def destroy(recording: Recording) -> None:
    """Leave nothing of a recording: its row and key, then, once that is committed, its files."""
    uid = recording.uid
    db.session.execute(
        delete(Recording).where(Recording.id == recording.id),
        execution_options={"synchronize_session": False},
    )
    db.session.expunge(recording)
    db.session.commit()
    _sweep(uid)


def _sweep(uid: str) -> None:
    """Take its files away; where the disk refuses, they open under no key, and the night tries."""
    try:
        store().remove(f"recordings/{uid}")
    except OSError as error:
        log.error("files of a recording stay: %s", type(error).__name__)


# What is to be done -----------------------------------------------------------------------------


def plan() -> list[Step]:
    """What is to be done now; it changes nothing. Errors: ConfigError without a master key."""
    stray = _stray()
    steps = [step for row in queries.kept() if (step := _step(row))]
    return [*steps, *stray]


def _step(recording: Recording) -> Step | None:
    what = _what(recording)
    if what in (PREPARE, DESTROY, RELEASE) and not _opens(recording):
        what = SHUT
    return Step(what, recording.id) if what else None


def _what(recording: Recording) -> str | None:
    if recording.stage == Stage.EMBARGO:
        return RELEASE if releasing.is_due(recording) else None
    if recording.stage != Stage.REVIEW:
        return None
    if reviewing.deadline(recording) <= clock.now():
        return DESTROY
    if preparing.is_due(recording):
        return None if working.is_running(recording) else PREPARE
    return REMIND if recording.reminders < _reminders(recording) else None


def _reminders(recording: Recording) -> int:
    """How many reminders should have left by now."""
    closed = recording.intervision.closed_at or clock.now()
    moments = [closed + each for each in REMINDERS]
    if recording.extended_until:
        moments.append(recording.extended_until - BEFORE_END)
    return sum(moment <= clock.now() for moment in moments)


def _opens(recording: Recording) -> bool:
    """Is the master key here the one that this recording's key was wrapped with?"""
    if recording.wrapped_key is None:
        return True
    try:
        vault.open_key(recording.wrapped_key, key_name(recording.uid))
    except VaultError:
        return False
    return True


def _stray() -> list[Step]:
    """Names in the store that no recording needs; the store is asked before the database."""
    places = dict.fromkeys("/".join(name.split("/")[:3]) for name in store().names("recordings"))
    rows = queries.by_uid()
    return [Step(CLEAR, name=place) for place in places if _is_stray(place, rows)]


def _is_stray(place: str, rows: dict[str, Recording]) -> bool:
    _root, uid, kind = place.split("/")
    row = rows.get(uid)
    if row is None:
        return bool(rows)  # a database that knows no recording at all may be the wrong one
    if working.is_running(row):
        return False
    if kind == track.RELEASED:
        return row.released_key is None
    if kind == track.TRACK:
        return row.track_bytes is None
    return row.track_bytes is not None or row.released_key is not None


# Doing it ---------------------------------------------------------------------------------------


def carry_out(step: Step) -> bool:
    """Do one step; True when it was done."""
    if step.what == CLEAR:
        return _clear(step.name)
    if step.what == PREPARE:
        return working.run(preparing.prepare, step.recording_id, Work.PREPARING)
    if step.what == RELEASE:
        return working.run(releasing.release, step.recording_id, Work.RELEASING)
    act = {DESTROY: _destroy, REMIND: _remind}.get(step.what)
    return act is not None and act(step)


def _clear(name: str) -> bool:
    if not _is_stray(name, queries.by_uid()):
        return False
    db.session.rollback()
    store().remove(name)
    return True


def _again(step: Step) -> Recording | None:
    """The recording, locked, where this is still to be done."""
    recording = queries.find_kept(step.recording_id)
    if recording is None or _step(recording) != step:
        db.session.rollback()
        return None
    return recording


def _destroy(step: Step) -> bool:
    recording = _again(step)
    if recording is None:
        return False
    destroy(recording)
    return True


def _remind(step: Step) -> bool:
    recording = _again(step)
    if recording is None:
        return False
    recording.reminders = _reminders(recording)
    until = reviewing.deadline(recording)
    url = f"{current_app.config['PUBLIC_URL']}/enregistrements/{recording.id}"
    for user in queries.possible_reviewers(recording):
        told = {"user": user, "url": url, "until": until, "held": recording.intervision.closed_at}
        mail.send_when_saved(user.email, "mail/recording_review.txt", **told)
    db.session.commit()
    return True
