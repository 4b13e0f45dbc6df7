"""The rules of documents: kept sealed under a key of their own, gone once that key is.

Services change the session; the caller commits once, and takes the bytes away after that.
"""

import hashlib
import uuid
from typing import NamedTuple

from sqlalchemy import func, select, text

from raqnet import vault
from raqnet.access import Principal
from raqnet.calendar import dates
from raqnet.calendar.access import narrowest
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.documents import queries
from raqnet.documents.cleaning import Cleaned
from raqnet.documents.models import Attachment
from raqnet.documents.words import file_name
from raqnet.store import store
from raqnet.text import clean

FOLDER = "documents"
FILE, THUMBNAIL = "file", "thumbnail"
MOST = 30  # documents of one action or project
LONGEST_NAME = 120


class TooMany(ValueError):
    """There are enough documents there already."""


class Brought(NamedTuple):
    """A file that was cleaned, the name that it came with, and what it shows."""

    cleaned: Cleaned
    name: str
    caption: str


def bring(user: Principal, action: Action, brought: Brought) -> Attachment:
    """A new document of an action; a date's is of its whole series. Errors: TooMany, OSError."""
    owner = queries.owners_of(action)[0]
    held = select(func.count(Attachment.id)).where(Attachment.action_id == owner)
    ask_room(db.session.scalar(held) or 0)
    seen_by = narrowest(action.visibility, dates.whole(owner).visibility)
    return keep(brought, user.id, seen_by, owner)


def ask_room(held: int) -> None:
    """Errors: TooMany where there are so many already."""
    if held >= MOST:
        raise TooMany


def keep(
    brought: Brought, author_id: int, seen_by: str, action_id: int | None = None
) -> Attachment:
    """A new document; its bytes lie sealed in the store before it is committed. Errors: OSError."""
    cleaned = brought.cleaned
    uid = str(uuid.uuid4())
    row = Attachment(
        uid=uid, action_id=action_id, visibility=seen_by, kind=cleaned.kind,
        name=_named(brought.name, cleaned), caption=brought.caption, size=len(cleaned.content),
        width=cleaned.width, height=cleaned.height, pages=cleaned.pages,
        has_thumbnail=cleaned.thumbnail is not None, author_id=author_id,
        sha256=hashlib.sha256(cleaned.content).hexdigest(),
        wrapped_key=vault.new_key(_context(uid)),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # before its bytes are there: `sweep` waits for whoever is bringing one
    put(row, FILE, cleaned.content)
    if cleaned.thumbnail:
        put(row, THUMBNAIL, cleaned.thumbnail)
    return row


def put(document: Attachment, part: str, content: bytes) -> None:
    """Seal a part of a document in the store."""
    sealed = vault.seal_under(document.wrapped_key, content, _context(document.uid))
    store().put(f"{FOLDER}/{document.uid}/{part}", sealed)


def read(document: Attachment, part: str = FILE) -> bytes:
    """A part of a document, as it was brought. Errors: KeyError, OSError, VaultError."""
    sealed = store().get(f"{FOLDER}/{document.uid}/{part}")
    return vault.unseal_under(document.wrapped_key, sealed, _context(document.uid))


def describe(document: Attachment, caption: str) -> None:
    """Say what it shows."""
    document.caption = caption


def open_up(document: Attachment, seen_by: str) -> None:
    """Show it to all who see what it belongs to by now."""
    document.visibility = seen_by


def remove(document: Attachment) -> str:
    """Take a document away; what `forget` wants once that is committed."""
    db.session.delete(document)
    db.session.flush()
    return document.uid


def forget(uid: str) -> None:
    """Take its bytes away, which nobody can read any more."""
    store().remove(f"{FOLDER}/{uid}")


def sweep() -> int:
    """Take away the bytes of documents that are no more, however they went; how many there were."""
    if db.engine.dialect.name == "postgresql":  # SQLite lets nobody else write meanwhile anyway
        db.session.execute(text("LOCK TABLE attachments IN SHARE MODE"))
    known = set(db.session.scalars(select(Attachment.uid)))
    kept = {name.split("/")[1] for name in store().names(FOLDER)}
    for uid in kept - known:
        forget(uid)
    return len(kept - known)


def _named(name: str, cleaned: Cleaned) -> str:
    """The name that it came with, without folders, and with the ending of what it is."""
    last = clean(name.replace("\\", "/").rsplit("/", 1)[-1])
    printable = "".join(each for each in file_name(last) if each.isprintable())
    stem = printable.rsplit(".", 1)[0].strip(" .") or "document"
    ending = "jpg" if cleaned.kind == "jpeg" else cleaned.kind
    return f"{stem[: LONGEST_NAME - 6]}.{ending}"


def _context(uid: str) -> str:
    return f"document:{uid}"
