"""On which day a first contact counts: its own, or where none was noted the day of its sheet."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from raqnet import clock
from raqnet.actors.models import Collaboration


def within(first: date, last: date) -> ColumnElement[bool]:
    """Those that count on one of these days, both included."""
    start, end = clock.day_span(first, last)
    made = and_(Collaboration.created_at >= start, Collaboration.created_at < end)
    day = Collaboration.first_contact_on
    return or_(day.between(first, last), and_(day.is_(None), made))


def day_of(first_contact_on: date | None, created_at: Any) -> date:
    """The day on which one counts."""
    return first_contact_on or clock.to_local(created_at).date()
