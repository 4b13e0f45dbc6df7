"""What the team says of a figure, for those who discuss figures."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.research import fields
from raqnet.research.catalogue import Entry
from raqnet.research.models import Discussion, Remark
from raqnet.research.scope import Scope

# The name of a figure, and what it was asked.
Asked = tuple[str, Scope]
WHOLE = selectinload(Discussion.remarks).joinedload(Remark.author)


def about(entry: Entry, scope: Scope) -> Scope:
    """The scope that a discussion is kept under: without filters that mean nothing to it."""
    kept = scope.without(*entry.ignored(scope))
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


def of_report(user: Principal, parts: Iterable[tuple[Entry, Scope]]) -> dict[Asked, Discussion]:
    """What is said of several figures of the same days, by what was asked."""
    kept = {(entry.name, scope): about(entry, scope) for entry, scope in parts}
    if not kept or not user.can("figures.discuss"):
        return {}
    days = next(iter(kept.values()))
    query = select(Discussion).where(
        Discussion.figure.in_({name for name, _scope in kept}),
        Discussion.starts_on == days.first, Discussion.ends_on == days.last,
    )  # fmt: skip
    rows = {(row.figure, row.filters): row for row in db.session.scalars(query.options(WHOLE))}
    said = {asked: rows.get((asked[0], scope.filters())) for asked, scope in kept.items()}
    return {asked: row for asked, row in said.items() if row}


def find_remark(user: Principal, remark_id: int) -> Remark | None:
    """A remark with the figure that it is about."""
    if not user.can("figures.discuss"):
        return None
    query = select(Remark).where(Remark.id == remark_id)
    return db.session.scalar(query.options(joinedload(Remark.discussion)))
