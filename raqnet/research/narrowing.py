"""What each filter of figures may be set to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from raqnet.calendar.models import Mission
from raqnet.db import db
from raqnet.people import queries as people

Options = dict[str, list[tuple[str, str]]]


def options() -> Options:
    """For each filter its values, by their names: retired ones too, for figures of the past."""
    missions = db.session.execute(select(Mission.id, Mission.name).order_by(Mission.position))
    return {
        "commune": _named(people.communes()),
        "zone": [(str(row.id), row.code) for row in people.zones()],
        "neighbourhood": _named(people.neighbourhoods()),
        "organisation": _named(people.organisations()),
        "mission": [(str(id_), name) for id_, name in missions],
    }


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(row.id), row.name) for row in rows]
