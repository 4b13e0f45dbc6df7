"""What a person may load of the calendar; every lookup of the subject passes here."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from raqnet.access import Principal
from raqnet.calendar.access import REACH, audience
from raqnet.calendar.filters import KEPT, Filters
from raqnet.calendar.models import (
    Action,
    Occurrence,
    Status,
    Subscription,
    Visibility,
    action_languages,
    action_missions,
    action_workers,
)
from raqnet.db import db
from raqnet.people.models import Neighbourhood, Site, Worker
from raqnet.text import fold

_ROWS = (
    joinedload(Action.activity),
    joinedload(Action.commune),
    joinedload(Action.neighbourhood).joinedload(Neighbourhood.zone),
    joinedload(Action.site).joinedload(Site.organisation),
    joinedload(Action.author),
)
_WORKERS = selectinload(Action.workers).joinedload(Worker.user)
WHOLE = (*_ROWS, selectinload(Action.missions), selectinload(Action.languages), _WORKERS)
# The same of one action: the few missions and languages that it has come along, two queries less.
WORDS_OF_ONE = (*_ROWS, joinedload(Action.missions), joinedload(Action.languages))
ONE = (*WORDS_OF_ONE, _WORKERS)


def visible(user: Principal) -> ColumnElement[bool]:
    """Only the actions that this person may see."""
    return visible_to(audience(user))


def visible_to(reader: Visibility) -> ColumnElement[bool]:
    """Only the actions that this audience may see."""
    return Action.visibility.in_(REACH[reader])


def find_action(user: Principal, action_id: int) -> Action | None:
    """An action (a one-off, a series or an override) with all its details, if one may see it."""
    row = select(Action).where(Action.id == action_id, visible(user))
    return db.session.scalars(row.options(*ONE)).unique().one_or_none()


def find_occurrence(user: Principal, occurrence_id: int) -> Occurrence | None:
    """One date, with the action that holds its details, if one may see it."""
    row = select(Occurrence).join(Action, Action.id == Occurrence.action_id)
    row = row.where(Occurrence.id == occurrence_id, visible(user))
    loaded = row.options(joinedload(Occurrence.action).options(*ONE))
    return db.session.scalars(loaded).unique().one_or_none()


def find_date_and_series(user: Principal, occurrence_id: int) -> tuple[Occurrence, Action] | None:
    """A date with the row of its details, and the action that owns its rule with all of its own.

    Only where one may see both.
    """
    own = aliased(Action)
    rows = (
        select(Occurrence, Action)
        .join(Action, Action.id == Occurrence.series_id)
        .join(own, own.id == Occurrence.action_id)
        .where(Occurrence.id == occurrence_id, visible(user))
        .where(own.visibility.in_(REACH[audience(user)]))
    )
    loaded = rows.options(contains_eager(Occurrence.action.of_type(own)), *ONE)
    found = db.session.execute(loaded).unique().one_or_none()
    return (found[0], found[1]) if found else None


def matching(filters: Filters) -> list[ColumnElement[bool]]:
    """Conditions on `Action` for what is set; a filter holds for an override by its own details."""
    return [_CONDITIONS[name](value) for name, value in filters.set().items()]


def _has(table: Any, column: Any, value: int) -> ColumnElement[bool]:
    # A query that joins this very table would take it for its own.
    having = select(1).select_from(table).where(table.c.action_id == Action.id, column == value)
    return exists(having.correlate(Action))


def _in_zone(zone_id: int) -> ColumnElement[bool]:
    return Action.neighbourhood_id.in_(
        select(Neighbourhood.id).where(Neighbourhood.zone_id == zone_id)
    )


def _of_organisation(organisation_id: int) -> ColumnElement[bool]:
    return Action.site_id.in_(select(Site.id).where(Site.organisation_id == organisation_id))


def _of_status(status: str) -> ColumnElement[bool]:
    return Action.status != Status.CANCELLED if status == KEPT else Action.status == status


def _with_words(words: str) -> ColumnElement[bool]:
    """Each word begins a word of the action or of its activity's name."""
    return and_(true(), *(_begins(word) for word in fold(words).split()))


def _begins(word: str) -> ColumnElement[bool]:
    return (" " + Action.search_text).contains(f" {word}", autoescape=True)


_CONDITIONS: dict[str, Any] = {
    "kind": lambda value: Action.kind == value,
    "commune": lambda value: Action.commune_id == value,
    "zone": _in_zone,
    "neighbourhood": lambda value: Action.neighbourhood_id == value,
    "mission": lambda value: _has(action_missions, action_missions.c.mission_id, value),
    "activity": lambda value: Action.activity_id == value,
    "mode": lambda value: Action.mode == value,
    "worker": lambda value: _has(action_workers, action_workers.c.worker_id, value),
    "organisation": _of_organisation,
    "language": lambda value: _has(action_languages, action_languages.c.language_id, value),
    "status": _of_status,
    "words": _with_words,
}


def subscriptions(user: Principal) -> list[Subscription]:
    """One's own feeds, newest first."""
    mine = select(Subscription).where(Subscription.user_id == user.id)
    return list(db.session.scalars(mine.order_by(Subscription.id.desc())))


def find_subscription(user: Principal, subscription_id: int) -> Subscription | None:
    """One of one's own feeds."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.id == subscription_id, Subscription.user_id == user.id
        )
    )
