"""Release: what two people agreed to becomes a file under a key of its own; all else is destroyed.

Until the one commit at the end the recording is as it was; what lies half made in the store opens
under no key that anybody has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import joinedload

from raqnet import clock, vault
from raqnet.db import db
from raqnet.recordings import covering, label, notes, preparing, reviewing, sound, track
from raqnet.recordings.consents import key_name
from raqnet.recordings.covering import Span
from raqnet.recordings.models import Issue, Mute, Note, Recording, Stage, Work
from raqnet.recordings.preparing import Wave
from raqnet.recordings.sound import Pcm
from raqnet.recordings.track import Sealed
from raqnet.recordings.working import Beat, Stopped
from raqnet.store import store
from raqnet.vault import Key, VaultError


def is_due(recording: Recording) -> bool:
    """Is the embargo over, and do two people agree?"""
    until = recording.embargo_until
    over = recording.stage == Stage.EMBARGO and until is not None and until <= clock.now()
    return over and recording.track_bytes is not None and reviewing.is_agreed(recording)


@dataclass(frozen=True)
class _Plan:
    """What is released, as it was agreed to."""

    track: Sealed
    samples: int
    spans: list[Span]
    wave: Wave
    edition: str
    metadata: dict[str, str]


def release(recording_id: int, beat: Beat, by: int | None = None) -> None:
    """Make the released file and destroy the rest; `by` is whoever asked, None the night's command.

    Errors: see `working.run`.
    """
    plan = _plan(recording_id)
    uid = plan.track.uid
    wrapped = vault.new_key(track.key_context(uid, track.RELEASED))
    key = vault.open_key(wrapped, track.key_context(uid, track.RELEASED))
    db.session.rollback()  # nobody waits for the database meanwhile
    store().remove(f"recordings/{uid}/{track.RELEASED}")
    made, wave, length_ms = _make(plan, key, beat)
    if made.damaged():
        raise VaultError("released")
    beat.check()
    recording = _held(recording_id, plan.edition)
    _reseal_notes(recording, plan.track.key, key)
    recording.released_key, recording.released_bytes = wrapped, made.size
    recording.peaks = preparing.seal_wave(key, uid, track.RELEASED, wave)
    recording.length_ms = length_ms
    _forget(recording)
    db.session.add(Issue(recording_id=recording_id, user_id=by, what="released"))
    db.session.commit()
    clear(uid)


def _plan(recording_id: int) -> _Plan:
    recording = db.session.scalar(_with_session(recording_id))
    if recording is None or not is_due(recording):
        raise Stopped
    opened = open_track(recording)
    wave = preparing.read_wave(opened, recording.peaks)
    spans = [
        (row.starts_ms * sound.MS, row.ends_ms * sound.MS) for row in reviewing.mutes(recording)
    ]
    samples = (recording.length_ms or 0) * sound.MS
    edition, told = reviewing.edition(recording), label.metadata(recording)
    return _Plan(opened, samples, covering.joined(spans), wave, edition, told)


def open_track(recording: Recording) -> Sealed:
    """The sound that reviewers hear. Errors: VaultError."""
    assert recording.wrapped_key is not None
    key = vault.open_key(recording.wrapped_key, key_name(recording.uid))
    return Sealed(recording.uid, track.TRACK, key, recording.track_bytes or 0)


def open_released(recording: Recording) -> Sealed:
    """The sound that research hears. Errors: VaultError."""
    assert recording.released_key is not None
    context = track.key_context(recording.uid, track.RELEASED)
    key = vault.open_key(recording.released_key, context)
    return Sealed(recording.uid, track.RELEASED, key, recording.released_bytes or 0)


def _make(plan: _Plan, key: Key, beat: Beat) -> tuple[Sealed, Wave, int]:
    writer = track.Writer(plan.track.uid, track.RELEASED, key, beat.check)
    ogg = sound.OggWriter(writer, plan.metadata)
    peaks = covering.Peaks()
    covered = covering.muted(sound.whole(sound.decoded(track.Reader(plan.track))), plan.spans)
    for packet in sound.encoded(_watched(covered, peaks, beat, plan.samples)):
        ogg.add(packet)
    ogg.close()
    length_ms = max(0, ogg.samples - sound.PRE_SKIP) // sound.MS
    wave = Wave(peaks.pack(), plan.wave.gaps, plan.wave.end_told)
    return writer.finish(), wave, length_ms


def _watched(source: Iterable[Pcm], peaks: covering.Peaks, beat: Beat, total: int) -> Iterator[Pcm]:
    done = 0
    for samples in source:
        peaks.add(samples)
        done += len(samples)
        beat(990 * done // max(1, total))
        yield samples


def _held(recording_id: int, edition: str) -> Recording:
    """The recording, locked, as it was agreed to. Errors: Stopped."""
    query = _with_session(recording_id).with_for_update(of=Recording)
    recording = db.session.scalar(query, execution_options={"populate_existing": True})
    if recording is None or not is_due(recording) or reviewing.edition(recording) != edition:
        raise Stopped
    return recording


def _with_session(recording_id: int) -> Select[Recording]:
    loaded = joinedload(Recording.intervision)
    return select(Recording).where(Recording.id == recording_id).options(loaded)


def _reseal_notes(recording: Recording, old: Key, new: Key) -> None:
    for row in db.session.scalars(select(Note).where(Note.recording_id == recording.id)):
        text = notes.read_text(old, recording.uid, row.sealed)
        row.sealed = notes.seal_text(new, recording.uid, text)


def _forget(recording: Recording) -> None:
    """Keys and mapping go; who agreed, and that all had consented, stays."""
    recording.stage, recording.released_at = Stage.RELEASED, clock.now()
    recording.wrapped_key = recording.names = recording.end_seal = None
    recording.device_hash = recording.track_bytes = recording.slices_told = None
    recording.work, recording.work_permille = Work.NONE, 0
    db.session.execute(delete(Mute).where(Mute.recording_id == recording.id))


def clear(uid: str) -> None:
    """Take away what is not released."""
    for kind in (track.TRACK, "slices"):
        store().remove(f"recordings/{uid}/{kind}")


def log_hearing(recording_id: int, user_id: int) -> None:
    """Enter that somebody has the sound before them, once a day: a player asks for it in parts."""
    day_ago = clock.now() - timedelta(days=1)
    known = select(Issue.id).where(
        Issue.recording_id == recording_id, Issue.user_id == user_id,
        Issue.what == "heard", Issue.at > day_ago,
    )  # fmt: skip
    if db.session.scalar(known.limit(1)) is None:
        log_issue(recording_id, user_id, "heard")


def log_issue(recording_id: int, user_id: int, what: str) -> None:
    """Enter a line into the release log, in a transaction of its own: the request only reads."""
    db.session.rollback()  # a transaction that still reads would make the writing one wait
    line = {"recording_id": recording_id, "user_id": user_id, "what": what, "at": clock.now()}
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(Issue), line)
