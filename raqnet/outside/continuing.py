"""What changes from a date on in its own calendar: here it is a series that continues the first.

The dates go over with all that was said of them (`calendar/splitting.py`), and come back when the
calendar changes nothing from a date on any more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.calendar import apart, dates, services, splitting
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.queries import WHOLE
from raqnet.db import db
from raqnet.outside import dividing, parts, updating
from raqnet.outside.models import ImportedEvent
from raqnet.outside.parts import Part

Found = dict[str, ImportedEvent]


@dataclass(frozen=True)
class Apart:
    """A stretch that no date here goes over to: what it continues, and the days that it lacks."""

    continues_id: int
    without: frozenset[str]


def fit(found: Found, told: Iterable[Part], actor_id: int) -> dict[str, Apart]:
    """Have what is there divided as its calendar is; `found` is by key, and follows.

    Gives the stretches that are still to be made, by key.
    """
    lacking: dict[str, Apart] = {}
    said = {part.key: part for part in told}
    there = [key for key in _since(found) if key not in said]
    come = [key for key in _since(said) if key not in found]
    if "" in found and "" not in said and come:  # it changes from its very first date on
        there.insert(0, "")
    for old, new in zip(there, come, strict=False):
        found[new] = found.pop(old)
        found[new].key = new
    for key in there[len(come) :]:
        if earlier := _before(key, found.keys() & said.keys()):
            _end(found[earlier[0]], found.pop(key), said[earlier[0]], actor_id)
    for key in reversed(come[len(there) :]):  # the last one first: dates go over once
        if earlier := _before(key, found):
            row = found[earlier[0]]
            lacking[key] = _lacks(row, said[key])  # as it is before dates go over
            _begin(row, found, said[key], actor_id)
    return {key: each for key, each in lacking.items() if key not in found}


def _lacks(row: ImportedEvent, part: Part) -> Apart:
    """What was removed of it here, or stands apart, before it even is."""
    action = dates.whole(row.action_id)
    gone = updating.kept_out(action, Part.from_json(row.said), part)
    days = (day.isoformat() for day in apart.days_of(action.id))
    return Apart(action.id, frozenset((*gone, *days)))


def _before(key: str, keys: Iterable[str]) -> list[str]:
    """The stretches before one, the nearest first; "" is the first of all."""
    return sorted((each for each in (*_since(keys), *({""} & {*keys})) if each < key), reverse=True)


def _since(keys: Iterable[str]) -> list[str]:
    return sorted(key for key in keys if key.startswith(parts.SINCE))


def _begin(root: ImportedEvent, found: Found, part: Part, actor_id: int) -> None:
    """A series goes on otherwise from a date on, if it has one from there on."""
    action, old = dates.whole(root.action_id), Part.from_json(root.said)
    date = _first(action, datetime.fromisoformat(part.key.removeprefix(parts.SINCE)))
    without = updating.kept_out(action, old, part)
    if not (date and splitting.cut_before(action, date) and updating.gives(part, without)):
        return
    words = updating.words(old, part)
    new, _outcome = services.change_following(
        date, actor_id, **words, **updating.when(part, without)
    )
    if new.id == action.id:
        return
    said = replace(part, dates=(), cancelled=old.cancelled)  # what differs of it follows
    found[part.key] = row = ImportedEvent(
        action_id=new.id, uid=root.uid, outside_id=root.outside_id, key=part.key,
        mark=root.mark, said=said.as_json(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()


def _first(action: Action, at: datetime) -> Occurrence | None:
    """Its first date from that day on, at whatever hour it is here."""
    day = clock.day_start(clock.to_local(at).date())
    rows = select(Occurrence).where(
        Occurrence.series_id == action.id, Occurrence.recurrence_id >= day
    )
    loaded = rows.options(joinedload(Occurrence.action).options(*WHOLE))
    return db.session.scalars(loaded.order_by(Occurrence.recurrence_id).limit(1)).unique().first()


def _end(root: ImportedEvent, row: ImportedEvent, part: Part, actor_id: int) -> None:
    """What went on otherwise is one with its series again, which is laid out as it is said now."""
    action, going = dates.whole(root.action_id), dates.whole(row.action_id)
    db.session.delete(row)
    db.session.flush()
    old = Part.from_json(root.said)
    now = replace(old, **{name: getattr(part, name) for name in updating.WHEN})
    dividing.reunite(action, now, actor_id, [going])
    root.said = now.as_json()
