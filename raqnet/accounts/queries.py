"""What may be loaded of accounts; every lookup of the subject passes here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.access import Principal, Role
from raqnet.accounts.models import AuditEntry, OneTimeLink, User, UserSession
from raqnet.db import db
from raqnet.digest import hash_token

PAGE = 50


def me(user: Principal) -> User:
    """The account of the person who asks."""
    return db.session.get_one(User, user.id)


def find_user(user: Principal, user_id: int) -> User | None:
    """An account, for whoever manages accounts or grants hours."""
    if not (user.can("accounts.manage") or user.can("hours.grant")):
        return None
    return db.session.get(User, user_id)


def users(user: Principal) -> Sequence[User]:
    """All accounts by name, the closed ones last."""
    if not (user.can("accounts.manage") or user.can("hours.grant")):
        return []
    return db.session.scalars(
        select(User).order_by(User.disabled_at.is_not(None), User.name, User.id)
    ).all()


def active_admins() -> Sequence[User]:
    """The administrators who can sign in, held until the end of the transaction."""
    return db.session.scalars(
        select(User)
        .where(User.role == Role.ADMIN, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()
    ).all()


def by_email(email: str) -> User | None:
    """The account of an address, whoever asks: for services only."""
    return db.session.scalar(select(User).where(User.email == email))


def sessions(user: Principal) -> Sequence[UserSession]:
    """My browsers that are signed in, the last seen first."""
    return db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.expires_at > clock.now())
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    ).all()


def find_session(user: Principal, session_id: int) -> UserSession | None:
    """One of my sessions."""
    return db.session.scalar(
        select(UserSession).where(UserSession.id == session_id, UserSession.user_id == user.id)
    )


def find_link(token: str) -> OneTimeLink | None:
    """The link of this token while it may still be used, with its account."""
    return db.session.scalar(
        select(OneTimeLink)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == hash_token(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > clock.now(),
            User.disabled_at.is_(None),
        )
        .options(joinedload(OneTimeLink.user))
    )


@dataclass(frozen=True)
class LogPage:
    """A page of the log, and the id before which the next one begins."""

    entries: Sequence[AuditEntry]
    names: dict[int, str]
    next_before: int | None


def log_page(user: Principal, act: str | None, person: int | None, before: int | None) -> LogPage:
    """The newest entries before `before`, of one act or about one person where these are set."""
    asked = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if not user.can("audit.read"):
        return LogPage([], {}, None)
    if act:
        asked = asked.where(AuditEntry.act == act)
    if person is not None:
        about = (AuditEntry.subject_type == User.__tablename__) & (AuditEntry.subject_id == person)
        asked = asked.where(or_(AuditEntry.actor_id == person, about))
    if before is not None:
        asked = asked.where(AuditEntry.id < before)
    found = db.session.scalars(asked).all()
    entries = found[:PAGE]
    return LogPage(entries, _names(entries), entries[-1].id if len(found) > PAGE else None)


def _names(entries: Sequence[AuditEntry]) -> dict[int, str]:
    """The present names of the accounts that these entries are about."""
    ids = {each.subject_id for each in entries if each.subject_type == User.__tablename__}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids - {None})))
    return {row.id: row.name for row in rows}


def people(user: Principal) -> list[tuple[int, str]]:
    """Everybody's id and name, to narrow the log down."""
    if not user.can("audit.read"):
        return []
    return [(row.id, row.name) for row in db.session.execute(_NAMES)]


_NAMES = select(User.id, User.name).order_by(User.name, User.id)
