"""What places, activities and languages were called before, for figures of older days."""

from typing import Any

from sqlalchemy import delete

from raqnet.db import db
from raqnet.people.models import Renaming, Zone


def name_field(model: Any) -> str:
    """What an entry is called by: a zone has a code."""
    return "code" if issubclass(model, Zone) else "name"


def note(entry: Any, after: str) -> None:
    """Keep the name that an entry loses, before it takes the other one."""
    before = getattr(entry, name_field(type(entry)))
    if entry.id is not None and before != after:
        kind = entry.__tablename__
        db.session.add(Renaming(kind=kind, entry_id=entry.id, before=before, after=after))


def forget(entry: Any) -> None:
    """Nothing was ever called so: an entry that goes takes its names along."""
    mine = (Renaming.kind == entry.__tablename__, Renaming.entry_id == entry.id)
    db.session.execute(delete(Renaming).where(*mine))
