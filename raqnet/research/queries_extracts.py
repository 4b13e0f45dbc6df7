"""What research loads of extracts: all see who took what, each goes on with their own."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.research.models import Extract

PAGE = 30


def log(user: Principal, after: int | None) -> tuple[list[Extract], int | None]:
    """Who prepared and took what, the latest first, and where the next page begins."""
    if not user.can("figures.extract"):
        return [], None
    query = select(Extract).options(joinedload(Extract.user)).order_by(Extract.id.desc())
    if after:
        query = query.where(Extract.id < after)
    rows = list(db.session.scalars(query.limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def find(user: Principal, extract_id: int, lock: bool = False) -> Extract | None:
    """One's own."""
    if not user.can("figures.extract"):
        return None
    query = select(Extract).where(Extract.id == extract_id, Extract.user_id == user.id)
    return db.session.scalar(query.with_for_update() if lock else query)
