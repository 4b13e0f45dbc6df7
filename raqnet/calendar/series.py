"""Editing a series: its dates keep who they are, what was said of them, and their own changes.

The whole series is edited: each date that continues (`recurrence.pair`) keeps its row, hence its
evaluation. A date that had been changed alone keeps what is its own and follows the series in all
the rest, detail by detail: its hours are its own once it was moved. A date that the new rule no
longer gives goes; evaluated, it lives on as an action of its own with the details it had.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from raqnet.calendar import changed, dates, details, history, recurrence, schedule
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, ActionChange, Comment, Occurrence
from raqnet.calendar.recurrence import Slot
from raqnet.calendar.searching import refresh_search
from raqnet.db import db


@dataclass(frozen=True)
class Outcome:
    """What an edit did: whether anything changed, dates gone, dates kept as actions apart."""

    changed: bool
    gone: int = 0
    apart: int = 0


def edit(action: Action, actor_id: int | None = None, **values: Any) -> Outcome:
    """Change a one-off or a whole series; `values` are details by name (`details.ALL`).

    Errors: RuleError.
    """
    action = dates.whole(action.id)
    before = details.read(action)
    after = before | details.fit(values, str(values.get("kind", action.kind)))
    if not details.differing(before, after):
        return Outcome(False)
    schedule.check_hours(*(after[name] for name in details.TIMES))
    outcome = _redate(action, before, after)
    details.write(action, after)
    _touch(action)
    history.edited(action, actor_id, before, details.read(action))
    return outcome


def _touch(action: Action) -> None:
    """What follows every change of a one-off or a series."""
    refresh_search(action)
    details.publish(action)
    db.session.flush()
    _follow_sequence(action)
    refresh_end(action)
    db.session.flush()
    changed.tell(action)


def _follow_sequence(action: Action) -> None:
    """No date of a series is older than its series (RFC 5546, 2.1.5)."""
    for row in dates.overrides(action):
        if row.sequence < action.sequence:
            row.sequence, row.dtstamp = action.sequence, action.dtstamp


def refresh_end(action: Action) -> None:
    """Note when the last date of an action ends."""
    action.last_ends_at = max(each.ends_at for each in dates.of(action))


def _redate(action: Action, before: Details, after: Details) -> Outcome:
    """Give an action the dates of its new rule."""
    old, new = dates.of(action), dates.slots(*(after[n] for n in (*details.TIMES, *details.RULE)))
    kept, vanished, appeared = pair(old, new)
    spoken_of = dates.evaluated(action)
    apart = [each for each in vanished if each.id in spoken_of]
    gone = [each for each in vanished if each.id not in spoken_of]
    for occurrence in apart:
        _set_apart(action, occurrence)
    for occurrence in gone:
        _drop(action, occurrence)
    db.session.flush()
    for occurrence, slot in kept:
        _continue(action, occurrence, slot, before, after)
    db.session.add_all(dates.occurrence(action, slot) for slot in appeared)
    db.session.flush()
    return Outcome(True, len(gone), len(apart))


def pair(
    old: list[Occurrence], new: list[Slot]
) -> tuple[list[tuple[Occurrence, Slot]], list[Occurrence], list[Slot]]:
    """Which date continues as which; the only date of a one-off continues as the first."""
    by_slot = {dates.slot_of(each): each for each in old}
    kept, vanished, appeared = recurrence.pair(list(by_slot), new)
    if len(old) == 1 and vanished and appeared:
        kept, vanished, appeared = {vanished[0]: appeared[0]}, [], appeared[1:]
    pairs = [(by_slot[before], after) for before, after in kept.items()]
    return pairs, [by_slot[slot] for slot in vanished], appeared


def _continue(
    action: Action, occurrence: Occurrence, slot: Slot, before: Details, after: Details
) -> None:
    own = occurrence.action if dates.is_own(occurrence) else None
    if own and after["rrule"] is None:  # what was typed for the one action is what it is
        _absorb(action, occurrence)
        own = None
    moved = own is not None and not _at_its_slot(own, occurrence, before)
    occurrence.recurrence_id = slot.recurrence_id
    if own:
        _follow(own, slot, before, after, moved)
    if not moved:
        occurrence.starts_at, occurrence.ends_at = slot.starts_at, slot.ends_at


def _at_its_slot(own: Action, occurrence: Occurrence, series: Details) -> bool:
    """Is this date still at the hours that its series gives it?"""
    slots = dates.slots(*(series[name] for name in (*details.TIMES, *details.RULE)))
    given = next((s for s in slots if s.recurrence_id == occurrence.recurrence_id), None)
    hours = (own.starts_at, own.ends_at, own.all_day)
    return given is not None and hours == (given.starts_at, given.ends_at, series["all_day"])


def _follow(own: Action, slot: Slot, before: Details, after: Details, moved: bool) -> None:
    """A date of its own follows its series in what it had in common with it."""
    common = [n for n in details.WORDS if details.same(getattr(own, n), before[n])]
    details.write(own, {name: after[name] for name in common})
    own.recurrence_id = slot.recurrence_id
    if not moved:
        own.starts_at, own.ends_at, own.all_day = slot.starts_at, slot.ends_at, after["all_day"]
        own.last_ends_at = slot.ends_at
    refresh_search(own)


def _set_apart(action: Action, occurrence: Occurrence) -> None:
    """An evaluated date outside the new rule becomes an action of its own, as it was."""
    row = occurrence.action if dates.is_own(occurrence) else details.copy_of(action)
    row.uid, row.series_id, row.recurrence_id = f"{uuid.uuid4()}@raqnet", None, None
    row.sequence, row.all_day = 0, row.all_day if dates.is_own(occurrence) else action.all_day
    row.starts_at, row.ends_at = occurrence.starts_at, occurrence.ends_at
    row.last_ends_at = occurrence.ends_at
    refresh_search(row)
    db.session.add(row)
    db.session.flush()
    occurrence.series_id, occurrence.action = row.id, row
    occurrence.recurrence_id = occurrence.starts_at


def _drop(action: Action, occurrence: Occurrence) -> None:
    if dates.is_own(occurrence):
        _absorb(action, occurrence)
    db.session.delete(occurrence)


def _absorb(action: Action, occurrence: Occurrence) -> None:
    """Take away a date's own row; what people said of it goes to the series."""
    row = occurrence.action
    for model in (Comment, ActionChange):
        db.session.execute(
            update(model).where(model.action_id == row.id).values(action_id=action.id)
        )
    occurrence.action = action
    db.session.delete(row)


def own_row(occurrence: Occurrence) -> Action:
    """The row that holds the details of this date alone; made when the series still holds them."""
    series = dates.whole(occurrence.series_id)
    if dates.is_own(occurrence) or not series.is_series:
        return dates.whole(occurrence.action_id)
    row = details.copy_of(series)
    row.uid, row.series_id, row.sequence = series.uid, series.id, series.sequence
    row.recurrence_id, row.all_day = occurrence.recurrence_id, series.all_day
    row.starts_at, row.ends_at = occurrence.starts_at, occurrence.ends_at
    row.last_ends_at = occurrence.ends_at
    refresh_search(row)
    db.session.add(row)
    db.session.flush()
    occurrence.action = row
    db.session.flush()
    return dates.whole(row.id)


def override(occurrence: Occurrence, actor_id: int | None = None, **values: Any) -> Action:
    """Change one date only; a series gets a row of its own for it. Returns the row changed."""
    series = dates.whole(occurrence.series_id)
    if not series.is_series:
        edit(series, actor_id, **values)
        return series
    before = _as_of(occurrence)
    after = before | details.fit(values, series.kind)
    row = own_row(occurrence)
    if not details.differing(before, after):
        return row
    schedule.check_hours(*(after[name] for name in details.TIMES))
    details.write(row, {name: after[name] for name in (*details.WORDS, *details.TIMES)})
    touch_date(row, occurrence)
    history.edited(row, actor_id, before, details.read(row), occurrence.recurrence_id)
    return row


def differs(occurrence: Occurrence, **values: Any) -> bool:
    """Would these details change anything about this date?"""
    before = _as_of(occurrence)
    return bool(details.differing(before, details.fit(values, before["kind"])))


def _as_of(occurrence: Occurrence) -> Details:
    """The details of one date as they are now."""
    hours = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at}
    rule: Details = {"rrule": None, "exdates": []}
    return details.read(dates.whole(occurrence.action_id)) | hours | rule


def touch_date(row: Action, occurrence: Occurrence) -> None:
    """What follows every change of one date of a series."""
    occurrence.starts_at, occurrence.ends_at = row.starts_at, row.ends_at
    row.last_ends_at = row.ends_at
    refresh_search(row)
    details.publish(row)
    db.session.flush()
    series = dates.whole(occurrence.series_id)
    refresh_end(series)
    changed.tell(series)
