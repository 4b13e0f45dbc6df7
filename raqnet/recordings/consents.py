"""The gate of a recording: everybody in the room has said yes, each for themself.

Nobody learns who refused. Answers are seals of one length; a round asks everybody anew; only an
answer opens the gate, and a refusal that closes it is seen later than it was given, at a moment
that nobody chose. What it protects is gone at once: the key is destroyed with the refusal itself.
See `intervision.md`, *The recording*.
"""

import json
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from raqnet import clock, vault
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.intervision.live import Live
from raqnet.intervision.models import Seat, SeatState
from raqnet.recordings.models import Consent, Recording, Slice, Stage
from raqnet.store import store

FEWEST = 5  # people; among fewer a refusal has a name
HIDES = (20, 90)  # seconds for which a refusal is not seen
STILL = timedelta(seconds=12)  # after which a device that says nothing is not recording
ANSWER_BYTES = 40
OFF, READY, ON, PAUSE = "off", "ready", "on", "pause"
OPEN_GATE = (READY, ON, PAUSE)
DOING = {"recording": ON, "paused": PAUSE, "off-record": PAUSE}  # what a device says of itself
YES, SILENT, OUT = "yes", "silent", "out"  # out: not in the room when it was asked


def propose(live: Live) -> Recording:
    """Ask everybody in the room whether it may be recorded."""
    recording = Recording(intervision_id=live.intervision.id, uid=secrets.token_hex(16))
    db.session.add(recording)
    db.session.flush()
    ask(recording, live, anew=True)
    _show(recording, live, OFF)
    return recording


def of(intervision_id: int, lock: bool = False) -> Recording | None:
    """The recording of a session, for those who have its room in hand already."""
    query = select(Recording).where(Recording.intervision_id == intervision_id)
    if lock:
        query = query.with_for_update()
    return db.session.scalar(query, execution_options={"populate_existing": lock})


def answer(recording: Recording, live: Live, seat: Seat, agrees: bool) -> None:
    """One person's answer; all seals are made anew with each, so that none tells whose it was.

    A no is written nowhere. What was recorded goes with its key, and all are asked anew: at once
    where nothing can be recorded anyway, else when the gate is seen to close.
    """
    ask(recording, live)
    said = _said(recording)
    if agrees:
        said[seat.id] = YES
    else:
        recording.wrapped_key = recording.proof = None
    for row in _rows(recording):
        row.sealed = _seal(recording, row.seat_id, said[row.seat_id])
    if not agrees and recording.shown not in OPEN_GATE:
        ask(recording, live, anew=True)
    elif not agrees and recording.hides_until is None:
        recording.hides_until = live.now + _a_while()
    db.session.flush()
    tend(recording, live)


def _a_while() -> timedelta:
    least, most = HIDES
    return timedelta(milliseconds=secrets.SystemRandom().randint(least * 1000, most * 1000))


def tend(recording: Recording, live: Live) -> None:
    """Bring what the screens are told in line with the answers, the people and the hour."""
    present = {each.id for each in live.seats if each.state == SeatState.PRESENT}
    said = _said(recording)
    agreed = len(present) >= FEWEST and all(said.get(seat) == YES for seat in present)
    if recording.shown not in OPEN_GATE:
        if agreed:
            _tend_agreed(recording, live, present, said)
        return
    unasked = {seat for seat in present if said.get(seat, OUT) in (OUT, SILENT)}
    if unasked or len(present) < FEWEST or _is_seen(recording, live):
        recording.hides_until = None
        ask(recording, live, anew=True)
        _show(recording, live, OFF)
    elif recording.shown in (ON, PAUSE) and _is_still(recording, live):
        _show(recording, live, READY)


def _tend_agreed(recording: Recording, live: Live, present: set[int], said: dict[int, str]) -> None:
    """An answer opens the gate, never a leaving: it would tell whose answer was missing."""
    if any(words != OUT for seat, words in said.items() if seat not in present):
        ask(recording, live, anew=True)
        return
    _open(recording, sorted(present), live)
    _show(recording, live, READY)


def _is_seen(recording: Recording, live: Live) -> bool:
    return recording.hides_until is not None and recording.hides_until <= live.now


def _is_still(recording: Recording, live: Live) -> bool:
    return recording.seen_at is None or live.now - recording.seen_at > STILL


def _open(recording: Recording, seats: list[int], live: Live) -> None:
    """Everybody agrees: there is a key to record under, and the proof that they did."""
    if recording.wrapped_key is None:
        start_anew(recording)
    prove(recording, seats, live.now)


def prove(recording: Recording, seats: list[int], at: datetime) -> None:
    """Keep that these people had all agreed at this moment."""
    known = [*read_proof(recording), {"at": at.isoformat(), "seats": seats}]
    plain = json.dumps(known[-MOST_PROOFS:]).encode()
    recording.proof = vault.seal(plain, f"recording-proof:{recording.uid}")


MOST_PROOFS = 12  # rounds that the proof remembers


def read_proof(recording: Recording) -> list[dict[str, object]]:
    """Who had agreed when: [{at, seats}], every round in which all did. Errors: VaultError."""
    if recording.proof is None:
        return []
    plain = vault.unseal(recording.proof, f"recording-proof:{recording.uid}")
    told: list[dict[str, object]] = json.loads(plain)
    return told


def start_anew(recording: Recording) -> None:
    """A fresh key and name; what there was under the old ones goes."""
    drop_slices(recording)
    recording.uid = secrets.token_hex(16)
    recording.wrapped_key = vault.new_key(key_name(recording.uid))
    recording.device_hash = recording.seen_at = recording.ended_at = None
    recording.slices_told = recording.end_seal = recording.proof = None


def key_name(uid: str) -> str:
    """What a recording's key is bound to."""
    return f"recording:{uid}"


def drop_slices(recording: Recording) -> None:
    """Take away what the device has sent."""
    db.session.execute(delete(Slice).where(Slice.recording_id == recording.id))
    store().remove(f"recordings/{recording.uid}")


def destroy(recording: Recording) -> None:
    """Leave nothing of a recording: its row and key, its files."""
    store().remove(f"recordings/{recording.uid}")
    db.session.delete(recording)
    db.session.flush()


# Answers ----------------------------------------------------------------------------------------


def ask(recording: Recording, live: Live, anew: bool = False) -> None:
    """Have a row for everybody in the room; anew, nobody has answered any more."""
    present = {seat.id for seat in live.seats if seat.state == SeatState.PRESENT}
    rows = {row.seat_id: row for row in _rows(recording)}
    if anew:
        recording.round += 1
        for row in rows.values():
            row.sealed = _seal(recording, row.seat_id, SILENT if row.seat_id in present else OUT)
    for seat_id in sorted(present - set(rows)):
        blank = _seal(recording, seat_id, SILENT)
        db.session.add(Consent(recording_id=recording.id, seat_id=seat_id, sealed=blank))
    db.session.flush()


def was_asked(recording: Recording, seat: Seat) -> bool:
    """Has this person ever been asked?"""
    return db.session.get(Consent, (recording.id, seat.id)) is not None


def _rows(recording: Recording) -> list[Consent]:
    asked = select(Consent).where(Consent.recording_id == recording.id).order_by(Consent.seat_id)
    return list(db.session.scalars(asked))


def _said(recording: Recording) -> dict[int, str]:
    """What everybody has said in this round, by seat. Errors: VaultError."""
    return {row.seat_id: _read(recording, row) for row in _rows(recording)}


def _seal(recording: Recording, seat_id: int, said: str) -> bytes:
    plain = json.dumps({"round": recording.round, "said": said}).encode().ljust(ANSWER_BYTES)
    return vault.seal(plain, _context(recording, seat_id))


def _read(recording: Recording, row: Consent) -> str:
    told = json.loads(vault.unseal(row.sealed, _context(recording, row.seat_id)))
    return str(told["said"]) if told["round"] == recording.round else OUT


def _context(recording: Recording, seat_id: int) -> str:
    return f"consent:{recording.id}:{seat_id}"


def withdrawal_code(recording: Recording, seat: Seat) -> str:
    """A new code by which whoever has no account withdraws after the session."""
    row = db.session.get_one(Consent, (recording.id, seat.id))
    code = "-".join(secrets.token_hex(2).upper() for _ in range(4))
    row.code_hash = hash_token(code)
    return code


# What screens are told --------------------------------------------------------------------------


def _show(recording: Recording, live: Live, shown: str) -> None:
    if shown != recording.shown or live.room.notice != shown:
        recording.shown = live.room.notice = shown
        live.show()


def beat(recording: Recording, live: Live, doing: str) -> None:
    """The device says what it does: every screen tells it, while the gate is open."""
    recording.seen_at = live.now
    tend(recording, live)
    if recording.shown in OPEN_GATE:
        _show(recording, live, DOING.get(doing, READY))


# The end ----------------------------------------------------------------------------------------


def close(live: Live) -> None:
    """The session is over: what nobody recorded, or somebody refused, leaves nothing."""
    recording = of(live.intervision.id, lock=True)
    if recording is None:
        return
    live.room.notice = ""
    if recording.wrapped_key is None or recording.device_hash is None:
        destroy(recording)
        return
    ask(recording, live, anew=True)  # answers are forgotten: the proof alone stays
    recording.stage, recording.shown, recording.hides_until = Stage.REVIEW, OFF, None


def take_back(recording: Recording, live: Live) -> None:
    """The animation does not record after all."""
    destroy(recording)
    live.room.notice = ""
    live.show()


SLICES_COME = timedelta(hours=24)  # after the session, while a queue is still sent


def is_late(recording: Recording) -> bool:
    """Has the time for slices passed?"""
    closed = recording.intervision.closed_at
    return closed is not None and clock.now() - closed > SLICES_COME
