"""The rules of annotations: noted, changed, taken away, put back. The caller commits once."""

from datetime import date

from raqnet.access import Principal
from raqnet.db import db
from raqnet.people.services import refuse_backwards
from raqnet.research import removed
from raqnet.research.models import Annotation


def note(author_id: int, starts_on: date, ends_on: date, text: str) -> Annotation:
    """Note what weighs on some days. Errors: Refused where the end comes before the start."""
    row = change(Annotation(author_id=author_id), starts_on, ends_on, text)
    db.session.add(row)
    db.session.flush()
    return row


def change(row: Annotation, starts_on: date, ends_on: date, text: str) -> Annotation:
    """Set right what was noted. Errors: Refused."""
    refuse_backwards(starts_on, ends_on)
    row.starts_on, row.ends_on, row.text = starts_on, ends_on, text
    return row


def remove(user: Principal, row: Annotation) -> None:
    """Take it away; whoever did may put it back."""
    days = {"starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    author = row.author_id or user.id
    removed.keep(user, removed.ANNOTATION, {**days, "text": row.text, "author_id": author})
    db.session.delete(row)


def put_back(user: Principal) -> Annotation | None:
    """Put back what one took away last; None where nothing is kept."""
    kept = removed.take(user, removed.ANNOTATION)
    if kept is None:
        return None
    first, last = (date.fromisoformat(kept[name]) for name in ("starts_on", "ends_on"))
    return note(int(kept["author_id"]), first, last, kept["text"])
