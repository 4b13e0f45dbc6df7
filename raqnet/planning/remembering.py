"""What was decided of the hours of dates that go, so that undoing brings it back with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from raqnet.db import db
from raqnet.people.models import Worker
from raqnet.planning import hours
from raqnet.planning.models import HourApproval, HourDecision

_SAID = ("worker_id", "state", "minutes", "word", "decided_by_id")
_WHEN = ("starts_at", "ends_at", "decided_at")
Plain = dict[str, Any]


def remember(dates: Sequence[int]) -> dict[int, Plain]:
    """What was decided of the hours of these dates, as plain values."""
    rows = (
        select(HourApproval.occurrence_id, HourDecision)
        .join(HourDecision, HourDecision.approval_id == HourApproval.id)
        .where(HourApproval.occurrence_id.in_(list(dates)))
        .order_by(HourDecision.worker_id)
    )
    found: dict[int, Plain] = {}
    for occurrence_id, each in db.session.execute(rows):
        found.setdefault(occurrence_id, {"decided": []})["decided"].append(_plain(each))
    return found


def _plain(row: HourDecision) -> Plain:
    said = {name: getattr(row, name) for name in _SAID}
    return said | {name: getattr(row, name).isoformat() for name in _WHEN}


def put_back(occurrence_id: int, plain: Mapping[str, Any]) -> None:
    """Decide of the hours of a date that is back, where it asks for them again, as it was."""
    asked = select(HourApproval).where(HourApproval.occurrence_id == occurrence_id)
    if (approval := db.session.scalar(asked)) is None:
        return
    rows = [_row(approval, each) for each in plain["decided"]]
    there = [row for row in rows if db.session.get(Worker, row.worker_id)]
    db.session.add_all(there)
    hours.settle(approval, there)
    db.session.flush()


def _row(approval: HourApproval, said: Plain) -> HourDecision:
    when = {name: datetime.fromisoformat(said[name]) for name in _WHEN}
    return HourDecision(approval_id=approval.id, **{**said, **when})
