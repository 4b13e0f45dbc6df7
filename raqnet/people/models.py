"""People and places: zones, neighbourhoods, hosts and their sites, workers and what they bring."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.db import Model, Timestamped


class ListedValue:
    """An entry of a list that the coordination edits: ordered, and retired rather than deleted."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class Language(ListedValue, Model):
    """A language that people speak."""

    __tablename__ = "languages"


class Skill(ListedValue, Model):
    """What a colleague can be asked for."""

    __tablename__ = "skills"


class Commune(Model):
    """One of Brussels' communes."""

    __tablename__ = "communes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    postcode: Mapped[str] = mapped_column(String(10))


class Renaming(Model):
    """Another name was given to the same thing: figures of older days say what it was called.

    Lists of values keep theirs with all else that became of them (`lists.models.ListChange`).
    """

    __tablename__ = "renamings"
    __table_args__ = (Index("ix_renamings_kind_entry_id_at", "kind", "entry_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))  # the table of what was renamed
    entry_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.exact)
    before: Mapped[str] = mapped_column(String(120))
    after: Mapped[str] = mapped_column(String(120))


class Zone(Model):
    """A group of neighbourhoods that a pair or a trio of workers covers."""

    __tablename__ = "zones"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)


class Neighbourhood(Model):
    """Where the work happens."""

    __tablename__ = "neighbourhoods"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    zone_id: Mapped[int] = mapped_column(ForeignKey("zones.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("communes.id"), index=True)
    zone: Mapped[Zone] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")


class Organisation(Model):
    """A host organisation (PH)."""

    __tablename__ = "organisations"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    sites: Mapped[list["Site"]] = relationship(
        lazy="raise", back_populates="organisation", order_by="Site.name"
    )


class Site(Model):
    """A place of a host organisation, where workers are lodged."""

    __tablename__ = "sites"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    commune_id: Mapped[int] = mapped_column(ForeignKey("communes.id"), index=True)
    organisation: Mapped[Organisation] = relationship(lazy="raise", back_populates="sites")
    commune: Mapped[Commune] = relationship(lazy="raise")


class HostMember(Model):
    """A person of a host organisation; sees all its sites."""

    __tablename__ = "host_members"
    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)


def belongs(name: str, left: str, right: str) -> Table:
    """A plain two-column table that joins two others."""
    return Table(
        name,
        Model.metadata,
        Column(
            f"{left.removesuffix('s')}_id",
            ForeignKey(f"{left}.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        Column(
            f"{right.removesuffix('s')}_id", ForeignKey(f"{right}.id"), primary_key=True, index=True
        ),
    )


worker_languages = belongs("worker_languages", "workers", "languages")
worker_skills = belongs("worker_skills", "workers", "skills")


class Worker(Timestamped, Model):
    """A neighbourhood worker (RAQ): the person behind the account, at work."""

    __tablename__ = "workers"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    left_on: Mapped[date | None]
    user: Mapped[User] = relationship(lazy="raise")
    languages: Mapped[list[Language]] = relationship(
        lazy="raise", secondary=worker_languages, order_by=Language.position
    )
    skills: Mapped[list[Skill]] = relationship(
        lazy="raise", secondary=worker_skills, order_by=Skill.position
    )
    assignments: Mapped[list["Assignment"]] = relationship(
        lazy="raise", back_populates="worker", order_by="Assignment.starts_on"
    )


class Assignment(Model):
    """Which neighbourhood a worker covers, from which site, from when to when (both included)."""

    __tablename__ = "assignments"
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id", ondelete="CASCADE"), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhoods.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    worker: Mapped[Worker] = relationship(lazy="raise", back_populates="assignments")
    neighbourhood: Mapped[Neighbourhood] = relationship(lazy="raise")
    site: Mapped[Site] = relationship(lazy="raise")


class Absence(Model):
    """Days on which a worker is away (both included); never why."""

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_worker_id_starts_on", "worker_id", "starts_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
