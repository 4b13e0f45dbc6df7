"""The row that a date of a series has of its own: made when it differs, taken away when it goes."""

from raqnet.calendar import changed, dates, details
from raqnet.calendar.models import Action, ActionChange, Comment, Occurrence
from raqnet.calendar.searching import refresh_search
from raqnet.db import db


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


def make(occurrence: Occurrence) -> Action:
    """The row that holds the details of this date alone; made when the series still holds them."""
    series = dates.whole(occurrence.series_id)
    if dates.is_own(occurrence) or not series.is_series:
        return dates.whole(occurrence.action_id)
    return add(series, occurrence)


def add(series: Action, occurrence: Occurrence) -> Action:
    """A new row for a date, which says what its series does."""
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
