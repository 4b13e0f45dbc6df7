"""Editing a series: its dates keep who they are, what was said of them, and their own changes.

The whole series is edited: each date that continues (`redating.py`) keeps its row, hence its
evaluation. A date that had been changed alone keeps what is its own and follows the series in all
the rest, detail by detail: its hours are its own once it was moved. A date that the new rule no
longer gives goes; evaluated or bound, it lives on as an action of its own with its details.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from raqnet.calendar import changed, dates, details, history, memory, moving, redating, schedule
from raqnet.calendar.apart import lay_out
from raqnet.calendar.closures import Closed
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, ActionChange, Comment, Occurrence
from raqnet.calendar.naming import continuing
from raqnet.calendar.recurrence import Slot
from raqnet.calendar.redating import Kept, Plan
from raqnet.calendar.searching import refresh_search
from raqnet.db import db
from raqnet.people.models import Worker


@dataclass(frozen=True)
class Outcome:
    """What an edit did: whether anything changed, dates gone, dates kept as actions apart."""

    changed: bool
    gone: int = 0
    apart: int = 0


@dataclass(frozen=True)
class Told:
    """What the history says of a change besides what changed: by whom, why, what it undoes."""

    actor_id: int | None = None
    reason: str = ""
    verb: str = ""
    undoes_id: int | None = None
    memory: Details = field(default_factory=dict)  # what undoing has to know besides
    anew: bool = False  # dates have come to it: it is laid out whatever it says, and never undone


def edit(action: Action, actor_id: int | None = None, reason: str = "", **values: Any) -> Outcome:
    """Change a one-off or a whole series; `values` are details by name (`details.ALL`).

    `reason`: why it is moved, if it is. Errors: RuleError.
    """
    action = dates.whole(action.id)
    before, old = details.read(action), dates.of(action)
    return become(action, before, after_edit(before, old, values), old, Told(actor_id, reason))


def close(action: Action, among: Sequence[Closed], actor_id: int | None = None) -> Outcome:
    """Lay a series out anew once the closed periods are others. Errors: RuleError."""
    action = dates.whole(action.id)
    before, old = details.read(action), dates.of(action)
    after = lay_out(before, before, old, among)
    return become(action, before, after, old, Told(actor_id, verb=history.CLOSED))


def become(
    action: Action, before: Details, after: Details, old: list[Occurrence], told: Told
) -> Outcome:
    """Make an action with the dates `old` what `after` says. Errors: RuleError."""
    if not (told.anew or details.differing(before, after)):
        return Outcome(False)
    schedule.check_hours(*(after[name] for name in details.TIMES))
    plan = redating.plan(old, before, after, dates.evaluated(action))
    after = _as_the_date_left(plan, before, after)
    was = memory.of(action)
    apart = [(each.id, each.recurrence_id, dates.is_own(each)) for each in plan.apart]
    _carry_out(action, plan, before, after)
    details.write(action, after)
    moved = moving.note(action, before, after, told.reason)
    touch(action)
    since, once = memory.since(was, action, apart), told.undoes_id or told.anew
    history.edited(
        action, told.actor_id, before, details.read(action),
        verb=told.verb, reason=told.reason if moved else "", undoes_id=told.undoes_id,
        memory=None if once else memory.joined(since, told.memory),
    )  # fmt: skip
    return Outcome(True, len(plan.gone), len(plan.apart))


def _as_the_date_left(plan: Plan, before: Details, after: Details) -> Details:
    """A series that becomes one date is what that date was of its own, where nothing else is asked.

    So what was the team's alone is not opened by saying that nothing repeats.
    """
    own = next((k.occurrence.action for k in plan.kept if dates.is_own(k.occurrence)), None)
    if own is None or after["rrule"] is not None:
        return after
    asked = {name for name in details.WORDS if not details.same(before[name], after[name])}
    mine = details.read(dates.whole(own.id))
    return after | {name: mine[name] for name in details.WORDS if name not in asked}


def preview(action: Action, **values: Any) -> Plan:
    """What `edit` would make of the dates of an action; nothing is changed."""
    before, seen = details.read(action), dates.glimpse(action)
    after = after_edit(before, seen.dates, values, seen.apart)
    return redating.plan(seen.dates, before, after, seen.spoken_of, seen.hung)


def after_edit(
    before: Details, old: list[Occurrence], values: Details, stand: Sequence[Action] | None = None
) -> Details:
    """All details as they will be. stand: the dates that stand apart, where they are known."""
    after = before | details.fit(values, str(values.get("kind", before["kind"])))
    return lay_out(after, before, old, stand=stand)


def touch(action: Action) -> None:
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


def _carry_out(action: Action, plan: Plan, before: Details, after: Details) -> None:
    """Give an action the dates of a plan."""
    for occurrence in plan.apart:
        _set_apart(action, occurrence)
    for occurrence in plan.gone:
        _drop(action, occurrence)
    db.session.flush()
    for kept in plan.kept:
        _continue(action, kept, before, after)
    db.session.add_all(dates.occurrence(action, slot) for slot in plan.appeared)
    db.session.flush()


def _continue(action: Action, kept: Kept, before: Details, after: Details) -> None:
    occurrence, slot = kept.occurrence, kept.slot
    own = occurrence.action if dates.is_own(occurrence) else None
    if own and after["rrule"] is None:  # a one-off has no second row
        if after["status"] == own.status:
            action.cancel_reason, action.cancelled_at = own.cancel_reason, own.cancelled_at
        absorb(action, occurrence)
        own = None
    occurrence.recurrence_id = slot.recurrence_id
    if own:
        _follow(own, slot, before, after, kept.own_hours)
    if not kept.own_hours:
        occurrence.starts_at, occurrence.ends_at = slot.starts_at, slot.ends_at


def _follow(own: Action, slot: Slot, before: Details, after: Details, moved: bool) -> None:
    """A date of its own follows its series in what it had in common with it."""
    common = [n for n in details.WORDS if details.same(getattr(own, n), before[n])]
    details.write(own, {name: after[name] for name in common})
    if "workers" not in common and (more := _added(own, before)) is not None:
        known = {each.id for each in after["workers"]}
        own.workers = [*after["workers"], *(each for each in more if each.id not in known)]
    own.recurrence_id = slot.recurrence_id
    if not moved:
        own.starts_at, own.ends_at, own.all_day = slot.starts_at, slot.ends_at, after["all_day"]
        own.last_ends_at = slot.ends_at
    refresh_search(own)


def _added(own: Action, before: Details) -> list[Worker] | None:
    """Who works on a date besides all of its series' workers; None where some of these do not."""
    known = {each.id for each in before["workers"]}
    if not known <= {each.id for each in own.workers}:
        return None
    return [each for each in own.workers if each.id not in known]


def _set_apart(action: Action, occurrence: Occurrence) -> None:
    """An evaluated or bound date outside the new rule becomes an action of its own, as it was.

    It continues the series: whatever a later subject says of that is said of it.
    """
    row = occurrence.action if dates.is_own(occurrence) else details.copy_of(action)
    row.uid = continuing(action.uid, occurrence.recurrence_id)
    row.series_id, row.recurrence_id = None, None
    row.continues_id = action.id
    row.sequence, row.all_day = 0, row.all_day if dates.is_own(occurrence) else action.all_day
    row.starts_at, row.ends_at = occurrence.starts_at, occurrence.ends_at
    row.last_ends_at = occurrence.ends_at
    refresh_search(row)
    db.session.add(row)
    db.session.flush()
    occurrence.series_id, occurrence.action = row.id, row
    occurrence.recurrence_id = occurrence.starts_at
    db.session.flush()
    changed.tell(row)


def _drop(action: Action, occurrence: Occurrence) -> None:
    if dates.is_own(occurrence):
        absorb(action, occurrence)
    db.session.delete(occurrence)


def absorb(action: Action, occurrence: Occurrence) -> None:
    """Take away a date's own row; what people said of it goes to the series. Errors: Unlike."""
    row = db.session.get_one(Action, occurrence.action_id)
    bequeath(row, action)
    occurrence.action = action
    db.session.delete(row)


def bequeath(row: Action, into: Action) -> None:
    """What was said of a row that goes, and what hangs on it, is another's. Errors: Unlike."""
    for model in (Comment, ActionChange):
        changed.move(model, row, into)
    changed.absorb(row, into)


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


def override(
    occurrence: Occurrence, actor_id: int | None = None, reason: str = "", **values: Any
) -> Action:
    """Change one date only; a series gets a row of its own for it. Returns the row changed."""
    series = dates.whole(occurrence.series_id)
    if not series.is_series:
        edit(series, actor_id, reason, **values)
        return series
    before, was = _as_of(occurrence), memory.of_date(occurrence)
    after = before | details.fit(values, series.kind)
    row = own_row(occurrence)
    if not details.differing(before, after):
        return row
    schedule.check_hours(*(after[name] for name in details.TIMES))
    details.write(row, {name: after[name] for name in (*details.WORDS, *details.TIMES)})
    moved = moving.note(row, before, after, reason)
    touch_date(row, occurrence)
    history.edited(
        row, actor_id, before, details.read(row), occurrence.recurrence_id,
        reason=reason if moved else "", memory=was,
    )  # fmt: skip
    return row


def differs(occurrence: Occurrence, **values: Any) -> bool:
    """Would these details change anything about this date?"""
    before = _as_of(occurrence)
    return bool(details.differing(before, details.fit(values, before["kind"])))


def _as_of(occurrence: Occurrence) -> Details:
    """The details of one date as they are now."""
    hours = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at}
    once = {name: details.fresh({})[name] for name in (*details.RULE, "skips_closed")}
    return details.read(dates.whole(occurrence.action_id)) | hours | once


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
