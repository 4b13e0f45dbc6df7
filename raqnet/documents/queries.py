"""What a person may load of documents: those of an action that they see, or of what holds them."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from raqnet.access import Principal
from raqnet.calendar import queries as calendar
from raqnet.calendar.access import REACH, audience, can_edit
from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.documents.access import is_narrower
from raqnet.documents.holders import holders
from raqnet.documents.models import Attachment


def find(user: Principal, document_id: int) -> Attachment | None:
    """A document, if one may read it."""
    return db.session.scalar(
        select(Attachment).where(Attachment.id == document_id, _readable(user))
    )


def of_action(user: Principal, action: Action) -> list[Attachment]:
    """The documents of an action: a date shows those of its series, and of what that continues."""
    held = Attachment.action_id.in_(owners_of(action))
    rows = select(Attachment).where(held, _of_seen(user)).options(joinedload(Attachment.author))
    return list(db.session.scalars(rows.order_by(Attachment.id)))


def owners_of(action: Action) -> list[int]:
    """The rows whose documents belong to an action."""
    chain = (
        select(Action.id, Action.continues_id)
        .where(Action.id == (action.series_id or action.id))
        .cte("chain", recursive=True)
    )
    earlier = select(Action.id, Action.continues_id).where(Action.id == chain.c.continues_id)
    return list(db.session.scalars(select(chain.union(earlier).c.id)))


def can_change(user: Principal, document: Attachment) -> bool:
    """Whoever changes what it belongs to."""
    if document.action_id is None:
        return any(holder.can_change(user, document) for holder in holders())
    action = calendar.find_action(user, document.action_id)
    return action is not None and can_edit(user, action)


def wider(user: Principal, document: Attachment) -> str | None:
    """Who sees what a document belongs to by now, where fewer people see the document."""
    seen_by = _whole(user, document)
    return seen_by if seen_by and is_narrower(document, seen_by) else None


def _readable(user: Principal) -> ColumnElement[bool]:
    return or_(_of_seen(user), *(holder.readable(user) for holder in holders()))


def _of_seen(user: Principal) -> ColumnElement[bool]:
    """Those of actions that one sees, and saw (or would have) when they were brought."""
    seen = Attachment.action_id.in_(select(Action.id).where(calendar.visible(user)))
    return seen & Attachment.visibility.in_(REACH[audience(user)])


def _whole(user: Principal, document: Attachment) -> str | None:
    if document.action_id is not None:
        action = calendar.find_action(user, document.action_id)
        return action.visibility if action else None
    return next(filter(None, (holder.seen_by(document) for holder in holders())), None)
