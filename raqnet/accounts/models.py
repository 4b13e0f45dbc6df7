"""Accounts: who may enter, with which sessions, links and tries; and the log of sensitive acts."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.db import Model, Timestamped


class LinkPurpose(enum.StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"


class User(Timestamped, Model):
    """A person who may sign in."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    approves_hours: Mapped[bool] = mapped_column(default=False)
    weekly_digest: Mapped[bool] = mapped_column(default=False)  # a mail of what comes and waits
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary(200))
    totp_last_step: Mapped[int | None]
    locale: Mapped[str] = mapped_column(String(5), default="fr")
    disabled_at: Mapped[datetime | None]


class UserSession(Model):
    """A signed-in browser; it ends when its row goes."""

    __tablename__ = "user_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(String(200), default="")
    # A session that still owes its second factor opens nothing but the page that asks for it.
    awaits_second_factor: Mapped[bool] = mapped_column(default=False)
    user: Mapped[User] = relationship(lazy="raise")


class OneTimeLink(Model):
    """An invitation or a reset: a link that works once."""

    __tablename__ = "one_time_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="raise")


class SignInTry(Model):
    """A failed try, counted per account and per address; shared by all processes."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("ix_sign_in_tries_subject_at", "subject", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class AuditEntry(Model):
    """Who read or changed something sensitive, never its content; rows are only ever added."""

    __tablename__ = "audit_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    # No foreign key: the log outlives the account.
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_name: Mapped[str] = mapped_column(String(80), default="")
    act: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]


APPEND_ONLY_SQLITE = [
    f"CREATE TRIGGER audit_entries_no_{act.lower()} BEFORE {act} ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END"
    for act in ("UPDATE", "DELETE")
]
APPEND_ONLY_POSTGRESQL = [
    "CREATE FUNCTION audit_entries_refuse() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION audit_entries_refuse()",
]
