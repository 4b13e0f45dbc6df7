"""What the team says of a figure, for those who discuss figures."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.research import fields
from raqnet.research.catalogue import Entry
from raqnet.research.models import Discussion, Remark
from raqnet.research.scope import Scope

WHOLE = selectinload(Discussion.remarks).joinedload(Remark.author)


def about(entry: Entry, scope: Scope) -> Scope:
    """The scope that a discussion is kept under: without filters that mean nothing to it."""
    off = {name: None for name in scope.set() if name not in entry.filters}
    kept = replace(scope, **off)  # type: ignore[arg-type]
    return kept if entry.name in fields.OF else replace(kept, lines="", across="")


def find(user: Principal, entry: Entry, scope: Scope) -> Discussion | None:
    """What is said of a figure of these days and filters, with its remarks."""
    if not user.can("figures.discuss"):
        return None
    kept = about(entry, scope)
    query = select(Discussion).where(
        Discussion.figure == entry.name, Discussion.starts_on == kept.first,
        Discussion.ends_on == kept.last, Discussion.filters == kept.filters(),
    )  # fmt: skip
    return db.session.scalar(query.options(WHOLE))


def of_report(user: Principal, scope: Scope, entries: list[Entry]) -> dict[str, Discussion]:
    """What is said of several figures of the same days, by their names."""
    if not user.can("figures.discuss"):
        return {}
    kept = {entry.name: about(entry, scope).filters() for entry in entries}
    query = select(Discussion).where(
        Discussion.figure.in_(kept), Discussion.starts_on == scope.first,
        Discussion.ends_on == scope.last,
    )  # fmt: skip
    rows = db.session.scalars(query.options(WHOLE))
    return {row.figure: row for row in rows if row.filters == kept[row.figure]}


def find_remark(user: Principal, remark_id: int) -> Remark | None:
    """A remark with the figure that it is about."""
    if not user.can("figures.discuss"):
        return None
    query = select(Remark).where(Remark.id == remark_id)
    return db.session.scalar(query.options(joinedload(Remark.discussion)))
