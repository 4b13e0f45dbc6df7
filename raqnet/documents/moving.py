"""The documents of an action that goes into another."""

from sqlalchemy import func, select

from raqnet.calendar import changed
from raqnet.calendar.models import Action, Visibility
from raqnet.db import db
from raqnet.documents.models import Attachment
from raqnet.documents.services import MOST

WIDTH = list(Visibility)  # each wider than the one before


def rejoin(row: Action, into: Action) -> None:
    """They go over where nobody else sees them there, and there is room. Errors: Unlike."""
    moved, there = _count(row), _count(into)
    if not moved:
        return
    wider = WIDTH.index(Visibility(into.visibility)) > WIDTH.index(Visibility(row.visibility))
    if wider or moved + there > MOST:
        raise changed.Unlike
    changed.move(Attachment, row, into)


def _count(action: Action) -> int:
    rows = select(func.count()).select_from(Attachment).where(Attachment.action_id == action.id)
    return db.session.scalar(rows) or 0
