"""The recovery balance: what approved hours have earned, what was taken; its worker's alone."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.db import db
from raqnet.planning.models import ApprovalState, HourApproval, HourDecision, Recovery
from raqnet.planning.queries_hours import holds

MOST = 40


class Balance(NamedTuple):
    """Minutes; `coming` are approved and not worked yet."""

    earned: int
    taken: int
    coming: int

    @property
    def left(self) -> int:
        """What one may still take; less than nothing where an approval was taken back."""
        return self.earned - self.taken


class Earned(NamedTuple):
    """A date whose hours are recovered."""

    occurrence_id: int
    title: str
    starts_at: datetime
    minutes: int


def balance(user: Principal) -> Balance:
    """One's own, now."""
    worker_id = user.worker_id
    past = Occurrence.ends_at <= clock.now()
    earned = _sum(_approved(worker_id, func.sum(HourApproval.minutes)).where(past))
    coming = _sum(_approved(worker_id, func.sum(HourApproval.minutes)).where(~past))
    taken = _sum(select(func.sum(Recovery.minutes)).where(Recovery.worker_id == worker_id))
    return Balance(earned, taken, coming)


def earned(user: Principal) -> list[Earned]:
    """The last dates that count, the latest first."""
    columns = (Occurrence.id, Action.title, Occurrence.starts_at, HourApproval.minutes)
    query = _approved(user.worker_id, *columns).where(Occurrence.ends_at <= clock.now())
    latest = query.order_by(Occurrence.starts_at.desc(), Occurrence.id.desc()).limit(MOST)
    return [Earned(*row) for row in db.session.execute(latest)]


def taken(user: Principal) -> list[Recovery]:
    """What one has taken, the latest first."""
    mine = select(Recovery).where(Recovery.worker_id == user.worker_id)
    return list(
        db.session.scalars(mine.order_by(Recovery.day.desc(), Recovery.id.desc()).limit(MOST))
    )


def find(user: Principal, recovery_id: int) -> Recovery | None:
    """One of one's own."""
    mine = Recovery.worker_id == user.worker_id
    return db.session.scalar(select(Recovery).where(Recovery.id == recovery_id, mine))


def _approved(worker_id: int | None, *columns: Any) -> Any:
    """Of the hours that were approved for a worker as they are now, those not called off."""
    held: list[ColumnElement[bool]] = [
        HourDecision.worker_id == worker_id,
        HourDecision.state == ApprovalState.APPROVED,
        *holds(),
        Action.status != Status.CANCELLED,
        action_workers.c.worker_id == worker_id,
    ]
    return (
        select(*columns)
        .select_from(HourDecision)
        .join(HourApproval, HourApproval.id == HourDecision.approval_id)
        .join(Occurrence, Occurrence.id == HourApproval.occurrence_id)
        .join(Action, Action.id == Occurrence.action_id)
        .join(action_workers, action_workers.c.action_id == Action.id)
        .where(*held)
    )


def _sum(query: Any) -> int:
    return int(db.session.scalar(query) or 0)
