"""What the page of an action shows around it: its other dates, comments, history."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import agenda, listing, queries
from raqnet.calendar.access import REACH, audience
from raqnet.calendar.models import (
    Action,
    ActionChange,
    Comment,
    Evaluation,
    Occurrence,
)
from raqnet.db import db

DATES = 8  # dates on one page of them
CHANGES = 30


@dataclass(frozen=True)
class Dates:
    """Some dates of a series in order; the numbers of the pages before and after."""

    entries: list[listing.Entry]
    total: int
    earlier: int | None
    later: int | None


def date_of(action: Action) -> Occurrence | None:
    """The date of a one-off or an override; a series has no single one."""
    if action.is_series:
        return None
    return db.session.scalar(select(Occurrence).where(Occurrence.action_id == action.id))


def master_id(action: Action) -> int:
    """The row that owns the rule: the action's own, or its series'."""
    return action.series_id or action.id


def dates(user: Principal, action: Action, date: Occurrence | None, page: int | None) -> Dates:
    """A page of the dates of a series: the one with this date, or with today, unless told."""
    of_series = Occurrence.series_id == master_id(action)
    total = agenda.count(audience(user), of_series)
    last = max(total - 1, 0) // DATES
    if page is None:
        pivot = date.starts_at if date else clock.now()
        page = agenda.count(audience(user), of_series, Occurrence.starts_at < pivot) // DATES
    page = min(max(page, 0), last)
    rows = listing.statement(audience(user), of_series, details=False)
    entries = listing.page(rows.limit(DATES).offset(page * DATES), audience(user))
    return Dates(entries, total, page - 1 if page else None, page + 1 if page < last else None)


def _family(user: Principal, action: Action) -> ColumnElement[bool]:
    """The series and all its dates that this person sees."""
    own = master_id(action)
    rows = select(Action.id).where((Action.id == own) | (Action.series_id == own))
    return Action.id.in_(rows.where(queries.visible(user)))


def comments(user: Principal, action: Action) -> list[Comment]:
    """What was said of an action or of any date of its series, oldest first."""
    rows = select(Comment).join(Action, Action.id == Comment.action_id)
    told = Comment.visibility.in_(REACH[audience(user)])
    said = rows.where(_family(user, action), told).options(joinedload(Comment.author))
    return list(db.session.scalars(said.order_by(Comment.at, Comment.id)))


def find_comment(user: Principal, comment_id: int) -> Comment | None:
    """A comment on something that one may see."""
    rows = select(Comment).join(Action, Action.id == Comment.action_id)
    told = Comment.visibility.in_(REACH[audience(user)])
    return db.session.scalar(rows.where(Comment.id == comment_id, told, queries.visible(user)))


def changes(user: Principal, action: Action) -> list[ActionChange]:
    """The last changes of an action and of the dates of its series, newest first."""
    rows = select(ActionChange).join(Action, Action.id == ActionChange.action_id)
    told = ActionChange.visibility.in_(REACH[audience(user)])
    made = rows.where(_family(user, action), told).options(joinedload(ActionChange.author))
    return list(db.session.scalars(made.order_by(ActionChange.at.desc(), ActionChange.id.desc())))[
        :CHANGES
    ]


def find_change(user: Principal, change_id: int) -> ActionChange | None:
    """A change of something that one may see."""
    rows = select(ActionChange).join(Action, Action.id == ActionChange.action_id)
    told = ActionChange.visibility.in_(REACH[audience(user)])
    return db.session.scalar(rows.where(ActionChange.id == change_id, told, queries.visible(user)))


def evaluation(date: Occurrence) -> Evaluation | None:
    """The evaluation of a date with its author and languages."""
    return db.session.scalar(
        select(Evaluation)
        .where(Evaluation.occurrence_id == date.id)
        .options(joinedload(Evaluation.author), selectinload(Evaluation.languages))
    )
