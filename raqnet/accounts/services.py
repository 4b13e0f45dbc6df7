"""The rules of accounts: who gets in, who is invited, what ends a session.

Services change the session; the caller commits once. Those that hash a password end the
transaction in hand first and begin another after: hashing inside would hold the write lock.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from raqnet import clock, outbox
from raqnet.access import Principal, Role
from raqnet.accounts import audit, links, passwords, queries
from raqnet.accounts.models import LinkPurpose, OneTimeLink, SignInTry, User, UserSession
from raqnet.db import db

# Called with an account and its new role before it takes it; may raise `Refused`.
ROLE_HOOKS: list[Callable[[User, Role], None]] = []


class Refused(ValueError):
    """A rule says no; the words say why."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class EmailTaken(Refused):
    """Another account has this address."""


def on_role(hook: Callable[[User, Role], None]) -> None:
    """Call `hook(user, role)` before an account takes another role (once per hook)."""
    if hook not in ROLE_HOOKS:
        ROLE_HOOKS.append(hook)


def identify(email: str, password: str) -> User | None:
    """Whose address and password these are; the same single hash for everybody."""
    row = db.session.execute(
        select(User.id, User.password_hash).where(User.email == email, User.disabled_at.is_(None))
    ).one_or_none()
    right = _right(row.password_hash if row else None, password)
    if row is None or not right:
        return None
    again = passwords.needs_rehash(row.password_hash) and passwords.hash_password(password)
    user = db.session.get(User, row.id)
    if user is None or user.disabled_at or user.password_hash != row.password_hash:
        return None
    user.password_hash = again or user.password_hash
    return user


def knows_password(person: Principal, password: str) -> bool:
    """Is this the person's present password?"""
    return _right(queries.me(person).password_hash, password)


def _right(kept: str | None, password: str) -> bool:
    db.session.rollback()
    right = passwords.verify(kept, password)
    return right and (current_app.config["DEMO"] or password != passwords.DEMO_PASSWORD)


def weakness(user: User, password: str) -> Any:
    """Why this person may not choose this password, or None."""
    return passwords.weakness(password, user.name, user.email)


def change_password(person: Principal, password: str) -> None:
    """Choose another password; every other session of the person ends."""
    db.session.rollback()
    hashed = passwords.hash_password(password)
    user = queries.me(person)
    user.password_hash = hashed
    end_sessions(user, but=person.session_id)
    links.void(user)
    audit.record(person, "account.password", user)


def choose_by_link(token: str, password: str) -> User | None:
    """Choose a password behind a one-time link; None when the link is used, over or unknown."""
    db.session.rollback()
    hashed = passwords.hash_password(password)
    user = links.use(token)
    if user is None:
        return None
    user.password_hash = hashed
    end_sessions(user)
    links.void(user)
    audit.record(None, "account.password-by-link", user)
    return user


def end_sessions(user: User, but: int | None = None) -> None:
    """Sign a person out everywhere, except in the session `but`."""
    ended = delete(UserSession).where(UserSession.user_id == user.id)
    db.session.execute(ended if but is None else ended.where(UserSession.id != but))


def invite(actor: Principal | None, name: str, email: str, role: Role) -> tuple[User, str | None]:
    """A new account with its invitation: the link's address, or None when a mail carries it.

    Errors: EmailTaken.
    """
    _free(email)
    user = User(name=name, email=email, role=Role(role))
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "account.invited", user)
    return user, links.send(user, LinkPurpose.INVITATION)


def _free(email: str, but: int | None = None) -> None:
    other = queries.by_email(email)
    if other is not None and other.id != but:
        raise EmailTaken(_l("Un compte a déjà cette adresse."))


def new_link(actor: Principal, user: User, shown: bool) -> str | None:
    """Another link for this account; older ones stop working. The address where it is shown."""
    if user.disabled_at:
        raise Refused(_l("Ce compte est fermé : le rouvrir d'abord."))
    links.void(user)
    audit.record(actor, "account.link", user)
    purpose = LinkPurpose.RESET if user.password_hash else LinkPurpose.INVITATION
    return links.send(user, purpose, shown)


def forgot(email: str) -> None:
    """Mail a link to whoever has this address; the caller learns nothing of it."""
    user = queries.by_email(email)
    if user and user.disabled_at is None and user.password_hash:
        audit.record(None, "account.link", user)
        links.send(user, LinkPurpose.RESET)


def update_profile(person: Principal, name: str, email: str, locale: str) -> None:
    """Change one's name, address and language.

    Errors: EmailTaken.
    """
    user = queries.me(person)
    if email != user.email:
        _free(email, but=user.id)
        outbox.forget(user.email)
        user.email = email
        links.void(user)
        audit.record(person, "account.email", user)
    user.name, user.locale = name, locale


def set_digest(person: Principal, wanted: bool) -> None:
    """Let the week come by mail, or no longer: what waits to be sent is dropped too."""
    user = queries.me(person)
    user.weekly_digest = wanted
    if not wanted:
        outbox.forget(user.email)


def disable(actor: Principal, user: User) -> None:
    """Shut an account: its sessions and links end at once.

    Errors: Refused for the last administrator.
    """
    _spare_last_admin(user)
    user.disabled_at = user.disabled_at or clock.now()
    outbox.forget(user.email)
    end_sessions(user)
    links.void(user)
    audit.record(actor, "account.disabled", user)


def enable(actor: Principal, user: User) -> None:
    """Open an account again; its sessions do not come back."""
    user.disabled_at = None
    audit.record(actor, "account.enabled", user)


def change_role(actor: Principal, user: User, role: Role) -> None:
    """Give a person another role; every session of the person ends.

    Errors: Refused for the last administrator, or where the role needs something first.
    """
    if user.role == role:
        return
    _spare_last_admin(user)
    for hook in ROLE_HOOKS:
        hook(user, role)
    user.role = role
    end_sessions(user)
    audit.record(actor, "account.role", user)


def _spare_last_admin(user: User) -> None:
    admins = {admin.id for admin in queries.active_admins()}
    if admins == {user.id}:
        raise Refused(_l("C'est le dernier compte d'administration : en inviter un autre d'abord."))


def set_hours(actor: Principal, user: User, granted: bool) -> None:
    """Give or take back the right to approve working hours."""
    if user.approves_hours != granted:
        user.approves_hours = granted
        audit.record(actor, "hours.granted" if granted else "hours.withdrawn", user)


def expire() -> None:
    """Delete what is over: sessions, links and tries."""
    now = clock.now()
    idle = timedelta(hours=current_app.config["SESSION_IDLE_HOURS"])
    window = timedelta(minutes=current_app.config["SIGN_IN_WINDOW_MINUTES"])
    over = (UserSession.expires_at <= now) | (UserSession.last_seen_at <= now - idle)
    db.session.execute(delete(UserSession).where(over))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
    db.session.execute(delete(SignInTry).where(SignInTry.at <= now - window))
