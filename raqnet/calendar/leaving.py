"""The whole calendar as one iCalendar file, for an instance that leaves in open formats."""

from collections.abc import Iterator

from flask_babel import force_locale
from sqlalchemy import select

from raqnet.calendar import ical
from raqnet.calendar.eventtexts import TOLD, component
from raqnet.calendar.models import Action
from raqnet.db import db

AT_ONCE = 200
NAME = "RAQnet"


def whole() -> str:
    """Every action, as the team reads it; series with their rules, overrides beside them."""
    with force_locale("fr"):
        return ical.write_calendar(NAME, _events())


def _events() -> Iterator[str]:
    last = 0
    while ids := list(_ids_after(last)):
        query = select(Action).where(Action.id.in_(ids)).options(*TOLD).order_by(Action.id)
        for action in db.session.scalars(query).unique():
            yield ical.write_event(component(action))
        db.session.expunge_all()
        last = ids[-1]


def _ids_after(last: int) -> Iterator[int]:
    query = select(Action.id).where(Action.id > last).order_by(Action.id).limit(AT_ONCE)
    yield from db.session.scalars(query)
