"""What an action was before a change, as plain values: what undoing puts back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet.calendar import dates, details, hanging
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Activity, Mission, Occurrence
from raqnet.calendar.redating import Plan
from raqnet.db import db
from raqnet.people.models import Commune, Language, Neighbourhood, Site, Worker

# What goes with the details and is none: why it was cancelled, from where it was moved.
MOVED = ("moved_from", "moved_at", "move_reason")
STANDING = ("cancel_reason", "cancelled_at", *MOVED)
BESIDE = (*STANDING, "recurrence_id")
MOMENTS = {"starts_at", "ends_at", "cancelled_at", "moved_from", "moved_at", "recurrence_id"}
MODELS: dict[str, Any] = {
    "activity": Activity, "commune": Commune, "neighbourhood": Neighbourhood, "site": Site,
    "missions": Mission, "languages": Language, "workers": Worker,
}  # fmt: skip
Plain = dict[str, Any]


@dataclass(frozen=True)
class Was:
    """An action and the rows of its own dates, as they were."""

    row: Plain
    own: dict[int, Plain]


def of(action: Action) -> Was:
    """An action as it is now."""
    own = dates.overrides(action) if action.series_id is None else []
    return Was(plain(action), {row.id: plain(row) for row in own})


def since(was: Was, action: Action) -> Plain:
    """What a change has to remember of the rows."""
    own = of(action).own
    lost = [row for row_id, row in was.own.items() if row_id not in own]
    changed = {
        str(row_id): {name: value for name, value in row.items() if value != own[row_id][name]}
        for row_id, row in was.own.items()
        if row_id in own
    }
    return {
        "row": was.row,
        "lost": lost,
        "changed": {row_id: fields for row_id, fields in changed.items() if fields},
        "new": [row_id for row_id in own if row_id not in was.own],
    }


def of_dates(plan: Plan, before: Details, after: Details) -> Plain:
    """What a change has to remember of the dates themselves, before it is done.

    apart: those kept apart (id, where the rule had put it, whether it had a row of its own).
    alone: one that is left alone, or no longer (id, where it had been put). hung: what goes with
    the dates that go.
    """
    is_or_was_alone = (before["rrule"] is None) != (after["rrule"] is None)
    return {
        "apart": [
            (each.id, each.recurrence_id.isoformat(), dates.is_own(each)) for each in plan.apart
        ],
        "alone": [
            (each.occurrence.id, each.occurrence.recurrence_id.isoformat())
            for each in plan.kept
            if is_or_was_alone and each.occurrence.recurrence_id != each.slot.recurrence_id
        ],
        "hung": hanging.remember(plan.gone),
    }


def of_parts(was: Was, alone: Iterable[tuple[int, datetime]], parts: Iterable[Action]) -> Plain:
    """What a cut has to remember besides: the series, and the rows that its parts took in.

    alone: dates that are elsewhere since, alone in a part (id, where the rule had put it).
    """
    own = {row_id for part in parts for row_id in of(part).own}
    return {
        "row": was.row,
        "lost": [row for row_id, row in was.own.items() if row_id not in own],
        "alone": [(each, at.isoformat()) for each, at in alone],
    }


def joined(change: Plain, cut: Plain) -> Plain:
    """What a change has to remember together with the cut that came before it."""
    both = {name: [*change.get(name, ()), *cut.get(name, ())] for name in ("lost", "alone")}
    return change | cut | both


def of_date(occurrence: Occurrence) -> Plain:
    """One date as it is now, and whether it has a row of its own."""
    row = dates.whole(occurrence.action_id)
    hours = {"starts_at": occurrence.starts_at, "ends_at": occurrence.ends_at}
    shown = {name: value.isoformat() for name, value in hours.items()}
    return {"row": plain(row) | shown, "own": dates.is_own(occurrence)}


def plain(action: Action) -> Plain:
    """All that an action says, as JSON holds it: rows by their ids."""
    told = details.read(action) | {name: getattr(action, name) for name in BESIDE}
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "id", value)


def revive(told: Mapping[str, Any]) -> Details:
    """The details among plain values, with the rows that are still there."""
    return {name: _revived(name, told[name]) for name in details.ALL if name in told}


def beside(told: Mapping[str, Any]) -> Details:
    """What goes with the details; where the rule puts a date is for the rule to say."""
    return {name: _revived(name, told[name]) for name in STANDING if name in told}


def _revived(name: str, value: Any) -> Any:
    if name in MOMENTS:
        return datetime.fromisoformat(value) if value else None
    if name in details.SETS:
        return _rows(MODELS[name], value)
    if name in details.ROWS:
        return next(iter(_rows(MODELS[name], [value])), None) if value else None
    return value


def _rows(model: Any, ids: list[int]) -> list[Any]:
    rows = select(model).where(model.id.in_(ids)).order_by(model.id)
    if model is Worker:
        rows = rows.options(joinedload(Worker.user))
    return list(db.session.scalars(rows))
