"""The journal de bord beside the calendar: anonymous interventions, relays, work for the host, the
starting journal. Nowhere is there a column for who was met.
"""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.actors.models import Actor
from raqnet.calendar.models import Occurrence
from raqnet.db import Model, Timestamped
from raqnet.lists.models import ListValue
from raqnet.people.models import Language, Neighbourhood, Organisation, Worker, belongs

intervention_languages = belongs("intervention_languages", "interventions", "languages")


class Intervention(Timestamped, Model):
    """Help given to a person met, or to many at once after an outing (`contacts` of them).

    A theme or an act is counted in `InterventionMark`: once for one person, up to `contacts` times
    after an outing.
    """

    __tablename__ = "interventions"
    __table_args__ = (
        Index("ix_interventions_worker_id_happened_on_id", "worker_id", "happened_on", "id"),
        UniqueConstraint("worker_id", "import_key"),
        # All that figures count by: a year is read without a look at the table.
        Index(
            "ix_interventions_figures", "happened_on", "place_id", "initiator_id",
            "neighbourhood_id", "language_id", "contacts",
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id"))
    happened_on: Mapped[date]
    contacts: Mapped[int] = mapped_column(default=1)
    place_id: Mapped[int] = mapped_column(ForeignKey("list_values.id"), index=True)
    initiator_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhoods.id"), index=True
    )
    language_id: Mapped[int | None] = mapped_column(ForeignKey("languages.id"), index=True)
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrences.id", ondelete="SET NULL"), index=True
    )
    # What an imported row is recognised by when it comes again.
    import_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker] = relationship(lazy="raise")
    place: Mapped[ListValue] = relationship(lazy="raise", foreign_keys=[place_id])
    initiator: Mapped[ListValue | None] = relationship(lazy="raise", foreign_keys=[initiator_id])
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="raise")
    language: Mapped[Language | None] = relationship(lazy="raise")  # the one most spoken
    also_spoken: Mapped[list[Language]] = relationship(
        lazy="raise", secondary=intervention_languages, order_by=Language.position,
        passive_deletes=True,
    )  # fmt: skip
    occurrence: Mapped[Occurrence | None] = relationship(lazy="raise")
    marks: Mapped[list["InterventionMark"]] = relationship(
        lazy="raise", back_populates="intervention", cascade="all, delete-orphan"
    )
    relays: Mapped[list["Relay"]] = relationship(lazy="raise", back_populates="intervention")
    __mapper_args__ = {"version_id_col": version}


class InterventionMark(Model):
    """A value ticked for an intervention (theme, act, non-recours, barrier), and how many times."""

    __tablename__ = "intervention_marks"
    __table_args__ = (
        Index("ix_intervention_marks_figures", "intervention_id", "value_id", "count"),
    )
    intervention_id: Mapped[int] = mapped_column(
        ForeignKey("interventions.id", ondelete="CASCADE"), primary_key=True
    )
    value_id: Mapped[int] = mapped_column(
        ForeignKey("list_values.id"), primary_key=True, index=True
    )
    count: Mapped[int] = mapped_column(default=1)
    intervention: Mapped[Intervention] = relationship(lazy="raise", back_populates="marks")
    value: Mapped[ListValue] = relationship(lazy="raise")


class RelayState(enum.StrEnum):
    """Where a relay to a service stands; it is closed when the person was received, or not."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    TAKEN = "taken"
    CONFIRMED = "confirmed"
    FAILED = "failed"


OPEN_RELAYS = (RelayState.PROPOSED, RelayState.TAKEN)


class Relay(Timestamped, Model):
    """A person was sent on to a service: an actor, a host, or a name until it is found again."""

    __tablename__ = "relays"
    __table_args__ = (
        Index("ix_relays_worker_id_state", "worker_id", "state"),
        Index("ix_relays_actor_id_state_on", "actor_id", "state_on"),
        Index("ix_relays_state_state_on", "state", "state_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id"))
    intervention_id: Mapped[int | None] = mapped_column(
        ForeignKey("interventions.id", ondelete="SET NULL"), index=True
    )
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    service_name: Mapped[str] = mapped_column(String(120), default="")  # of neither, yet
    opened_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=RelayState.PROPOSED)
    state_on: Mapped[date]
    failure_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker] = relationship(lazy="raise")
    intervention: Mapped[Intervention | None] = relationship(lazy="raise", back_populates="relays")
    actor: Mapped[Actor | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    failure: Mapped[ListValue | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class RelayStep(Model):
    """A state that a relay went through."""

    __tablename__ = "relay_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    relay_id: Mapped[int] = mapped_column(ForeignKey("relays.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(10))
    failure_id: Mapped[int | None] = mapped_column(ForeignKey("list_values.id"))


class HostWork(Timestamped, Model):
    """Work done for the host: the twenty percent."""

    __tablename__ = "host_works"
    __table_args__ = (
        Index("ix_host_works_worker_id_happened_on_id", "worker_id", "happened_on", "id"),
        Index("ix_host_works_organisation_id_happened_on", "organisation_id", "happened_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    happened_on: Mapped[date]
    kind_id: Mapped[int] = mapped_column(ForeignKey("list_values.id"), index=True)
    minutes: Mapped[int]
    # When it is known when it began, a clash with the calendar can be seen.
    starts_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    also_mission: Mapped[bool] = mapped_column(default=False)  # the line is often blurred
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    kind: Mapped[ListValue] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class StartingPeriod(Model):
    """From when to when (both included) a worker is asked to keep the starting journal."""

    __tablename__ = "starting_periods"
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reminders: Mapped[bool] = mapped_column(default=False)
    reminded_on: Mapped[date | None]  # so that a command that runs twice sends once
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class StartingEntry(Timestamped, Model):
    """A day of the starting journal: the report's five questions (l.3206)."""

    __tablename__ = "starting_entries"
    __table_args__ = (UniqueConstraint("worker_id", "happened_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("workers.id"))
    happened_on: Mapped[date]
    helped: Mapped[str] = mapped_column(String(2000))
    hard: Mapped[str] = mapped_column(String(2000))
    questions: Mapped[str] = mapped_column(String(2000))
    comment: Mapped[str] = mapped_column(String(2000), default="")
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class Habit(Model):
    """What a worker has chosen for their own forms."""

    __tablename__ = "journal_habits"
    worker_id: Mapped[int] = mapped_column(
        ForeignKey("workers.id", ondelete="CASCADE"), primary_key=True
    )
    with_minutes: Mapped[bool] = mapped_column(default=False)
