"""The rules of the lists: values are added, renamed, ordered, retired and merged, never lost.

Each act leaves a line of history. What points to a value goes on pointing to it.
Services change the session; the caller commits once.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from raqnet import clock
from raqnet.db import db
from raqnet.lists import queries
from raqnet.lists.models import ListChange, ListValue, Special
from raqnet.text import fold


class Known(ValueError):
    """The list has a value of that name."""


class Refused(ValueError):
    """This may not be done to this value."""


def add(author_id: int, list_name: str, name: str) -> ListValue:
    """A new value before the two that end the list. Errors: Known."""
    _refuse_known(list_name, name, None)
    last = select(func.max(ListValue.position)).where(
        ListValue.list_name == list_name, ListValue.special == Special.NONE
    )
    position = db.session.scalar(last)
    value = ListValue(
        list_name=list_name, name=name, position=-1 if position is None else position + 1
    )
    value.position = max(0, value.position)
    db.session.add(value)
    db.session.flush()
    _note(author_id, value, "add", "", name)
    return value


def rename(author_id: int, value: ListValue, name: str) -> None:
    """Another name for the same thing: what was counted under it stays. Errors: Known."""
    if name == value.name:
        return
    _refuse_known(value.list_name, name, value.id)
    _note(author_id, value, "rename", value.name, name)
    value.name = name


def move(value: ListValue, step: int) -> None:
    """One place up (-1) or down (1) among the values in use; the two last ones stay last."""
    rows = [
        row for row in queries.offered(value.list_name)[value.list_name]
        if row.special == Special.NONE
    ]  # fmt: skip
    if value not in rows:
        return
    at = rows.index(value)
    to = min(max(at + step, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for position, row in enumerate(rows):
        row.position = position


def retire(author_id: int, value: ListValue) -> None:
    """Offer a value no longer; what has it keeps it. Errors: Refused."""
    _refuse_special(value)
    if value.retired_at is None:
        value.retired_at = clock.now()
        _note(author_id, value, "retire", value.name)


def restore(author_id: int, value: ListValue) -> None:
    """Offer it again, and undo a merge; what came into that merge with it leaves with it."""
    if value.retired_at is None:
        return
    into = db.session.get(ListValue, value.merged_into_id) if value.merged_into_id else None
    followers = queries.followers(value) if into else []
    value.retired_at = value.merged_into_id = None
    _note(author_id, value, "unmerge" if into else "restore", into.name if into else "", value.name)
    _follow(author_id, followers, value, clock.exact())


def merge(author_id: int, value: ListValue, into: ListValue) -> None:
    """From now on this value is the other: figures count them together, and say so.

    Nothing is rewritten: whoever wants the old figure still has it. Errors: Refused.
    """
    _refuse_special(value)
    if value.id == into.id or value.list_name != into.list_name or into.retired_at is not None:
        raise Refused("into")
    at = clock.exact()
    followers = select(ListValue).where(ListValue.merged_into_id == value.id)
    _follow(author_id, db.session.scalars(followers).all(), into, at)
    value.merged_into_id = into.id
    value.retired_at = value.retired_at or clock.now()
    _note(author_id, value, "merge", value.name, into.name, at)


def _follow(author_id: int, values: Iterable[ListValue], into: ListValue, at: datetime) -> None:
    """Count these with another as the one they stood with does; `at` is the instant of its act."""
    for each in values:
        each.merged_into_id = into.id
        _note(author_id, each, "follow", each.name, into.name, at)


def _refuse_special(value: ListValue) -> None:
    if value.special != Special.NONE:
        raise Refused("special")


def _refuse_known(list_name: str, name: str, own_id: int | None) -> None:
    named = select(ListValue.id, ListValue.name).where(ListValue.list_name == list_name)
    for known_id, known in db.session.execute(named):
        if known_id != own_id and (known == name or fold(known) == fold(name) != ""):
            raise Known(name)


def _note(
    author_id: int,
    value: ListValue,
    verb: str,
    before: str = "",
    after: str = "",
    at: datetime | None = None,
) -> None:
    db.session.add(
        ListChange(
            value_id=value.id, author_id=author_id, verb=verb, before=before, after=after,
            at=at or clock.exact(),
        )
    )  # fmt: skip
