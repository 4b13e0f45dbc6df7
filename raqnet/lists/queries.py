"""What forms and figures read of the lists; they name nobody, so everybody may."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select

from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.lists.models import ListChange, ListValue, Special
from raqnet.redaction import Entries
from raqnet.text import fold

# The two special values end each list, in this order.
LAST = case((ListValue.special == Special.OTHER, 1), (ListValue.special == Special.UNKNOWN, 2),
             else_=0)  # fmt: skip
ORDER = (LAST, ListValue.position, ListValue.name)


def offered(*list_names: str, keep: Collection[int] = ()) -> dict[str, list[ListValue]]:
    """The values in use of some lists, in order, in one query; what `keep` names stays in."""
    wanted = or_(ListValue.retired_at.is_(None), ListValue.id.in_(keep))
    query = select(ListValue).where(ListValue.list_name.in_(list_names), wanted).order_by(*ORDER)
    found: dict[str, list[ListValue]] = {name: [] for name in list_names}
    for value in db.session.scalars(query):
        found[value.list_name].append(value)
    return found


def everything(list_name: str) -> list[ListValue]:
    """All values of a list, the retired ones last."""
    retired = ListValue.retired_at.is_not(None)
    query = select(ListValue).where(ListValue.list_name == list_name)
    return list(db.session.scalars(query.order_by(retired, *ORDER)))


def find(list_name: str, value_id: int) -> ListValue | None:
    """One value of a list."""
    query = select(ListValue).where(ListValue.id == value_id, ListValue.list_name == list_name)
    return db.session.scalar(query)


def kept(value: ListValue) -> ListValue:
    """The value itself, or what it was merged into."""
    into = value.merged_into_id and db.session.get(ListValue, value.merged_into_id)
    return into or value


def special(list_name: str, which: Special) -> ListValue | None:
    """The list's "Autre" or "Non renseigné"."""
    query = select(ListValue).where(ListValue.list_name == list_name, ListValue.special == which)
    return db.session.scalar(query)


def chosen(list_name: str, ids: Collection[int]) -> dict[int, ListValue]:
    """The values that a form names, by the id that it sent.

    A form may have been opened before a value was retired or merged: a retired one still counts, a
    merged one stands for what it was merged into. What is of no list is left out.
    """
    into = func.coalesce(ListValue.merged_into_id, ListValue.id)
    sent = select(ListValue.id, into).where(ListValue.id.in_(ids), ListValue.list_name == list_name)
    stands_for = {row[0]: row[1] for row in db.session.execute(sent)}
    rows = select(ListValue).where(ListValue.id.in_(stands_for.values()))
    by_id = {row.id: row for row in db.session.scalars(rows)}
    return {sent_id: by_id[kept_id] for sent_id, kept_id in stands_for.items()}


@dataclass(frozen=True)
class Change:
    """A line of a list's history."""

    at: datetime
    author: str | None
    value: str
    verb: str
    before: str
    after: str


MOST_HISTORY = 100


def history(list_name: str) -> list[Change]:
    """What was done to a list, the last first."""
    query = (
        select(
            ListChange.at, User.name, ListValue.name, ListChange.verb, ListChange.before,
            ListChange.after,
        )
        .join(ListValue, ListValue.id == ListChange.value_id)
        .outerjoin(User, User.id == ListChange.author_id)
        .where(ListValue.list_name == list_name)
        .order_by(ListChange.at.desc(), ListChange.id.desc())
        .limit(MOST_HISTORY)
    )  # fmt: skip
    return [Change(*row) for row in db.session.execute(query)]


def followers(value: ListValue) -> list[ListValue]:
    """What came with a value into its merge, and was neither merged nor restored by itself since.

    Their lines of history bear the instant of that merge.
    """
    mine = (ListChange.value_id == value.id, ListChange.verb == "merge")
    merged_at = db.session.scalar(select(func.max(ListChange.at)).where(*mine))
    came = select(ListChange.value_id).where(
        ListChange.verb == "follow", ListChange.at == merged_at
    )
    since = select(ListChange.value_id).where(
        ListChange.verb.in_(("merge", "unmerge")), ListChange.at > merged_at
    )
    query = select(ListValue).where(
        ListValue.merged_into_id == value.merged_into_id,
        ListValue.id.in_(came),
        ListValue.id.not_in(since),
    )
    return list(db.session.scalars(query))


def counts() -> dict[str, int]:
    """How many values each list offers."""
    query = select(ListValue.list_name, func.count()).where(ListValue.retired_at.is_(None))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(ListValue.list_name))}


def names() -> Entries:
    """What all values are called; it names nobody."""
    return [(None, db.session.scalars(select(ListValue.name)).all())]


def called(*list_names: str) -> dict[str, dict[str, ListValue]]:
    """The values of some lists by their folded names: those in use before the retired ones.

    The name of a merged value leads to what it was merged into.
    """
    query = select(ListValue).where(ListValue.list_name.in_(list_names))
    rows = db.session.scalars(query.order_by(ListValue.retired_at.is_not(None), *ORDER)).all()
    by_id = {row.id: row for row in rows}
    found: dict[str, dict[str, ListValue]] = {name: {} for name in list_names}
    for row in rows:
        found[row.list_name].setdefault(fold(row.name), by_id[row.merged_into_id or row.id])
    return found
