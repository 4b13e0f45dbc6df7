"""The rules of discussions: comments, and a standing that anybody of the team moves with a word.

Services change the session; the caller commits once.
"""

from sqlalchemy import select

from raqnet.access import Principal, Role
from raqnet.db import INSERTS, db
from raqnet.research import queries_discussions as queries
from raqnet.research.catalogue import Entry
from raqnet.research.models import Discussion, Remark, Standing
from raqnet.research.scope import Scope

KEY = ("figure", "starts_on", "ends_on", "filters")


def opened(entry: Entry, scope: Scope) -> Discussion:
    """The discussion of a figure of these days and filters; begun where there is none yet."""
    kept = queries.about(entry, scope)
    values = dict(zip(KEY, (entry.name, kept.first, kept.last, kept.filters()), strict=True))
    insert = INSERTS[db.engine.dialect.name]
    row = insert(Discussion).values(**values, standing=Standing.DRAFT, version=1)
    db.session.execute(row.on_conflict_do_nothing(index_elements=KEY))
    return db.session.scalars(select(Discussion).filter_by(**values)).one()


def say(
    discussion: Discussion, author_id: int, text: str, standing: Standing | None = None
) -> Remark:
    """Leave a comment; with another standing, the figure stands there from now on."""
    moved = standing if standing and standing != discussion.standing else None
    if moved:
        discussion.standing = moved
    remark = Remark(discussion_id=discussion.id, author_id=author_id, text=text, standing=moved)
    db.session.add(remark)
    return remark


def may_unsay(user: Principal, remark: Remark) -> bool:
    """Words are taken back by whoever wrote them, or by the coordination."""
    return user.role == Role.COORDINATION or remark.author_id == user.id


def unsay(remark: Remark) -> None:
    """Take the words back; that the standing moved stays known."""
    if remark.standing is None:
        db.session.delete(remark)
    else:
        remark.text = ""
