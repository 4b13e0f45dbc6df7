"""The values that a new instance starts with; the coordination edits them afterwards."""

from collections.abc import Iterator

from sqlalchemy import select

from raqnet.db import db
from raqnet.lists.catalogue import LISTS, OTHER, UNKNOWN, ListKind
from raqnet.lists.models import ListValue, Special


def seed_lists() -> int:
    """Fill the lists that are empty; returns how many values are new."""
    known = set(db.session.scalars(select(ListValue.list_name).distinct()))
    new = [value for kind in LISTS.values() if kind.name not in known for value in _values(kind)]
    db.session.add_all(new)
    return len(new)


def _values(kind: ListKind) -> Iterator[ListValue]:
    specials = ((OTHER, Special.OTHER), (UNKNOWN, Special.UNKNOWN))
    every = (*((name, Special.NONE) for name in kind.values), *specials)
    for position, (name, special) in enumerate(every):
        yield ListValue(list_name=kind.name, name=name, position=position, special=special)
