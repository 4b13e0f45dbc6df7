"""Hours outside the working hours: asked for by themselves, then approved or refused.

A date asks as soon as it has workers and some of its minutes lie outside; moved, it asks anew, and
so it does for whoever joins later. A decision holds for the hours and the workers that it was made
on: once they are back, it does again. Nobody decides on their own hours.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select

from raqnet import clock
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.db import INSERTS, db
from raqnet.planning import working_hours
from raqnet.planning.models import ApprovalState, HourApproval, HourDecision

# What is noted later than this asks nobody: it was decided long ago, or before RAQnet.
LATEST = timedelta(days=30)
AT_ONCE = 500  # dates asked for in one statement: databases bound how much one may hold
ACTIONS_AT_ONCE = 50  # with all of their dates
HOURS = ("starts_at", "ends_at", "minutes")
ABOUT = (*HOURS, "workers")


class Held(NamedTuple):
    """A date as hours are asked for: when, by whom; `asks`: it is held and somebody works."""

    id: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    workers: list[int]
    asks: bool

    @property
    def values(self) -> dict[str, Any]:
        """What an approval is about."""
        return {name: getattr(self, name) for name in ABOUT}


def follow(action: Action) -> None:
    """Ask for the hours of every date of an action that now lie outside; forget what does not."""
    follow_many([action])


def follow_many(actions: Sequence[Action]) -> None:
    """The same of many actions, in as few queries."""
    ids = [action.id for action in actions]
    known = {each.occurrence_id: each for each in _asked_of(ids)}
    decided = _decided(known.values())
    new = []
    for date in _dates(ids):
        if approval := known.get(date.id):
            _keep_up(approval, date, decided.get(approval.id, []))
        elif date.asks and date.ends_at > clock.now() - LATEST:
            new.append(_row(date))
    _ask(new)
    db.session.flush()


def ask_all() -> int:
    """Ask for whatever is on the calendar already; returns how many dates wait."""
    owners = select(Action).where(
        Action.series_id.is_(None), Action.last_ends_at > clock.now() - LATEST
    )
    found = db.session.scalars(owners.order_by(Action.id)).all()
    for first in range(0, len(found), ACTIONS_AT_ONCE):
        follow_many(found[first : first + ACTIONS_AT_ONCE])
    waits = HourApproval.state == ApprovalState.ASKED
    return db.session.scalar(select(func.count(HourApproval.id)).where(waits)) or 0


def _dates(series_ids: Sequence[int]) -> Iterator[Held]:
    """The dates of actions: hours, standing, who works."""
    query = (
        select(
            Occurrence.id, Occurrence.starts_at, Occurrence.ends_at, Action.all_day, Action.status,
            action_workers.c.worker_id,
        )
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(action_workers, action_workers.c.action_id == Action.id)
        .where(Occurrence.series_id.in_(series_ids))
        .order_by(Occurrence.id, action_workers.c.worker_id)
    )  # fmt: skip
    for _id, found in groupby(db.session.execute(query), key=lambda row: row.id):
        rows = list(found)
        yield _held(rows[0], [row.worker_id for row in rows if row.worker_id])


def _held(date: Any, workers: list[int]) -> Held:
    minutes = working_hours.outside(date.starts_at, date.ends_at, date.all_day)
    asks = bool(minutes and workers and date.status != Status.CANCELLED)
    return Held(date.id, date.starts_at, date.ends_at, minutes, workers, asks)


def _asked_of(series_ids: Sequence[int]) -> Iterable[HourApproval]:
    ids = select(Occurrence.id).where(Occurrence.series_id.in_(series_ids))
    return db.session.scalars(select(HourApproval).where(HourApproval.occurrence_id.in_(ids)))


def _decided(approvals: Iterable[HourApproval]) -> dict[int, list[HourDecision]]:
    """What was decided of each of them, whether it holds or not."""
    ids = [each.id for each in approvals]
    found: dict[int, list[HourDecision]] = {}
    rows = select(HourDecision).where(HourDecision.approval_id.in_(ids))
    for row in db.session.scalars(rows) if ids else ():
        found.setdefault(row.approval_id, []).append(row)
    return found


def _keep_up(approval: HourApproval, date: Held, decided: list[HourDecision]) -> None:
    """What was decided waits for the same hours to come back; what was only asked is forgotten."""
    if not date.asks and not decided:
        db.session.execute(delete(HourApproval).where(HourApproval.id == approval.id))
        db.session.expunge(approval)
    elif any(getattr(approval, name) != value for name, value in date.values.items()):
        for name, value in date.values.items():
            setattr(approval, name, value)
        settle(approval, decided)


def settle(approval: HourApproval, decided: Sequence[HourDecision]) -> None:
    """As the last decision says, where each worker has one for these hours; else it waits."""
    holding = [each for each in decided if _holds(each, approval)]
    if not holding or {each.worker_id for each in holding} != set(approval.workers):
        approval.asked_at = clock.now()
        _wait(approval)
        return
    last = max(holding, key=lambda each: each.decided_at)
    approval.state, approval.word = last.state, last.word
    approval.decided_at, approval.decided_by_id = last.decided_at, last.decided_by_id


def _holds(decision: HourDecision, approval: HourApproval) -> bool:
    same = all(getattr(decision, name) == getattr(approval, name) for name in HOURS)
    return same and decision.worker_id in approval.workers


def _row(date: Held) -> dict[str, Any]:
    return {
        **date.values, "occurrence_id": date.id, "state": ApprovalState.ASKED,
        "asked_at": clock.now(), "word": "", "version": 1,
    }  # fmt: skip


def _ask(rows: list[dict[str, Any]]) -> None:
    """Another transaction may have asked for the same date just before."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        insert = INSERTS[db.session.get_bind().dialect.name](HourApproval).values(some)
        db.session.execute(insert.on_conflict_do_nothing(index_elements=["occurrence_id"]))


def decide(
    actor_id: int | None, approvals: Iterable[HourApproval], approved: bool, word: str = ""
) -> datetime:
    """Approve or refuse these hours; returns when, by which all of them are found again.

    Those of whom it was decided already keep that while others are asked for.
    """
    now, approvals = clock.now(), list(approvals)
    decided = _decided(approvals)
    for each in approvals:
        known = decided.get(each.id, [])
        keep = {row.worker_id for row in known if _holds(row, each)} if _waits(each) else set()
        each.state = ApprovalState.APPROVED if approved else ApprovalState.REFUSED
        each.word, each.decided_at, each.decided_by_id = word, now, actor_id
        _note(each, {row.worker_id: row for row in known}, keep)
    db.session.flush()
    return now


def _note(approval: HourApproval, known: dict[int, HourDecision], keep: set[int]) -> None:
    """Keep the decision for each worker that it is made on."""
    for worker_id in set(approval.workers) - keep:
        row = known.get(worker_id)
        if row is None:
            row = HourDecision(approval_id=approval.id, worker_id=worker_id)
            db.session.add(row)
        for name in (*HOURS, "state", "word", "decided_at", "decided_by_id"):
            setattr(row, name, getattr(approval, name))


def reopen(approval: HourApproval) -> None:
    """What was decided last waits again; what others were told before stays."""
    of_it = HourDecision.approval_id == approval.id
    last = HourDecision.decided_at == approval.decided_at
    db.session.execute(delete(HourDecision).where(of_it, last))
    _wait(approval)


def _wait(approval: HourApproval) -> None:
    approval.state, approval.word = ApprovalState.ASKED, ""
    approval.decided_at = approval.decided_by_id = None


def _waits(approval: HourApproval) -> bool:
    return approval.state == ApprovalState.ASKED
