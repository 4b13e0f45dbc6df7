"""This date and all that follow: a series ends the day before, another goes on from here.

What goes on has a UID of its own (each client then has two plain series); its dates are the rows
they were, with their evaluations, their own changes and what was said of them. A part that is left
with one date is a one-off: what that date had of its own is what the one-off is.
"""

from dataclasses import dataclass, replace
from typing import Any

from raqnet.calendar import (
    changed,
    dates,
    details,
    family,
    history,
    memory,
    naming,
    own_rows,
    recurrence,
    series,
)
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.recurrence import Slot
from raqnet.calendar.redating import Plan
from raqnet.calendar.searching import refresh_search
from raqnet.calendar.series import Outcome
from raqnet.clock import to_local
from raqnet.db import db

OWN = (*details.WORDS, *details.TIMES)


@dataclass(frozen=True)
class Parts:
    """Both parts of a series, as details: what ends before a date, what goes on from it."""

    ended: Details
    rest: Details


def parts(action: Action, occurrence: Occurrence) -> Parts | None:
    """A series cut before one of its dates; None where no date comes before it."""
    whole = details.read(action)
    given = dates.slots_by(whole | {"exdates": [], "closed_days": []})
    at = next(n for n, slot in enumerate(given) if slot.recurrence_id == occurrence.recurrence_id)
    if not any(slot.recurrence_id < occurrence.recurrence_id for slot in dates.slots_by(whole)):
        return None
    return Parts(_part(whole, given[:at], is_last=False), _part(whole, given[at:], is_last=True))


def _part(whole: Details, given: list[Slot], is_last: bool) -> Details:
    """The same series on some of its dates; a lone one is no series (Outlook refuses COUNT=1)."""
    here = {to_local(slot.recurrence_id).date().isoformat() for slot in given}
    left_out = {
        name: [day for day in whole[name] or () if day in here]
        for name in ("exdates", "closed_days")
    }
    hours = {"starts_at": given[0].starts_at, "ends_at": given[0].ends_at}
    rule = _rule(whole, given, is_last)
    once = details.fit({"rrule": None, "exdates": []}, whole["kind"])
    return whole | left_out | hours | (once if len(given) == 1 else {"rrule": rule})


def _rule(whole: Details, given: list[Slot], is_last: bool) -> str:
    """The rule that gives these dates alone; the last part ends as the whole did."""
    rule = recurrence.parse_rrule(whole["rrule"])
    if rule.count is not None:
        rule = replace(rule, count=len(given))
    elif not is_last:
        rule = replace(rule, until=to_local(given[-1].recurrence_id).date())
    return recurrence.rrule_text(rule, whole["all_day"])


def cut_before(action: Action, occurrence: Occurrence) -> Parts | None:
    """The same, a lone date with a row of its own being what that row says."""
    cut = parts(action, occurrence)
    return cut and Parts(_as_it_is(action, cut.ended), _as_it_is(action, cut.rest))


def _as_it_is(action: Action, part: Details) -> Details:
    own = None if part["rrule"] else dates.override_at(action, part["starts_at"])
    return part | {name: getattr(own, name) for name in OWN} if own else part


def preview(action: Action, occurrence: Occurrence, **values: Any) -> Plan:
    """What `change` would make of this date and those that follow; nothing is changed."""
    cut = cut_before(action, occurrence)
    if cut is None:
        return series.preview(action, **values)
    seen = dates.glimpse(action)
    old = [each for each in seen.dates if _follows(each, occurrence)]
    after = series.after_edit(cut.rest, old, values, seen.apart)
    return series.plan_to_show(cut.rest, after, old, seen)


def change(
    occurrence: Occurrence, actor_id: int | None = None, reason: str = "", **values: Any
) -> tuple[Action, Outcome]:
    """Change this date and all that follow; returns the action that they are of then.

    Errors: RuleError.
    """
    action = dates.whole(occurrence.series_id)
    cut = cut_before(action, occurrence)
    if cut is None:
        return action, series.edit(action, actor_id, reason, **values)
    whole, old, was = details.read(action), dates.of(action), memory.of(action)
    later = [each for each in old if _follows(each, occurrence)]
    if not details.differing(cut.rest, series.after_edit(cut.rest, later, values)):
        return action, Outcome(False)
    put = {each: each.recurrence_id for each in old}
    new = _go_on(action, later, cut.rest)
    _end(action, actor_id, whole, cut.ended)
    alone = [(each.id, at) for each, at in put.items() if each.recurrence_id != at]
    kept = memory.of_parts(was, alone, (action, new))
    told = series.Told(actor_id, reason, memory=kept | {"rejoins": action.id})
    before, later = details.read(new), dates.of(new)
    after = series.after_edit(before, later, values)
    return new, series.become(new, before, after, later, told)


def _follows(each: Occurrence, occurrence: Occurrence) -> bool:
    return each.recurrence_id >= occurrence.recurrence_id


def _go_on(action: Action, later: list[Occurrence], rest: Details) -> Action:
    """A series of its own with these dates, as they are."""
    new = details.copy_of(action)
    details.write(new, rest)
    new.uid, new.continues_id = naming.continuing(action.uid, later[0].recurrence_id), action.id
    new.last_ends_at = max(each.ends_at for each in later)
    refresh_search(new)
    db.session.add(new)
    db.session.flush()
    for each in later:
        hand_over(each, new)
    db.session.flush()
    _take_in(new)
    changed.tell(new)
    return new


def hand_over(each: Occurrence, to: Action) -> None:
    """Make a date one of another series, its own row with it."""
    if dates.is_own(each):
        each.action.series_id, each.action.uid = to.id, to.uid
    else:
        each.action = to
    each.series_id = to.id


def rejoin(new: Action, old: Action) -> None:
    """The dates of `new` are of `old`, and what was said of it; `new` goes. Errors: Unlike."""
    for each in dates.of(new):
        hand_over(each, old)
    db.session.flush()
    own_rows.bequeath(new, old)
    family.let_go(new, old.id)
    db.session.delete(new)
    db.session.flush()


def _end(action: Action, actor_id: int | None, whole: Details, ended: Details) -> None:
    """The series ends before the date."""
    fewer = {name: ended[name] for name in (*details.TIMES, *details.RULE)}
    details.write(action, fewer)
    _take_in(action)
    series.touch(action)
    history.edited(action, actor_id, whole, whole | fewer, verb=history.SPLIT)


def _take_in(action: Action) -> None:
    """A one-off has no second row: the one that its date had of its own is what it is."""
    [only, *more] = dates.of(action)
    if action.is_series or more:
        return
    if dates.is_own(only):
        own = dates.whole(only.action_id)
        details.write(action, {name: getattr(own, name) for name in (*OWN, *memory.STANDING)})
        action.sequence = max(action.sequence, own.sequence)
        own_rows.absorb(action, only)
        action.last_ends_at = only.ends_at
        refresh_search(action)
    only.recurrence_id = action.starts_at
    db.session.flush()
