"""The dates of an action: made from its rule, and the row that holds the details of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, cast, exists, or_, select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.calendar import details, family, hanging, recurrence
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Evaluation, Occurrence
from raqnet.calendar.queries import ONE, WHOLE, WORDS_OF_ONE
from raqnet.calendar.recurrence import Slot
from raqnet.db import db
from raqnet.drafts.models import Draft

# Where a draft of an evaluation is kept: under the path of its form.
EVALUATED_AT, EVALUATING = "/calendrier/dates/", "/evaluer"


def slots_of(action: Action) -> list[Slot]:
    """The dates that an action's rule and exceptions give."""
    return slots_by({name: getattr(action, name) for name in (*details.TIMES, *details.RULE)})


def slots_by(values: Details) -> list[Slot]:
    """The same out of details; days are left out by hand or by a closed period."""
    left_out = [*(values.get("exdates") or ()), *(values.get("closed_days") or ())]
    excluded = [date.fromisoformat(text) for text in left_out]
    starts_at, ends_at, all_day = (values[name] for name in details.TIMES)
    return recurrence.expand(starts_at, ends_at, all_day, values["rrule"], excluded)


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
    row = select(Action).where(Action.id == action_id).options(*ONE)
    return db.session.scalars(row).unique().one()


def words_of(action_id: int) -> Details:
    """What an action says, but for who works on it: one query."""
    row = select(Action).where(Action.id == action_id).options(*WORDS_OF_ONE)
    action = db.session.scalars(row).unique().one()
    return {name: getattr(action, name) for name in details.ALL if name != "workers"}


def of(action: Action) -> list[Occurrence]:
    """Every date of a one-off or a series in order, each with the row of its details.

    They are held until the end of the transaction: nobody can begin to evaluate one meanwhile.
    """
    rows = select(Occurrence).where(Occurrence.series_id == action.id)
    loaded = rows.options(joinedload(Occurrence.action).options(*WHOLE))
    held = loaded.order_by(Occurrence.recurrence_id).with_for_update(of=Occurrence)
    return list(db.session.scalars(held).unique())


@dataclass(frozen=True)
class Glimpse:
    """Dates to look at only, the ids of those that are kept, and how much hangs on each."""

    dates: list[Occurrence]
    spoken_of: set[int]
    hung: dict[int, tuple[int, ...]]
    apart: list[Action]  # that were dates of it, or of what it continues


def glimpse(action: Action) -> Glimpse:
    """The same dates to look at only: one query."""
    whose = family.set_apart(action.id).union(select(Action.id).where(Action.id == action.id))
    rows = select(Occurrence, _spoken_of(), *hanging.counts())
    rows = rows.where(Occurrence.series_id.in_(whose))
    loaded = rows.options(joinedload(Occurrence.action)).order_by(Occurrence.recurrence_id)
    seen = db.session.execute(loaded).all()
    found = [row for row in seen if row[0].series_id == action.id]
    return Glimpse(
        [each for each, *_ in found],
        {each.id for each, spoken_of, *_ in found if spoken_of},
        {each.id: tuple(counted) for each, _, *counted in found if any(counted)},
        [each.action for each, *_ in seen if each.series_id != action.id],
    )


def settled(ids: Collection[int]) -> dict[int, list[Occurrence]]:
    """The dates of these actions that have begun or of which somebody has said something."""
    over = or_(Occurrence.starts_at <= clock.now(), _spoken_of())
    rows = select(Occurrence).where(Occurrence.series_id.in_(ids), over)
    found: dict[int, list[Occurrence]] = {}
    for each in db.session.scalars(rows):
        found.setdefault(each.series_id, []).append(each)
    return found


def evaluated(action: Action) -> set[int]:
    """The ids of the dates that are evaluated, being evaluated (a draft), or bound otherwise."""
    rows = select(Occurrence.id).where(Occurrence.series_id == action.id, _spoken_of())
    return set(db.session.scalars(rows))


def _spoken_of() -> ColumnElement[bool]:
    key = EVALUATED_AT + cast(Occurrence.id, String) + EVALUATING
    said = exists().where(Evaluation.occurrence_id == Occurrence.id)
    # Asked once for all, not date by date: drafts have no index on their key alone.
    keys = select(Draft.key).where(
        Draft.key.startswith(EVALUATED_AT), Draft.key.endswith(EVALUATING)
    )
    return or_(said, key.in_(keys), hanging.is_bound())


def overrides(action: Action) -> list[Action]:
    """The dates of a series that have rows of their own."""
    rows = select(Action).where(Action.series_id == action.id).options(*WHOLE)
    return list(db.session.scalars(rows.order_by(Action.recurrence_id)).unique())


def override_at(action: Action, recurrence_id: datetime) -> Action | None:
    """The row that the date has of its own that the rule puts there."""
    rows = select(Action).where(Action.series_id == action.id)
    return db.session.scalar(rows.where(Action.recurrence_id == recurrence_id).options(*WHOLE))


def is_own(occurrence: Occurrence) -> bool:
    """Has this date a row of its own within its series?"""
    return occurrence.action_id != occurrence.series_id
