"""What a person may load of recordings; every lookup of the subject passes here."""

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from raqnet.access import PERMISSIONS, Principal
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.intervision.models import Intervision, Seat
from raqnet.intervision.queries import SEATED, animates
from raqnet.recordings.models import Consent, Issue, Mute, Note, Recording, Stage

# In the room ------------------------------------------------------------------------------------


def find_led(user: Principal, uid: str, lock: bool = False) -> Recording | None:
    """The recording of a session that one animates, by its name."""
    if not uid.isalnum():
        return None
    query = select(Recording).where(Recording.uid == uid, animates(user, Recording.intervision_id))
    return _found(query.options(joinedload(Recording.intervision)), lock)


# After the session ------------------------------------------------------------------------------


def _there(user: Principal) -> ColumnElement[bool]:
    """Was this person in the session?"""
    return exists(
        select(1).where(
            Seat.intervision_id == Recording.intervision_id,
            Seat.user_id == user.id, Seat.state.in_(SEATED),
        )
    )  # fmt: skip


def _holds_voice(user: Principal) -> ColumnElement[bool]:
    """Was this person there, or asked and shown out since?"""
    asked = exists(
        select(Consent.seat_id)
        .join(Seat, Seat.id == Consent.seat_id)
        .where(Consent.recording_id == Recording.id, Seat.user_id == user.id)
    )
    return or_(_there(user), asked)


def _over() -> Select[Recording]:
    """Recordings whose session is over."""
    return (
        select(Recording)
        .join(Intervision, Intervision.id == Recording.intervision_id)
        .where(Intervision.closed_at.is_not(None), Recording.stage != Stage.ROOM)
        .options(contains_eager(Recording.intervision))
    )


def _found(query: Select[Recording], lock: bool) -> Recording | None:
    if lock:
        query = query.with_for_update(of=Recording)
    return db.session.scalar(query, execution_options={"populate_existing": lock})


def own(user: Principal) -> list[Recording]:
    """Those of sessions where one was, the last first."""
    query = _over().where(_holds_voice(user))
    query = query.order_by(Intervision.closed_at.desc(), Recording.id.desc())
    return list(db.session.scalars(query))


def find_own(user: Principal, recording_id: int, lock: bool = False) -> Recording | None:
    """One that holds one's own voice, until it is released."""
    if not user.can("recordings.own"):
        return None
    kept = Recording.stage != Stage.RELEASED
    return _found(_over().where(Recording.id == recording_id, kept, _holds_voice(user)), lock)


def find_to_review(user: Principal, recording_id: int, lock: bool = False) -> Recording | None:
    """One of a session where one was, for those who may review; nobody else hears it."""
    if not user.can("recordings.review"):
        return None
    return _found(_over().where(Recording.id == recording_id, _there(user)), lock)


def find_mute(recording: Recording, mute_id: int) -> Mute | None:
    """A span of a recording that one has found."""
    return db.session.scalar(
        select(Mute).where(Mute.id == mute_id, Mute.recording_id == recording.id)
    )


def find_note(recording: Recording, note_id: int) -> Note | None:
    """A note of a recording that one has found."""
    return db.session.scalar(
        select(Note).where(Note.id == note_id, Note.recording_id == recording.id)
    )


def by_withdrawal_code(code: str, lock: bool = False) -> Recording | None:
    """The recording from which whoever holds this code may withdraw."""
    holds = exists(
        select(1).where(Consent.recording_id == Recording.id, Consent.code_hash == hash_token(code))
    )
    return _found(_over().where(holds), lock)


def released(user: Principal) -> list[Recording]:
    """Released recordings, for research."""
    if not user.can("recordings.hear"):
        return []
    return list(
        db.session.scalars(_over().where(*_RELEASED).order_by(Recording.released_at.desc()))
    )


def find_released(user: Principal, recording_id: int) -> Recording | None:
    """A released recording, for research."""
    if not user.can("recordings.hear"):
        return None
    return db.session.scalar(_over().where(Recording.id == recording_id, *_RELEASED))


_RELEASED = (Recording.stage == Stage.RELEASED, Recording.released_key.is_not(None))


def find_logged(user: Principal, recording_id: int, lock: bool = False) -> Recording | None:
    """A released recording, for those who may read who took it: reviewers, the coordination."""
    if not user.can("recordings.review"):
        return None
    query = _over().where(Recording.id == recording_id, *_RELEASED)
    return _found(query if user.can("recordings.oversee") else query.where(_there(user)), lock)


def logged(user: Principal) -> list[Recording]:
    """All of these, the last first."""
    if not user.can("recordings.review"):
        return []
    query = _over().where(*_RELEASED).order_by(Recording.released_at.desc())
    return list(
        db.session.scalars(query if user.can("recordings.oversee") else query.where(_there(user)))
    )


def issues(recording: Recording) -> list[Issue]:
    """The release log of a recording that one has found, the last line first."""
    query = select(Issue).where(Issue.recording_id == recording.id).options(joinedload(Issue.user))
    return list(db.session.scalars(query.order_by(Issue.id.desc()).limit(500)))


def numbers() -> dict[str, int]:
    """How many recordings of sessions that are over there are at each stage."""
    query = select(Recording.stage, func.count()).where(Recording.stage != Stage.ROOM)
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Recording.stage))}


def possible_reviewers(recording: Recording) -> list[User]:
    """Who was there and may review."""
    query = (
        select(User)
        .join(Seat, Seat.user_id == User.id)
        .where(
            Seat.intervision_id == recording.intervision_id, Seat.state.in_(SEATED),
            User.role.in_(PERMISSIONS["recordings.review"]), User.disabled_at.is_(None),
        )
        .order_by(User.id)
    )  # fmt: skip
    return list(db.session.scalars(query))


def kept() -> list[Recording]:
    """Every recording of a session that is over, for the nightly command."""
    query = (
        select(Recording)
        .join(Intervision, Intervision.id == Recording.intervision_id)
        .where(Intervision.closed_at.is_not(None))
        .options(contains_eager(Recording.intervision))
        .order_by(Recording.id)
    )
    return list(db.session.scalars(query))


def find_kept(recording_id: int) -> Recording | None:
    """One of these, locked."""
    return _found(_over().where(Recording.id == recording_id), True)


def by_uid() -> dict[str, Recording]:
    """Every recording there is, by its name in the store."""
    return {row.uid: row for row in db.session.scalars(select(Recording))}
