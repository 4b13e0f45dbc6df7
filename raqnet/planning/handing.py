"""Handing over the coming dates of somebody who has left the team; past ones stay theirs.

A series is cut before the first of them: what follows is the colleague's, as one series.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.access import Principal
from raqnet.calendar import clashes, dates, services, splitting
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.people.models import Worker
from raqnet.planning.queries_watch import LeftBehind


def hand_over(user: Principal, left: LeftBehind, to: Worker) -> int:
    """Put `to` in the place of who has left; returns on how many dates."""
    ids = {each.occurrence_id for each in left.dates}
    action, first = dates.whole(left.series_id), _dates(ids)[0]
    cut = splitting.cut_before(action, first)
    team = cut.rest["workers"] if cut else action.workers
    if left.worker_id in {each.id for each in team}:
        workers = _instead(team, left.worker_id, to)
        services.change_following(first, user.id, workers=workers)
    for date in _dates(ids):  # those that had workers of their own
        workers = date.action.workers
        if left.worker_id in {each.id for each in workers}:
            services.override(date, user.id, workers=_instead(workers, left.worker_id, to))
    return len(ids)


def clashes_of(left: LeftBehind, to: Worker) -> list[clashes.Clash]:
    """What `to` already has at the time of these dates."""
    hours = clashes.coming(_dates({each.occurrence_id for each in left.dates}))
    planned = clashes.Planned(hours, {to.id: to.user.name}, series_id=left.series_id)
    return clashes.find(planned)


def _dates(ids: set[int]) -> list[Occurrence]:
    """These dates, each with who works then."""
    whole = joinedload(Occurrence.action).selectinload(Action.workers).joinedload(Worker.user)
    query = select(Occurrence).where(Occurrence.id.in_(ids)).options(whole)
    return list(db.session.scalars(query.order_by(Occurrence.starts_at)))


def _instead(workers: Iterable[Worker], gone_id: int, to: Worker) -> list[Worker]:
    staying = [each for each in workers if each.id != gone_id]
    known = {each.id for each in staying}
    return [*staying, *([to] if to.id not in known else [])]
