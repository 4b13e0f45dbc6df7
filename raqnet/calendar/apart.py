"""A date that was set apart is the answer for its day: it never stands beside one of its series.

Whatever gives that day again (a closed period that is taken away, an exception that is), the series
leaves it out.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from raqnet.calendar import closures, dates, family
from raqnet.calendar.closures import Closed
from raqnet.calendar.details import Details
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.recurrence import RuleError
from raqnet.clock import to_local
from raqnet.db import db


def lay_out(
    after: Details,
    before: Details,
    old: Sequence[Occurrence],
    among: Sequence[Closed] | None = None,
    stand: Iterable[Action] | None = None,
) -> Details:
    """`closures.lay_out` without the days that would come back while a date of them stands apart.

    `stand`: those dates, where they are known. Errors: RuleError where nothing is left.
    """
    after = closures.lay_out(after, before, old, among)
    given = _days(after) if after["rrule"] else set()
    come = given - _days(before)
    if not come or not old:
        return after
    taken = come & (days_of(old[0].series_id) if stand is None else days(stand))
    if taken == given:
        raise RuleError("exdates", "empty")
    named = {*(after["exdates"] or ()), *(day.isoformat() for day in taken)}
    return after | {"exdates": sorted(named)} if taken else after


def _days(values: Details) -> set[date]:
    return {to_local(slot.recurrence_id).date() for slot in dates.slots_by(values)}


def days_of(action_id: int) -> set[date]:
    """The days for which dates stand apart from the series of which this action came."""
    rows = select(Action).where(Action.id.in_(family.set_apart(action_id)))
    return days(db.session.scalars(rows))


def days(stand: Iterable[Action]) -> set[date]:
    """The days for which these dates stand: those from which they were moved, too."""
    return {to_local(at).date() for row in stand for at in (row.starts_at, row.moved_from) if at}
