"""What came of one series: the series that continue it, the dates that were set apart from it."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select, update

from raqnet.calendar.models import Action
from raqnet.calendar.queries import WHOLE
from raqnet.db import db


def later(ids: Collection[int]) -> dict[int, list[Action]]:
    """What continues each of these, and what continues that; in the order of their dates."""
    first = select(Action.id.label("first"), Action.id).where(Action.id.in_(ids))
    found = first.cte("later", recursive=True)
    whole = found.union(select(found.c.first, Action.id).where(Action.continues_id == found.c.id))
    rows = select(whole.c.first, Action).join(Action, Action.id == whole.c.id)
    rows = rows.where(whole.c.first != whole.c.id).options(*WHOLE)
    made: dict[int, list[Action]] = {}
    for first_id, action in db.session.execute(rows.order_by(Action.starts_at, Action.id)).unique():
        made.setdefault(first_id, []).append(action)
    return made


def set_apart(action_id: int) -> Select[int]:
    """The ids of the one-offs among all that came of the series of which this action came."""
    found = select(Action.id, Action.continues_id).where(Action.id == action_id)
    chain = found.cte("family", recursive=True)
    related = or_(Action.id == chain.c.continues_id, Action.continues_id == chain.c.id)
    whole = chain.union(select(Action.id, Action.continues_id).where(related))
    return select(Action.id).where(
        Action.id.in_(select(whole.c.id)), Action.id != action_id,
        Action.continues_id.is_not(None), Action.rrule.is_(None),
    )  # fmt: skip


def let_go(action: Action, to: int | None) -> None:
    """Whatever continues an action that is about to go continues another."""
    after = update(Action).where(Action.continues_id == action.id, Action.id != to)
    db.session.execute(after.values(continues_id=to))
