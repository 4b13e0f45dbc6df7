"""The rules of drafts: kept while one writes, gone once it is saved, forgotten after a month.

A draft's key is the path of its form (`/calendrier/actions/7/modifier`). Services change the
session; the caller commits once.
"""

from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import delete, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import INSERTS, db
from raqnet.drafts.models import MAX_DRAFT, Draft
from raqnet.drafts.queries import find, formdata

__all__ = ["TooLong", "clean_key", "drop", "expire", "find", "formdata", "pack", "save", "take"]
KEPT = timedelta(days=30)
MOST_PER_PERSON = 50
MAX_KEY = 200


class TooLong(ValueError):
    """A form's fields are more than a draft holds."""


def clean_key(key: str) -> str | None:
    """A key in its one form, with a slash at the front; None when it cannot be one."""
    key = "/" + key.lstrip("/")
    return key if 1 < len(key) <= MAX_KEY and key.isprintable() else None


def pack(fields: list[tuple[str, str]]) -> str:
    """Fields as the one text that is kept.

    Errors: TooLong.
    """
    body = urlencode(fields)
    if len(body) > MAX_DRAFT:
        raise TooLong
    return body


def save(user: Principal, key: str, body: str) -> None:
    """Keep what a person has typed so far in the form `key`, in place of what was kept."""
    _make_room(user)
    insert = INSERTS[db.engine.dialect.name]
    values = {"body": body, "saved_at": clock.now()}
    db.session.execute(
        insert(Draft)
        .values(user_id=user.id, key=key, **values)
        .on_conflict_do_update(index_elements=["user_id", "key"], set_=values)
    )


def _make_room(user: Principal) -> None:
    """The oldest drafts leave when a person has very many."""
    newest = (
        select(Draft.id)
        .where(Draft.user_id == user.id)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .offset(MOST_PER_PERSON)
    )
    old = db.session.scalars(newest).all()
    if old:
        db.session.execute(delete(Draft).where(Draft.id.in_(old)))


def take(user: Principal, key: str) -> str | None:
    """The fields of my draft, urlencoded; it is gone afterwards."""
    draft = find(user, key)
    if draft is None:
        return None
    db.session.delete(draft)
    return draft.body


def drop(user: Principal, key: str) -> None:
    """Forget my draft: its words are saved, or not wanted."""
    db.session.execute(delete(Draft).where(Draft.user_id == user.id, Draft.key == key))


def expire() -> None:
    """Delete the drafts that nobody has touched for a month."""
    db.session.execute(delete(Draft).where(Draft.saved_at <= clock.now() - KEPT))
