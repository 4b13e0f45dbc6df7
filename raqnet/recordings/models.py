"""Recordings of sessions: consents, slices as they came, what reviewers did, what was released.

Sound is never in the database: it lies sealed in the store (`store.py`) under the key that is here
(`Recording.wrapped_key`); without that key it is gone. No row tells who refused: an answer is a
seal that has the same length for all, made anew for everybody with each round, without its hour.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import Model
from raqnet.intervision.models import Intervision, Seat

UID = 32  # hexadecimal characters
WRAPPED = 100  # bytes of a wrapped key
MOST_NOTE, SEALED_NOTE = 2000, 8300  # characters; bytes
SEALED_NAMES, SEALED_PROOF = 60_000, 8000
MOST_MIME = 60


class Stage(enum.StrEnum):
    """How far a recording has come."""

    ROOM = "room"  # its session is open
    REVIEW = "review"  # the session is over, two people listen
    EMBARGO = "embargo"  # both agreed; who was recorded may still withdraw
    RELEASED = "released"


class Work(enum.StrEnum):
    """Long work on a recording."""

    NONE = ""
    PREPARING = "preparing"
    RELEASING = "releasing"
    FAILED = "failed"


class Recording(Model):
    """The one recording of a session; times of sound are in milliseconds.

    It does not say when it was changed last: that might tell who refused.
    """

    __tablename__ = "recordings"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(UID), unique=True)  # its name in addresses and store
    intervision_id: Mapped[int] = mapped_column(
        ForeignKey("intervisions.id", ondelete="CASCADE"), unique=True
    )
    stage: Mapped[str] = mapped_column(String(10), default=Stage.ROOM, index=True)
    # None: whatever was recorded is gone.
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary(WRAPPED))

    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    # In the room.
    round: Mapped[int] = mapped_column(default=1)  # of questions: who comes in asks all anew
    shown: Mapped[str] = mapped_column(String(10), default="off")  # what screens were told last
    proof: Mapped[bytes | None] = mapped_column(LargeBinary(SEALED_PROOF))  # see consents.py
    hides_until: Mapped[datetime | None]  # a refusal is not seen before: it would tell whose it was
    device_hash: Mapped[str | None] = mapped_column(String(64))
    seen_at: Mapped[datetime | None]  # when the device spoke last

    # Once the device, or the session, has ended.
    ended_at: Mapped[datetime | None]
    slices_told: Mapped[int | None]  # how many the device says there are
    end_seal: Mapped[bytes | None] = mapped_column(LargeBinary(WRAPPED))
    track_bytes: Mapped[int | None]  # the joined, seekable sound: see track.py
    length_ms: Mapped[int | None]
    peaks: Mapped[bytes | None] = mapped_column(LargeBinary(SEALED_NAMES))  # sealed, for the wave

    # Review and release.
    names: Mapped[bytes | None] = mapped_column(LargeBinary(SEALED_NAMES))  # sealed: who is "A"
    reminders: Mapped[int] = mapped_column(default=0)
    extended_until: Mapped[datetime | None]
    extension_reason: Mapped[str] = mapped_column(String(300), default="")
    embargo_until: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_key: Mapped[bytes | None] = mapped_column(LargeBinary(WRAPPED))
    released_bytes: Mapped[int | None]

    # Long work.
    work: Mapped[str] = mapped_column(String(10), default=Work.NONE)
    work_permille: Mapped[int] = mapped_column(default=0)
    work_beat_at: Mapped[datetime | None]

    version: Mapped[int] = mapped_column(default=1)
    intervision: Mapped[Intervision] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class Consent(Model):
    """A person's answer, sealed; there is a row for everybody who was asked, answered or not."""

    __tablename__ = "recording_consents"
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    seat_id: Mapped[int] = mapped_column(
        ForeignKey("intervision_seats.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary(WRAPPED))
    # By which whoever has no account withdraws after the session.
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    seat: Mapped[Seat] = relationship(lazy="raise")


class Slice(Model):
    """Some seconds of disguised sound, as the device sent them; the store holds their bytes."""

    __tablename__ = "recording_slices"
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 0
    part: Mapped[int]  # slices of one part are one file of the browser; its first has the header
    length_ms: Mapped[int]
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))


class Mute(Model):
    """A span that the released file holds a tone instead of."""

    __tablename__ = "recording_mutes"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    starts_ms: Mapped[int]
    ends_ms: Mapped[int]


class Note(Model):
    """What is said from this moment on, without who says it; sealed."""

    __tablename__ = "recording_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    at_ms: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary(SEALED_NOTE))


class Review(Model):
    """One reviewer's checklist, and whether they agree to the release."""

    __tablename__ = "recording_reviews"
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    checked: Mapped[str] = mapped_column(String(60), default="")  # numbers of points, by commas
    agreed_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="raise")


class Issue(Model):
    """A line of the release log: released, or taken away by somebody, as which file."""

    __tablename__ = "recording_issues"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    user: Mapped[User | None] = relationship(lazy="raise")
