"""What the field sends upward: signals, who saw the same, the file that carries them."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.actors.models import Actor
from raqnet.db import Model, Timestamped
from raqnet.people.models import Neighbourhood


class SignalKind(enum.StrEnum):
    """What a signal is about."""

    SATURATED = "saturated"
    BARRIER = "barrier"
    IDEA = "idea"


class DossierState(enum.StrEnum):
    """How far a file has come."""

    OPEN = "open"
    SENT = "sent"
    ANSWERED = "answered"
    CLOSED = "closed"  # without an answer, or nothing more to expect


OVER = (DossierState.ANSWERED, DossierState.CLOSED)  # news for those who signalled


class Dossier(Timestamped, Model):
    """Signals that the coordination has put together, and sends to an authority."""

    __tablename__ = "dossiers"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(4000), default="")
    # Addresses of figures, with period and filters: ["/recherche/figures/…?du=…", …].
    figures: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(10), default=DossierState.OPEN, index=True)
    authority: Mapped[str] = mapped_column(String(120), default="")
    sent_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(String(4000), default="")
    answered_on: Mapped[date | None]
    answer_at: Mapped[datetime | None]  # or closed without one: newer than `Echo.seen_at` is news
    # What the letter said when it was sent: {"signals": […], "figures": […]}.
    letter: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[User | None] = relationship(lazy="raise")
    signals: Mapped[list["Signal"]] = relationship(
        lazy="raise", back_populates="dossier", order_by="Signal.id"
    )
    steps: Mapped[list["DossierStep"]] = relationship(
        lazy="raise", back_populates="dossier", order_by="DossierStep.id"
    )
    __mapper_args__ = {"version_id_col": version}


class DossierStep(Model):
    """A state that a file came to, by whom and when; steps are only ever added."""

    __tablename__ = "dossier_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(
        ForeignKey("dossiers.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(10))
    # The signals that it set free: taken back, those that are free still come back.
    released: Mapped[list[int]] = mapped_column(JSON, default=list)
    dossier: Mapped[Dossier] = relationship(lazy="raise", back_populates="steps")
    author: Mapped[User | None] = relationship(lazy="raise")


class Signal(Timestamped, Model):
    """Something seen in the field, told without anybody who could be known."""

    __tablename__ = "signals"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), index=True)
    text: Mapped[str] = mapped_column(String(1000))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"), index=True)
    dossier_id: Mapped[int | None] = mapped_column(
        ForeignKey("dossiers.id", ondelete="SET NULL"), index=True
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[User | None] = relationship(lazy="raise")
    actor: Mapped[Actor | None] = relationship(lazy="raise")
    dossier: Mapped[Dossier | None] = relationship(lazy="raise", back_populates="signals")
    echoes: Mapped[list["Echo"]] = relationship(
        lazy="raise", back_populates="signal", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}


class Echo(Model):
    """Somebody saw it, where; the author's own is the first one."""

    __tablename__ = "signal_echoes"
    __table_args__ = (UniqueConstraint("signal_id", "user_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    signal_id: Mapped[int] = mapped_column(ForeignKey("signals.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhoods.id"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime | None]  # when they last read what became of it
    signal: Mapped[Signal] = relationship(lazy="raise", back_populates="echoes")
    user: Mapped[User] = relationship(lazy="raise")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="raise")
