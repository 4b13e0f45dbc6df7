"""Editing a series: its dates keep who they are, what was said of them, and their own changes.

The whole series is edited: each date that continues (`redating.py`) keeps its row, hence its
evaluation, and what is its own (`carrying.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from raqnet.calendar import (
    carrying,
    changed,
    dates,
    details,
    history,
    memory,
    moving,
    own_rows,
    redating,
    schedule,
)
from raqnet.calendar.apart import lay_out
from raqnet.calendar.closures import Closed
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.redating import Plan
from raqnet.calendar.searching import refresh_search
from raqnet.db import db


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

    @property
    def undoes(self) -> bool:
        """Does it put back what was?"""
        return self.undoes_id is not None


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
    plan = redating.plan(old, before, after, dates.evaluated(action), exactly=told.undoes)
    left = carrying.left_by_the_date(plan, before, after)
    was, beside = memory.of(action), memory.of_dates(plan, before, after)
    carrying.carry_out(action, plan, before, after | left)
    details.write(action, after | left)
    # Hours that its one date had already are no move.
    before = before | {name: left[name] for name in details.TIMES if name in left}
    moved = moving.note(action, before, after | left, told.reason)
    touch(action)
    since, once = memory.since(was, action) | beside, told.undoes or told.anew
    history.edited(
        action, told.actor_id, before, details.read(action),
        verb=told.verb, reason=told.reason if moved else "", undoes_id=told.undoes_id,
        memory=None if once else memory.joined(since, told.memory),
    )  # fmt: skip
    return Outcome(True, len(plan.gone), len(plan.apart))


def preview(action: Action, **values: Any) -> Plan:
    """What `edit` would make of the dates of an action; nothing is changed."""
    before, seen = details.read(action), dates.glimpse(action)
    after = after_edit(before, seen.dates, values, seen.apart)
    return plan_to_show(before, after, seen.dates, seen)


def plan_to_show(
    before: Details, after: Details, old: list[Occurrence], seen: dates.Glimpse
) -> Plan:
    """The plan for some of the dates that were seen, with what a page tells besides."""
    plan = redating.plan(old, before, after, seen.spoken_of, seen.hung)
    return replace(plan, overwritten=carrying.overwritten(plan, before, after))


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
    row = own_rows.make(occurrence)
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
