"""A sheet is found by the names of its type, commune, neighbourhood and languages, too.

Where one of these is renamed, or a type is merged, its sheets are found by the new name. The hook
sees what the session writes.
"""

from typing import Any

from sqlalchemy import ColumnElement, event, inspect
from sqlalchemy.orm import Session

from raqnet.actors import indexing, listing
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.lists.models import ListValue
from raqnet.people.models import Commune, Language, Neighbourhood

BORROWED: dict[type, Any] = {
    ListValue: Actor.type_id,
    Commune: Actor.commune_id,
    Neighbourhood: Actor.neighbourhood_id,
}


def watch() -> None:
    """Hang the hook on the session (once)."""
    if not event.contains(db.session, "before_flush", _before_flush):
        event.listen(db.session, "before_flush", _before_flush)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    for row in [each for each in session.dirty if _is_renamed(each)]:
        indexing.reindex(_of(row))


def _is_renamed(row: Any) -> bool:
    if type(row) not in (*BORROWED, Language):
        return False
    names = ("name", "merged_into_id") if isinstance(row, ListValue) else ("name",)
    return any(inspect(row).attrs[name].history.has_changes() for name in names)


def _of(row: Any) -> ColumnElement[bool]:
    """On `Actor`: the sheets that say this row's name."""
    if isinstance(row, Language):
        return Actor.languages.any(Language.id == row.id)
    if isinstance(row, ListValue):
        return Actor.type_id.in_(listing.same_type(row.id))
    return BORROWED[type(row)] == row.id
