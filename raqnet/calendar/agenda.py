"""Whose agenda: the dates that are one's own, and those that wait for an evaluation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import listing, queries
from raqnet.calendar.filters import Filters
from raqnet.calendar.looks import Looks
from raqnet.calendar.models import (
    Action,
    Evaluation,
    EvaluationState,
    Kind,
    Occurrence,
    Status,
    Visibility,
)
from raqnet.db import db

MOST_WAITING = 100


@dataclass(frozen=True)
class Whose:
    """A worker's own actions, an organisation's sites, or what one entered and the team's life."""

    worker: int | None = None
    organisation: int | None = None
    author: int | None = None

    def condition(self) -> ColumnElement[bool]:
        """On `Action`."""
        if self.worker is not None:
            return and_(*queries.matching(Filters(worker=self.worker)))
        if self.organisation is not None:
            return and_(*queries.matching(Filters(organisation=self.organisation)))
        return or_(Action.author_id == self.author, Action.kind == Kind.TEAM)


def of(user: Principal) -> Whose:
    """What this person's agenda holds."""
    if user.worker_id is not None:
        return Whose(worker=user.worker_id)
    if user.organisation_id is not None:
        return Whose(organisation=user.organisation_id)
    return Whose(author=user.id)


def waiting() -> ColumnElement[bool]:
    """Over, held, to be evaluated, and not evaluated yet."""
    done = (
        select(Evaluation.id)
        .where(Evaluation.occurrence_id == Occurrence.id, Evaluation.state == EvaluationState.DONE)
        .correlate(Occurrence)
    )
    return and_(
        Occurrence.ends_at <= clock.now(),
        Action.kind == Kind.COLLECTIVE,
        Action.status != Status.CANCELLED,
        ~done.exists(),
    )


def count(reader: Visibility, *conditions: ColumnElement[bool]) -> int:
    """How many dates this audience sees under `conditions`."""
    dates = select(func.count(Occurrence.id)).join(Action, Action.id == Occurrence.action_id)
    return db.session.scalar(dates.where(queries.visible_to(reader), *conditions)) or 0


def latest_waiting(
    reader: Visibility, condition: ColumnElement[bool], known: Looks
) -> list[listing.Entry]:
    """What waits for an evaluation, the latest first, as one remembers it best; 100 at most."""
    rows = listing.statement(reader, waiting(), condition, details=False).order_by(None)
    newest = rows.order_by(Occurrence.starts_at.desc(), Occurrence.id.desc())
    return listing.page(newest.limit(MOST_WAITING), reader, known)
