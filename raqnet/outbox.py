"""Mails that a command sends: kept in a table, so that a crash loses none and none leaves twice."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from raqnet import clock
from raqnet.db import Model


class OutboxMail(Model):
    """A mail to send; `key` says what it is, so that it is entered once.

    It is claimed before it leaves. Claimed and not sent, nobody knows whether it left: it does not
    leave again.
    """

    __tablename__ = "outbox_mails"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(20000))
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    next_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(60), default="")
