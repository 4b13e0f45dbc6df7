"""The dates of an action: made from its rule, and the row that holds the details of each."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.calendar import recurrence
from raqnet.calendar.models import Action, Evaluation, Occurrence
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.recurrence import Slot
from raqnet.db import db


def slots_of(action: Action) -> list[Slot]:
    """The dates that an action's rule and exceptions give."""
    return slots(action.starts_at, action.ends_at, action.all_day, action.rrule, action.exdates)


def slots(
    starts_at: Any, ends_at: Any, all_day: bool, rrule: str | None, exdates: Iterable[str] | None
) -> list[Slot]:
    """The same out of an action's columns."""
    excluded = [date.fromisoformat(text) for text in exdates or ()]
    return recurrence.expand(starts_at, ends_at, all_day, rrule, excluded)


def occurrence(action: Action, slot: Slot) -> Occurrence:
    """A new date of an action that follows its rule."""
    return Occurrence(
        series_id=action.id,
        action_id=action.id,
        recurrence_id=slot.recurrence_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )


def slot_of(occurrence: Occurrence) -> Slot:
    """A date as `recurrence` knows it."""
    return Slot(occurrence.recurrence_id, occurrence.starts_at, occurrence.ends_at)


def whole(action_id: int) -> Action:
    """An action with all its details loaded, for a rule that needs them."""
    return db.session.scalars(select(Action).where(Action.id == action_id).options(*WHOLE)).one()


def of(action: Action) -> list[Occurrence]:
    """Every date of a one-off or a series in order, each with the row of its details."""
    rows = select(Occurrence).where(Occurrence.series_id == action.id)
    loaded = rows.options(joinedload(Occurrence.action).options(*WHOLE))
    return list(db.session.scalars(loaded.order_by(Occurrence.recurrence_id)).unique())


def evaluated(action: Action) -> set[int]:
    """The ids of the dates of which somebody has begun to say something."""
    ids = select(Evaluation.occurrence_id).join(Occurrence).where(Occurrence.series_id == action.id)
    return set(db.session.scalars(ids))


def overrides(action: Action) -> list[Action]:
    """The dates of a series that have rows of their own."""
    rows = select(Action).where(Action.series_id == action.id).options(*WHOLE)
    return list(db.session.scalars(rows.order_by(Action.recurrence_id)).unique())


def is_own(occurrence: Occurrence) -> bool:
    """Has this date a row of its own within its series?"""
    return occurrence.action_id != occurrence.series_id
