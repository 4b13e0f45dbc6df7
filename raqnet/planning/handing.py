"""Handing over the coming dates of somebody who has left the team; past ones stay theirs."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.access import Principal
from raqnet.calendar import dates, services
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.people.models import Worker
from raqnet.planning.queries_watch import LeftBehind


def hand_over(user: Principal, left: LeftBehind, to: Worker) -> int:
    """Put `to` in the place of who has left; returns on how many dates."""
    ids = {each.occurrence_id for each in left.dates}
    rows = _dates(ids)
    if _is_whole(left, ids):
        action = dates.whole(left.series_id)
        services.edit(action, user.id, workers=_instead(action.workers, left.worker_id, to))
        rows = [each for each in _dates(ids) if dates.is_own(each)]
    for date in rows:
        workers = _instead(dates.whole(date.action_id).workers, left.worker_id, to)
        services.override(date, user.id, workers=workers)
    return len(ids)


def _is_whole(left: LeftBehind, ids: set[int]) -> bool:
    """Do these dates make up the action, so that no past date would change hands?"""
    query = select(Occurrence.id).where(Occurrence.series_id == left.series_id)
    return set(db.session.scalars(query)) <= ids


def _dates(ids: set[int]) -> list[Occurrence]:
    query = select(Occurrence).where(Occurrence.id.in_(ids)).options(joinedload(Occurrence.action))
    return list(db.session.scalars(query.order_by(Occurrence.starts_at)))


def _instead(workers: Iterable[Worker], gone_id: int, to: Worker) -> list[Worker]:
    staying = [each for each in workers if each.id != gone_id]
    known = {each.id for each in staying}
    return [*staying, *([to] if to.id not in known else [])]
