"""What an event is to what is there already: new, changed, the same; known again by its UID.

Only what its owner brought themselves may be changed by what they bring: somebody else's action,
and what was made in RAQnet itself, stay as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from raqnet.calendar import family, naming
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.outside import dividing
from raqnet.outside.models import ImportedEvent, LineState

THEIRS, OURS = "theirs", "ours"  # brought by somebody else; made in RAQnet
REFUSED = "refused"  # why what changed there could not be taken
_DATE = re.compile(r"-\d{8}T\d{6}Z(?=@)")  # see ical.standalone
_PUBLIC = re.compile(r"public-\d+@raqnet")
_Later = aliased(Action)
_CONTINUED = exists().where(_Later.continues_id == Action.id).label("continued")
_AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """What is there under a UID: its mark where it is one's own, whose it is otherwise."""

    mark: str | None
    remark: str = ""
    divided: bool = False  # a series continues it: its own rule says it no more


def known(user_id: int, uids: Iterable[str]) -> dict[str, Known]:
    """What is there of these UIDs."""
    found: dict[str, Known] = {}
    for some in _chunks(uids):
        found |= _ours(some)
        brought = (
            select(Action.id, ImportedEvent.uid, ImportedEvent.mark, Action.author_id, _CONTINUED)
            .join(Action, Action.id == ImportedEvent.action_id)
            .where(ImportedEvent.uid.in_(some))
        )
        rows = db.session.execute(brought).all()
        found |= {row.uid: Known(None, THEIRS) for row in rows if row.author_id != user_id}
        parts = dividing.parts_of([row.id for row in rows if row.continued])
        divided = {row.uid for row in rows if row.id in parts}
        mine = [row for row in rows if row.author_id == user_id]
        found |= {row.uid: Known(row.mark, divided=row.uid in divided) for row in mine}
    return found


def _ours(uids: Sequence[str]) -> dict[str, Known]:
    """What our own calendars and feeds have told of: actions, dates of them alone, public ones."""
    bases = {uid: _DATE.sub("", uid) for uid in uids}
    native = select(Action.uid).where(
        Action.uid.in_(set(bases.values())), Action.series_id.is_(None)
    )
    there = set(db.session.scalars(native))
    there |= _rejoined([base for base in bases.values() if base not in there])
    return {
        uid: Known(None, OURS)
        for uid, base in bases.items()
        if base in there or _PUBLIC.fullmatch(base)
    }


def _rejoined(uids: Iterable[str]) -> set[str]:
    """Of UIDs of what continued an action, those that are one with it again."""
    asked = {uid: found for uid in uids if (found := naming.origin(uid))}
    if not asked:
        return set()
    firsts = select(Action.id, Action.uid).where(
        Action.uid.in_({first for first, _ in asked.values()})
    )
    name = {row.id: row.uid for row in db.session.execute(firsts.where(Action.series_id.is_(None)))}
    name |= {each.id: name[n] for n, rows in family.later(list(name)).items() for each in rows}
    dates = select(Occurrence.series_id, Occurrence.recurrence_id).where(
        Occurrence.series_id.in_(name),
        Occurrence.recurrence_id.in_({at for _, at in asked.values()}),
    )
    there = {(name[row.series_id], row.recurrence_id) for row in db.session.execute(dates)}
    return {uid for uid, found in asked.items() if found in there}


def _chunks(uids: Iterable[str]) -> Iterator[Sequence[str]]:
    rest = iter(uids)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def state(mark: str, there: Known | None) -> LineState:
    """What an event of this mark is to what is there."""
    if there is None:
        return LineState.NEW
    if there.mark in (None, mark):
        return LineState.SAME
    return LineState.DIVIDED if there.divided else LineState.CHANGED
