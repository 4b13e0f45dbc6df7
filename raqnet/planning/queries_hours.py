"""Hours to approve: what waits, by action; what was decided; one date's."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, false, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.calendar import queries as calendar
from raqnet.calendar.models import Action, Occurrence, Status, action_workers
from raqnet.db import db
from raqnet.people.models import Worker
from raqnet.people.words import natural
from raqnet.planning.marks import mark
from raqnet.planning.models import ApprovalState, HourApproval, HourDecision

LATELY = timedelta(days=14)
MOST_DECIDED = 30


class Hours(NamedTuple):
    """Hours of one date, as a list shows them; `series_id` is the action that owns the rule."""

    id: int
    version: int
    state: str
    minutes: int
    word: str
    decided_at: datetime | None
    decided_by: str | None
    occurrence_id: int
    series_id: int
    action_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool

    @property
    def mark(self) -> str:
        """Of what somebody sees when they decide on this date alone."""
        return mark([self])


class Group(NamedTuple):
    """All that waits of one action; `mark` tells it from what it is once something has changed.

    `new`: those who joined after a decision, where it waits for them alone.
    """

    series_id: int
    title: str
    workers: list[str]
    new: list[str]
    hours: list[Hours]

    @property
    def mark(self) -> str:
        """Of what somebody sees when they decide on the whole."""
        return mark(self.hours)

    @property
    def minutes(self) -> int:
        """Outside the working hours, over all dates."""
        return sum(each.minutes for each in self.hours)


def waiting(user: Principal) -> list[Group]:
    """What waits for this person's decision, in order of time."""
    if not user.can("hours.approve"):
        return []
    rows = _rows(_waits(), ~_own(user), calendar.visible(user))
    names = _workers({row.action_id for row in rows})
    new = _new({row.id for row in rows})
    groups: dict[int, list[Hours]] = {}
    for row in rows:
        groups.setdefault(row.series_id, []).append(row)
    return [
        Group(id_, dates[0].title, _together(names, dates), _late(new, dates), dates)
        for id_, dates in groups.items()
    ]


def count_waiting(user: Principal) -> int:
    """How many dates wait for this person's decision."""
    if not user.can("hours.approve"):
        return 0
    query = _joined(select(func.count(HourApproval.id)))
    return db.session.scalar(query.where(_waits(), ~_own(user), calendar.visible(user))) or 0


def decided(user: Principal) -> list[Hours]:
    """What was decided lately, the latest first; for those who decide."""
    if not user.can("hours.approve"):
        return []
    lately = HourApproval.decided_at > clock.now() - LATELY
    query = _listed().where(lately, ~_own(user), calendar.visible(user)).order_by(None)
    latest = query.order_by(HourApproval.decided_at.desc(), HourApproval.starts_at)
    return [Hours(*row) for row in db.session.execute(latest.limit(MOST_DECIDED))]


def of_worker(user: Principal) -> list[Hours]:
    """One's own dates outside the working hours that are to come, wait or were refused lately."""
    since = clock.now() - LATELY
    open_ = HourApproval.state != ApprovalState.APPROVED
    return _rows(
        _works(user.worker_id),
        HourApproval.minutes > 0,
        Action.status != Status.CANCELLED,
        (Occurrence.ends_at > clock.now()) | (open_ & (Occurrence.ends_at > since)),
    )


def of_date(occurrence_id: int) -> HourApproval | None:
    """The hours of a date that one has found already."""
    of_it = HourApproval.occurrence_id == occurrence_id
    rows = select(HourApproval).where(of_it, HourApproval.minutes > 0)
    return db.session.scalar(rows.options(joinedload(HourApproval.decided_by)))


def find(user: Principal, approval_id: int) -> HourApproval | None:
    """Hours to decide on, for whoever does, with their date; held until the decision is made."""
    return next(iter(_held(user, HourApproval.id == approval_id)), None)


def of_series(
    user: Principal, series_id: int, *conditions: ColumnElement[bool]
) -> list[HourApproval]:
    """Hours of an action that wait (or fit `conditions`), held likewise; one's own left out."""
    chosen = conditions or (_waits(),)
    return _held(user, Occurrence.series_id == series_id, ~_own(user), *chosen)


def is_own(user: Principal, approval: HourApproval) -> bool:
    """Is this person one of the date's workers?"""
    row = _joined(select(HourApproval.id)).where(HourApproval.id == approval.id, _own(user))
    return db.session.scalar(row) is not None


def _held(user: Principal, *conditions: ColumnElement[bool]) -> list[HourApproval]:
    if not user.can("hours.approve"):
        return []
    query = _joined(select(HourApproval)).where(calendar.visible(user), *conditions)
    query = query.options(contains_eager(HourApproval.occurrence, Occurrence.action))
    held = query.with_for_update(of=HourApproval).execution_options(populate_existing=True)
    return list(db.session.scalars(held))


def _waits() -> ColumnElement[bool]:
    asked = (HourApproval.state == ApprovalState.ASKED) & (HourApproval.minutes > 0)
    staffed = exists().where(action_workers.c.action_id == Action.id)
    return asked & staffed & (Action.status != Status.CANCELLED)


def holds() -> list[ColumnElement[bool]]:
    """On a decision and its approval: it was made on the hours as they are."""
    return [
        HourDecision.starts_at == HourApproval.starts_at,
        HourDecision.ends_at == HourApproval.ends_at,
        HourDecision.minutes == HourApproval.minutes,
    ]


def _works(worker_id: int | None) -> ColumnElement[bool]:
    """On `Action`: this worker is one of its own."""
    return exists().where(
        action_workers.c.action_id == Action.id, action_workers.c.worker_id == worker_id
    )


def _own(user: Principal) -> ColumnElement[bool]:
    return _works(user.worker_id) if user.worker_id is not None else false()


def _joined(query: Any) -> Any:
    return query.join(Occurrence, Occurrence.id == HourApproval.occurrence_id).join(
        Action, Action.id == Occurrence.action_id
    )


def _listed() -> Any:
    decider = aliased(User)
    query = select(
        HourApproval.id, HourApproval.version, HourApproval.state, HourApproval.minutes,
        HourApproval.word, HourApproval.decided_at, decider.name, Occurrence.id,
        Occurrence.series_id, Action.id, Action.title, Occurrence.starts_at, Occurrence.ends_at,
        Action.all_day,
    ).select_from(HourApproval)  # fmt: skip
    joined = _joined(query).outerjoin(decider, decider.id == HourApproval.decided_by_id)
    return joined.order_by(Occurrence.starts_at, Occurrence.id)


def _rows(*conditions: ColumnElement[bool]) -> list[Hours]:
    return [Hours(*row) for row in db.session.execute(_listed().where(*conditions))]


def _workers(action_ids: set[int]) -> dict[int, list[str]]:
    query = (
        select(action_workers.c.action_id, User.name)
        .join(Worker, Worker.id == action_workers.c.worker_id)
        .join(User, User.id == Worker.user_id)
        .where(action_workers.c.action_id.in_(action_ids))
    )
    found: dict[int, list[str]] = {}
    for action_id, name in db.session.execute(query):
        found.setdefault(action_id, []).append(name)
    return found


def _together(names: dict[int, list[str]], dates: list[Hours]) -> list[str]:
    """Everybody who works on one of these dates."""
    return sorted({name for row in dates for name in names.get(row.action_id, ())}, key=natural)


def _new(approval_ids: set[int]) -> dict[int, list[str]]:
    """By approval: the workers of whom nothing is decided, where something is of others."""
    decided = select(HourDecision.approval_id, HourDecision.worker_id)
    joined = decided.join(HourApproval, HourApproval.id == HourDecision.approval_id)
    rows = joined.where(HourDecision.approval_id.in_(approval_ids), *holds())
    told: dict[int, set[int]] = {}
    for approval_id, worker_id in db.session.execute(rows):
        told.setdefault(approval_id, set()).add(worker_id)
    asked = select(HourApproval.id, HourApproval.workers).where(HourApproval.id.in_(told))
    late = {id_: set(workers) - told[id_] for id_, workers in db.session.execute(asked)}
    named = select(Worker.id, User.name).join(User, User.id == Worker.user_id)
    ids = {worker_id for each in late.values() for worker_id in each}
    names = {row.id: row.name for row in db.session.execute(named.where(Worker.id.in_(ids)))}
    return {id_: [names[each] for each in workers] for id_, workers in late.items()}


def _late(new: dict[int, list[str]], dates: list[Hours]) -> list[str]:
    return sorted({name for row in dates for name in new.get(row.id, ())}, key=natural)
