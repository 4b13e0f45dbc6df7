"""Posters, flyers and photos: what is known of each; the bytes lie in the store, sealed."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import Visibility
from raqnet.db import Model


class FileKind(enum.StrEnum):
    """What a file is, told from its content alone."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"


class Attachment(Model):
    """A file of an action, or of what a later subject binds it to; it has no metadata any more."""

    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)  # its name in the store
    action_id: Mapped[int | None] = mapped_column(
        ForeignKey("actions.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    caption: Mapped[str] = mapped_column(String(200), default="")  # what it shows, for all readers
    size: Mapped[int]  # bytes
    width: Mapped[int | None]  # pixels, of an image
    height: Mapped[int | None]
    pages: Mapped[int | None]  # of a PDF
    has_thumbnail: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64))
    # Its own key, wrapped: without this row nothing of it can be read any more.
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary(100))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    # Who saw what it belongs to when it was brought; that widened later, this is opened by itself.
    visibility: Mapped[str] = mapped_column(String(20), default=Visibility.TEAM)
    version: Mapped[int] = mapped_column(default=1)
    author: Mapped[User | None] = relationship(lazy="raise")
    __mapper_args__ = {"version_id_col": version}
