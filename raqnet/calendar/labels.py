"""Filters in words: what is set, by the names that people know."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from raqnet.accounts.models import User
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Activity, Mission
from raqnet.calendar.words import KINDS, STATUSES
from raqnet.db import db
from raqnet.people.models import Commune, Language, Neighbourhood, Organisation, Worker, Zone

_NAMED: dict[str, Any] = {
    "commune": Commune.name,
    "neighbourhood": Neighbourhood.name,
    "mission": Mission.name,
    "activity": Activity.name,
    "organisation": Organisation.name,
    "language": Language.name,
}


@dataclass(frozen=True)
class Chip:
    """One filter that is set: its field and its words."""

    field: str
    words: str


def chips(filters: Filters) -> list[Chip]:
    """The set filters in words; one whose row is gone says so."""
    return [Chip(name, _words(name, value)) for name, value in filters.set().items()]


def name_of(filters: Filters) -> str:
    """What a feed with these filters is called, until its owner says otherwise."""
    words = " · ".join(chip.words for chip in chips(filters))
    return f"RAQ · {words}"[:80] if words else _("RAQ · tout l'agenda")


def _words(name: str, value: Any) -> str:
    if name == "kind":
        return str(KINDS[value])
    if name == "status":
        return str(STATUSES[value])
    if name == "words":
        return f"« {value} »"
    return _row_words(name, value) or _("(retiré)")


def _row_words(name: str, row_id: int) -> str | None:
    if name == "zone":
        code = db.session.scalar(select(Zone.code).where(Zone.id == row_id))
        return _("Zone %(code)s", code=code) if code else None
    if name == "worker":
        of_worker = select(User.name).join(Worker, Worker.user_id == User.id)
        return db.session.scalar(of_worker.where(Worker.id == row_id))
    column = _NAMED[name]
    return db.session.scalar(select(column).where(column.class_.id == row_id))
