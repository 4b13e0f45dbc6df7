"""How many collective actions there were: each date counted once, those cancelled left out.

The database counts. A date belongs to the Brussels day on which it starts, and to one commune and
one activity at the most, so that their rows add up to the total; missions may be several.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, select

from raqnet import clock
from raqnet.calendar import queries
from raqnet.calendar.models import (
    Action,
    Activity,
    Kind,
    Mission,
    Occurrence,
    Status,
    Visibility,
    action_missions,
)
from raqnet.calendar.words import MODES
from raqnet.db import db
from raqnet.people.models import Commune
from raqnet.text import fold


@dataclass(frozen=True)
class Count:
    """How many actions bear a name; `known` is false for those that bear none."""

    name: str
    count: int
    known: bool = True


@dataclass(frozen=True)
class MissionCount:
    """How many actions serve a mission in one mode (both in words)."""

    name: str
    mode: str
    count: int


def count_by_commune(first: date, last: date, reader: Visibility | None = None) -> list[Count]:
    """Actions from `first` to `last` per commune that has any; `reader` None counts all."""
    return _per(Commune, Action.commune_id, _held(first, last, reader))


def count_by_activity(first: date, last: date, reader: Visibility | None = None) -> list[Count]:
    """The same per activity."""
    return _per(Activity, Action.activity_id, _held(first, last, reader))


def count_by_mission_and_mode(
    first: date, last: date, reader: Visibility | None = None
) -> list[MissionCount]:
    """The same per mission and mode: an action of two missions counts in both."""
    number = func.count(Occurrence.id)
    query = (
        select(Mission.position, Mission.name, Action.mode, number)
        .select_from(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(action_missions, action_missions.c.action_id == Action.id)
        .outerjoin(Mission, Mission.id == action_missions.c.mission_id)
        .where(_held(first, last, reader))
        .group_by(Mission.id, Mission.position, Mission.name, Action.mode)
    )
    rows = sorted(db.session.execute(query), key=_mission_order)
    return [_mission_count(name, mode, count) for _position, name, mode, count in rows]


def total(counts: Iterable[Count | MissionCount]) -> int:
    """The sum of the rows."""
    return sum(each.count for each in counts)


def _held(first: date, last: date, reader: Visibility | None) -> ColumnElement[bool]:
    start, end = clock.day_span(first, last)
    conditions = [
        Occurrence.starts_at >= start,
        Occurrence.starts_at < end,
        Action.kind == Kind.COLLECTIVE,
        Action.status != Status.CANCELLED,
    ]
    return and_(*conditions, *([queries.visible_to(reader)] if reader else []))


def _per(model: Any, column: Any, held: ColumnElement[bool]) -> list[Count]:
    query = (
        select(model.name, func.count(Occurrence.id))
        .select_from(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .outerjoin(model, model.id == column)
        .where(held)
        .group_by(model.id, model.name)
    )
    rows = [_count(name, count) for name, count in db.session.execute(query)]
    return sorted(rows, key=lambda row: (not row.known, -row.count, fold(row.name)))


def _count(name: str | None, count: int) -> Count:
    return Count(_("Non renseigné"), count, False) if name is None else Count(name, count)


def _mission_count(name: str | None, mode: str | None, count: int) -> MissionCount:
    words = str(MODES[mode]) if mode else _("Non renseigné")
    return MissionCount(_("Sans mission") if name is None else name, words, count)


def _mission_order(row: Any) -> tuple[bool, int, str, str]:
    position, name, mode, _number = row
    return name is None, position or 0, name or "", mode or "~"
