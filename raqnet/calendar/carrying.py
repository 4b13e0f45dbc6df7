"""Carrying out a plan: dates that go on keep their rows, their own changes and what was said.

A date that had been changed alone keeps what is its own and follows the series in all the rest,
detail by detail: its hours are its own once it was moved. A date that the new rule no longer gives
goes; evaluated or bound, it lives on as an action of its own with its details.
"""

from raqnet.calendar import changed, dates, details, hanging, history, memory, naming, own_rows
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.redating import Kept, Plan
from raqnet.calendar.searching import refresh_search
from raqnet.db import db
from raqnet.people.models import Worker


def carry_out(action: Action, plan: Plan, before: Details, after: Details) -> None:
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


def left_by_the_date(plan: Plan, before: Details, after: Details) -> Details:
    """What a series that repeats no more takes from its one date, where nothing else is asked.

    So what was the team's alone is not opened by saying that nothing repeats, and who joined that
    date, or the hours that it had, are not lost.
    """
    if (kept := _left_alone(plan, before, after)) is None:
        return {}
    left = _hours_of(kept, before) if kept.stays else {}
    if not dates.is_own(kept.occurrence):
        return left
    mine = details.read(dates.whole(kept.occurrence.action_id))
    asked = {name for name in details.WORDS if not details.same(before[name], after[name])}
    left |= {name: mine[name] for name in details.WORDS if name not in asked}
    if "workers" in asked:
        left["workers"] = _beside(kept.occurrence, mine["workers"], before, after)
    return left


def _left_alone(plan: Plan, before: Details, after: Details) -> Kept | None:
    """The one date of a series that repeats no more."""
    if after["rrule"] is not None or before["rrule"] is None or not plan.kept:
        return None
    [kept] = plan.kept
    return kept


def overwritten(plan: Plan, before: Details, after: Details) -> tuple[tuple[str, str, str], ...]:
    """What that date had of its own and loses to what is asked: name, its words, those asked.

    Nobody who works on it is lost, and its hours are told with the dates that move.
    """
    kept = _left_alone(plan, before, after)
    if kept is None or not dates.is_own(kept.occurrence):
        return ()
    mine = dates.words_of(kept.occurrence.action_id)
    was, own, then = (history.told(each) for each in (before, mine, after))
    return tuple(
        (name, own[name], then[name])
        for name in sorted(own.keys() - history.TIMES)
        if len({was[name], own[name], then[name]}) == 3
    )


def _hours_of(kept: Kept, before: Details) -> Details:
    row = kept.occurrence.action
    all_day = row.all_day if dates.is_own(kept.occurrence) else before["all_day"]
    return {"starts_at": kept.starts_at, "ends_at": kept.ends_at, "all_day": all_day}


def _continue(action: Action, kept: Kept, before: Details, after: Details) -> None:
    occurrence, slot = kept.occurrence, kept.slot
    own = occurrence.action if dates.is_own(occurrence) else None
    if own and after["rrule"] is None:  # a one-off has no second row
        _inherit(action, own, kept, after)
        own_rows.absorb(action, occurrence)
        own = None
    elif own is None and kept.own_hours and after["rrule"] is not None:
        own = own_rows.add(action, occurrence)
    occurrence.recurrence_id = slot.recurrence_id
    if own:
        _follow(own, kept, before, after)
    if not kept.own_hours:
        occurrence.starts_at, occurrence.ends_at = slot.starts_at, slot.ends_at


def _inherit(action: Action, own: Action, kept: Kept, after: Details) -> None:
    """How the only date that is left stands: why it is cancelled, from where it was moved."""
    if after["status"] == own.status:
        action.cancel_reason, action.cancelled_at = own.cancel_reason, own.cancelled_at
    if kept.stays:
        details.write(action, {name: getattr(own, name) for name in memory.MOVED})


def _follow(own: Action, kept: Kept, before: Details, after: Details) -> None:
    """A date of its own follows its series in what it had in common with it."""
    slot = kept.slot
    workers = _workers(kept.occurrence, own.workers, before, after)
    common = [n for n in details.WORDS if details.same(getattr(own, n), before[n])]
    details.write(own, {name: after[name] for name in common} | {"workers": workers})
    own.recurrence_id = slot.recurrence_id
    if not kept.own_hours:
        own.starts_at, own.ends_at, own.all_day = slot.starts_at, slot.ends_at, after["all_day"]
        own.last_ends_at = slot.ends_at
    refresh_search(own)


def _workers(
    occurrence: Occurrence, mine: list[Worker], before: Details, after: Details
) -> list[Worker]:
    """Who works on a date of its own once its series' workers are others."""
    there = {each.id for each in before["workers"]}
    if details.same(before["workers"], after["workers"]) or not there <= _ids(mine):
        return mine
    return _beside(occurrence, mine, before, after)


def _beside(
    occurrence: Occurrence, mine: list[Worker], before: Details, after: Details
) -> list[Worker]:
    """The series' workers, beside them those whom the date had more, and whoever joined it."""
    more = [each for each in mine if each.id not in _ids(before["workers"])]
    workers = [*after["workers"], *more, *hanging.joined(occurrence.id)]
    return list({each.id: each for each in workers}.values())


def _ids(workers: list[Worker]) -> set[int]:
    return {each.id for each in workers}


def _set_apart(action: Action, occurrence: Occurrence) -> None:
    """An evaluated or bound date outside the new rule becomes an action of its own, as it was.

    It continues the series: whatever a later subject says of that is said of it.
    """
    row = occurrence.action if dates.is_own(occurrence) else details.copy_of(action)
    row.uid = naming.continuing(action.uid, occurrence.recurrence_id)
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
        own_rows.absorb(action, occurrence)
    db.session.delete(occurrence)
