"""Slices as the device sends them: in any order, twice, or never; each is sealed by itself."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from raqnet import clock, vault
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.recordings.consents import is_late, key_name
from raqnet.recordings.models import Recording, Slice
from raqnet.store import store

MOST_BYTES = 256 * 1024
MOST_SLICES = 10_000  # of five seconds: fourteen hours
MOST_PART, MOST_MS = MOST_SLICES, 60_000  # a part is called by its first slice


class Refused(RuntimeError):
    """A slice that is not taken; the words are for the device's screen."""


class Clash(Refused):
    """It comes after the end."""


class Taken(Clash):
    """Other bytes are known under that number: another device recorded meanwhile."""

    def __init__(self, free: int) -> None:
        """`free`: from which number on nothing is known."""
        super().__init__("other bytes")
        self.free = free


@dataclass(frozen=True)
class Sent:
    """A slice as it arrives."""

    number: int
    part: int
    length_ms: int
    sha256: str
    content: bytes


def claim(recording: Recording) -> str:
    """Record with the device that asks, from now on; returns the secret that is its alone."""
    secret = secrets.token_urlsafe(24)
    recording.device_hash = hash_token(secret)
    recording.ended_at = recording.slices_told = recording.end_seal = None
    return secret


def is_device(recording: Recording, secret: str) -> bool:
    """Is this the device that records?"""
    known = recording.device_hash or ""
    return secret.isascii() and secrets.compare_digest(known, hash_token(secret))


def check(sent: Sent) -> None:
    """Errors: Refused when these are not the bytes that the device meant."""
    bounds = ((sent.number, MOST_SLICES), (sent.part, MOST_PART), (sent.length_ms, MOST_MS))
    if not sent.content or any(not 0 <= value <= most for value, most in bounds):
        raise Refused("out of bounds")
    if hashlib.sha256(sent.content).hexdigest() != sent.sha256.lower():
        raise Refused("digest")


def keep(recording: Recording, sent: Sent) -> None:
    """Store a slice for good, sealed, once; call it with the recording locked.

    Where somebody has refused, it is sealed all the same, under a key that nobody has: whoever
    looks at the device, the disk or the time it takes sees no difference.
    Errors: Clash, Taken, VaultError, OSError.
    """
    known = db.session.get(Slice, (recording.id, sent.number))
    if known is not None:
        if known.sha256 != sent.sha256.lower():
            raise Taken(free_number(recording))
        return
    if recording.track_bytes is not None or is_late(recording):
        raise Clash("ended")
    told = recording.slices_told
    if told is not None and sent.number >= told:
        raise Clash("ended")
    db.session.add(stored(recording, sent))


def stored(recording: Recording, sent: Sent) -> Slice:
    """Seal a slice and put it in the store; gives its row. Errors: VaultError, OSError."""
    sealed = _key(recording).seal(sent.content, slice_context(recording.uid, sent.number))
    store().put(slice_name(recording.uid, sent.number), sealed)
    return Slice(
        recording_id=recording.id, number=sent.number, part=sent.part, length_ms=sent.length_ms,
        size=len(sent.content), sha256=sent.sha256.lower(),
    )  # fmt: skip


def _key(recording: Recording) -> vault.Key:
    if recording.wrapped_key is None:
        return vault.lost_key()
    return vault.open_key(recording.wrapped_key, key_name(recording.uid))


def slice_name(uid: str, number: int) -> str:
    """Where a slice lies in the store."""
    return f"recordings/{uid}/slices/{number}"


def slice_context(uid: str, number: int) -> str:
    """What a slice's seal is bound to."""
    return f"recording:{uid}:slice:{number}"


def free_number(recording: Recording) -> int:
    """From where another device numbers its slices."""
    return max(_numbers(recording.id), default=-1) + 1


def next_number(recording_id: int) -> int:
    """The lowest number that is not held."""
    held = _numbers(recording_id)
    return next(n for n in range(len(held) + 1) if n not in held)


def _numbers(recording_id: int) -> set[int]:
    return set(db.session.scalars(select(Slice.number).where(Slice.recording_id == recording_id)))


def finish(recording: Recording, count: int) -> list[int]:
    """Set the end mark: so many slices there are; gives the numbers that are missing.

    Once they are joined it stays as it is: told again, since the answer was lost, it misses none.
    Errors: Clash when more are held already, or others are joined; VaultError.
    """
    if recording.track_bytes is not None:
        if count != recording.slices_told:
            raise Clash("ended")
        return []
    held = _numbers(recording.id)
    if not 0 <= count <= MOST_SLICES or (held and max(held) >= count):
        raise Clash("fewer than there are")
    recording.ended_at = recording.ended_at or clock.now()
    recording.slices_told = count
    recording.end_seal = _key(recording).seal(str(count).encode(), end_context(recording.uid))
    return [number for number in range(count) if number not in held]


def end_context(uid: str) -> str:
    """What the end mark's seal is bound to."""
    return f"recording:{uid}:end"
