"""What an event is to what is there already: new, changed, the same; known again by its UID.

Only what its owner brought themselves may be changed by what they bring: somebody else's action,
and what was made in RAQnet itself, stay as they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select

from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.outside.models import ImportedEvent, LineState

THEIRS, OURS = "theirs", "ours"  # brought by somebody else; made in RAQnet
_AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """What is there under a UID: its mark where it is one's own, whose it is otherwise."""

    mark: str | None
    remark: str = ""


def known(user_id: int, uids: Iterable[str]) -> dict[str, Known]:
    """What is there of these UIDs."""
    found: dict[str, Known] = {}
    for some in _chunks(uids):
        native = select(Action.uid).where(Action.uid.in_(some), Action.series_id.is_(None))
        found |= {uid: Known(None, OURS) for uid in db.session.scalars(native)}
        brought = (
            select(ImportedEvent.uid, ImportedEvent.mark, Action.author_id)
            .join(Action, Action.id == ImportedEvent.action_id)
            .where(ImportedEvent.uid.in_(some))
        )
        rows = db.session.execute(brought).all()
        found |= {row.uid: Known(None, THEIRS) for row in rows if row.author_id != user_id}
        found |= {row.uid: Known(row.mark) for row in rows if row.author_id == user_id}
    return found


def _chunks(uids: Iterable[str]) -> Iterator[Sequence[str]]:
    rest = iter(uids)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def state(mark: str, there: Known | None) -> LineState:
    """What an event of this mark is to what is there."""
    if there is None:
        return LineState.NEW
    return LineState.SAME if there.mark in (None, mark) else LineState.CHANGED
