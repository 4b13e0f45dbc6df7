"""Hours outside the working hours: asked for by themselves, then approved or refused.

A date asks as soon as it has workers and some of its minutes lie outside; moved, it asks anew.
Nobody decides on their own hours.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.calendar.version import INSERTS
from raqnet.db import db
from raqnet.planning import working_hours
from raqnet.planning.models import ApprovalState, HourApproval

# What is noted later than this asks nobody: it was decided long ago, or before RAQnet.
LATEST = timedelta(days=30)
AT_ONCE = 500  # dates asked for in one statement: databases bound how much one may hold


def follow(action: Action) -> None:
    """Ask for the hours of every date of an action that now lie outside; forget what does not."""
    follow_many([action])


def follow_many(actions: Sequence[Action]) -> None:
    """The same of many actions, in as few queries."""
    ids = [action.id for action in actions]
    known = {each.occurrence_id: each for each in _asked_of(ids)}
    new = []
    for date in _dates(ids):
        minutes = working_hours.outside(date.starts_at, date.ends_at, date.all_day)
        held = date.staffed and date.status != Status.CANCELLED
        if approval := known.get(date.id):
            _keep_up(approval, date, minutes, held)
        elif minutes and held and date.ends_at > clock.now() - LATEST:
            new.append(_row(date, minutes))
    _ask(new)
    db.session.flush()


def ask_all() -> int:
    """Ask for whatever is on the calendar already; returns how many dates wait."""
    owners = select(Action).where(
        Action.series_id.is_(None), Action.last_ends_at > clock.now() - LATEST
    )
    for action in db.session.scalars(owners).all():
        follow(action)
    waits = HourApproval.state == ApprovalState.ASKED
    return db.session.scalar(select(func.count(HourApproval.id)).where(waits)) or 0


def _dates(series_ids: Sequence[int]) -> Any:
    """The dates of actions: hours, standing, whether anybody works."""
    staffed = exists().where(action_workers.c.action_id == Action.id)
    query = select(
        Occurrence.id, Occurrence.starts_at, Occurrence.ends_at, Action.all_day, Action.status,
        staffed.label("staffed"),
    )  # fmt: skip
    of_series = Occurrence.series_id.in_(series_ids)
    return db.session.execute(
        query.join(Action, Action.id == Occurrence.action_id).where(of_series)
    )


def _asked_of(series_ids: Sequence[int]) -> Iterable[HourApproval]:
    ids = select(Occurrence.id).where(Occurrence.series_id.in_(series_ids))
    return db.session.scalars(select(HourApproval).where(HourApproval.occurrence_id.in_(ids)))


def _keep_up(approval: HourApproval, date: Any, minutes: int, held: bool) -> None:
    """Cancelled, what was decided waits for a restoration; what was only asked is asked again."""
    if not minutes or (not held and approval.state == ApprovalState.ASKED):
        db.session.execute(delete(HourApproval).where(HourApproval.id == approval.id))
        db.session.expunge(approval)
    elif (approval.starts_at, approval.ends_at, approval.minutes) != (
        date.starts_at, date.ends_at, minutes,
    ):  # fmt: skip
        approval.starts_at, approval.ends_at = date.starts_at, date.ends_at
        approval.minutes, approval.asked_at = minutes, clock.now()
        reopen(approval)


def _row(date: Any, minutes: int) -> dict[str, Any]:
    return {
        "occurrence_id": date.id, "starts_at": date.starts_at, "ends_at": date.ends_at,
        "minutes": minutes, "state": ApprovalState.ASKED, "asked_at": clock.now(),
        "word": "", "version": 1,
    }  # fmt: skip


def _ask(rows: list[dict[str, Any]]) -> None:
    """Another transaction may have asked for the same date just before."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        insert = INSERTS[db.session.get_bind().dialect.name](HourApproval).values(some)
        db.session.execute(insert.on_conflict_do_nothing(index_elements=["occurrence_id"]))


def decide(
    user: Principal, approvals: Iterable[HourApproval], approved: bool, word: str = ""
) -> datetime:
    """Approve or refuse these hours; returns when, by which all of them are found again."""
    now = clock.now()
    for each in approvals:
        each.state = ApprovalState.APPROVED if approved else ApprovalState.REFUSED
        each.word, each.decided_at, each.decided_by_id = word, now, user.id
    db.session.flush()
    return now


def reopen(approval: HourApproval) -> None:
    """What was decided waits again."""
    approval.state, approval.word = ApprovalState.ASKED, ""
    approval.decided_at = approval.decided_by_id = None
