"""What anybody may read: nothing, but for what somebody has opened field by field."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.calendar.models import Action
from raqnet.db import Model
from raqnet.people.models import Organisation, Worker


class PublicProfile(Model):
    """What a worker shows of themselves to the neighbourhood; an empty field is not shown."""

    __tablename__ = "public_profiles"
    worker_id: Mapped[int] = mapped_column(
        ForeignKey("workers.id", ondelete="CASCADE"), primary_key=True
    )
    shown: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    words_fr: Mapped[str] = mapped_column(String(300), default="")
    words_nl: Mapped[str] = mapped_column(String(300), default="")
    shows_site: Mapped[bool] = mapped_column(default=False)
    shows_languages: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    worker: Mapped[Worker] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class PublicAction(Model):
    """What of a public action is shown besides its title, its day and its commune."""

    __tablename__ = "public_actions"
    action_id: Mapped[int] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True
    )
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    title_nl: Mapped[str] = mapped_column(String(120), default="")
    words_fr: Mapped[str] = mapped_column(String(1000), default="")
    words_nl: Mapped[str] = mapped_column(String(1000), default="")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    action: Mapped[Action] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}


class PublicHost(Model):
    """A host that shows its public actions on its own site, in a frame and as a feed."""

    __tablename__ = "public_hosts"
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True
    )
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    shown: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
