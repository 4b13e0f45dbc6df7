"""Local actors: a sheet that all share, and each worker's own sheet on working with that actor.

A merge moves nothing: the absorbed sheet stays as it was and joins the *family* of the one that is
kept. Whoever asks for what belongs to an actor asks by family, and undoing a merge is one pointer.
"""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import Model, Timestamped
from raqnet.lists.models import ListValue
from raqnet.people.models import Commune, Language, Neighbourhood, Worker, belongs


class Capacity(enum.StrEnum):
    """Can people be sent there now?"""

    UNKNOWN = ""
    OPEN = "open"
    SATURATED = "saturated"
    CLOSED = "closed"


class Initiator(enum.StrEnum):
    """Who made the first contact between a worker and an actor."""

    RAQ = "raq"
    ACTOR = "actor"
    THIRD = "third"


actor_languages = belongs("actor_languages", "actors", "languages")


class Actor(Timestamped, Model):
    """A service, association, shop or group of the neighbourhood, as everybody may know it."""

    __tablename__ = "actors"
    __table_args__ = (Index("ix_actors_sort_name_id", "sort_name", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_name: Mapped[str] = mapped_column(String(120))  # folded: what lists are ordered by
    type_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("communes.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhoods.id"), index=True
    )
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")  # whom to ask for
    opening_hours: Mapped[str] = mapped_column(String(500), default="")
    publics: Mapped[str] = mapped_column(String(500), default="")
    specifics: Mapped[str] = mapped_column(String(2000), default="")
    specifics_nl: Mapped[str] = mapped_column(String(2000), default="")
    directory_url: Mapped[str] = mapped_column(String(300), default="")  # Bruxelles Social
    capacity: Mapped[str] = mapped_column(String(10), default=Capacity.UNKNOWN)
    capacity_note: Mapped[str] = mapped_column(String(200), default="")
    capacity_on: Mapped[date | None]
    verified_on: Mapped[date | None] = mapped_column(index=True)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    removed_at: Mapped[datetime | None]
    # Without an index: SQLite would list by it, and sort, where it may read in order.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    # The actor under which this one is shown: itself, until it is merged into another.
    family_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"), index=True)
    # What duplicates are recognised by.
    phone_key: Mapped[str] = mapped_column(String(20), default="", index=True)
    address_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    type: Mapped[ListValue | None] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="raise")
    verified_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[verified_by_id])
    merged_into: Mapped["Actor | None"] = relationship(
        lazy="raise", remote_side=[id], foreign_keys=[merged_into_id]
    )
    languages: Mapped[list[Language]] = relationship(
        lazy="raise", secondary=actor_languages, order_by=Language.position
    )
    __mapper_args__ = {"version_id_col": version}


# Words begin alike on both engines when they are compared byte by byte.
Word = String(40).with_variant(String(40, collation="C"), "postgresql")


class ActorWord(Model):
    """A word that an actor is found by, folded; the search's index."""

    __tablename__ = "actor_words"
    # From a word to its sheets, and the other way: has this sheet a word that begins so?
    __table_args__ = (Index("ix_actor_words_actor_id_word", "actor_id", "word"),)
    word: Mapped[str] = mapped_column(Word, primary_key=True)
    actor_id: Mapped[int] = mapped_column(
        ForeignKey("actors.id", ondelete="CASCADE"), primary_key=True
    )


class ActorChange(Model):
    """What changed in an actor's sheet, by whom: [field, before, after], as people read them."""

    __tablename__ = "actor_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actors.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    verb: Mapped[str] = mapped_column(String(20))
    changes: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    # The columns as they were, where one tap can take the act back.
    was: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    author: Mapped[User | None] = relationship(lazy="raise")


class Collaboration(Timestamped, Model):
    """How one worker works, or does not, with one actor: their own sheet, shared if they wish."""

    __tablename__ = "collaborations"
    __table_args__ = (UniqueConstraint("actor_id", "worker_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id"), index=True)
    first_contact_on: Mapped[date | None]
    known_through_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    initiated_by: Mapped[str] = mapped_column(String(10), default="")
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    refusal_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    follow_up: Mapped[str] = mapped_column(String(500), default="")
    follow_up_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(2000), default="")
    shows_me: Mapped[bool] = mapped_column(default=True)  # the team sees that I know this actor
    shared: Mapped[bool] = mapped_column(default=False)  # the team reads this sheet
    version: Mapped[int] = mapped_column(default=1)
    actor: Mapped[Actor] = relationship(lazy="raise")
    worker: Mapped[Worker] = relationship(lazy="raise")
    known_through: Mapped[ListValue | None] = relationship(
        lazy="raise", foreign_keys=[known_through_id]
    )
    outcome: Mapped[ListValue | None] = relationship(lazy="raise", foreign_keys=[outcome_id])
    refusal: Mapped[ListValue | None] = relationship(lazy="raise", foreign_keys=[refusal_id])
    __mapper_args__ = {"version_id_col": version}
