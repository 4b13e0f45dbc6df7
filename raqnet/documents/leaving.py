"""Every document as a file, for an instance that leaves in open formats."""

from collections.abc import Iterator

from sqlalchemy import select

from raqnet.db import db
from raqnet.documents import services
from raqnet.documents.models import Attachment
from raqnet.documents.words import file_name
from raqnet.vault import VaultError


def whole() -> Iterator[tuple[str, bytes]]:
    """Each under its number and name; one whose bytes are lost is left out."""
    for id_ in db.session.scalars(select(Attachment.id).order_by(Attachment.id)).all():
        document = db.session.get_one(Attachment, id_)
        try:
            yield f"documents/{id_}-{file_name(document.name)}", services.read(document)
        except (KeyError, VaultError):
            continue
