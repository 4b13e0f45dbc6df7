"""Drafts: what a person was writing, kept on the server until it is saved or dropped."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from raqnet import clock
from raqnet.db import Model

MAX_DRAFT = 50_000


class Draft(Model):
    """The fields of one form of one person, urlencoded as the browser sends them."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(MAX_DRAFT))
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)


class Sending(Model):
    """A form that a device sent, known by the device's own key: sent twice, it is recorded once."""

    __tablename__ = "sendings"
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
