"""What the owner of a followed calendar does not want: left out, or removed here.

It is kept by UID and, of what was removed, by which date of its event it was; a part of a series
that was divided here by its number. What was left out is asked again once it changes there; what
was removed stays out, and its owner is told. There is room for as much as a calendar may hold:
beyond that, what was left out longest ago goes first, and what was removed here last.
"""

from collections.abc import Collection, Mapping

from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.outside.files import MOST_EVENTS
from raqnet.outside.models import ImportedEvent, LineState, OutsideCalendar

MOST = MOST_EVENTS
_REMOVED = "removed:"  # and its title; no mark begins so
_BETWEEN = "\n"  # which no UID holds
_PART = "+"  # of a series; no date begins so


def note(action: Action) -> None:
    """Remember an action that is about to be removed, if a followed calendar brought it."""
    event = _origin(action)
    if event is None or event.outside_id is None:
        return
    calendar = db.session.get_one(OutsideCalendar, event.outside_id)
    key = event.key if event.action_id == action.id else f"{_PART}{action.id}"
    keep(calendar, {f"{event.uid}{_BETWEEN}{key}": _REMOVED + action.title})


def leave(outside_id: int | None, uid: str, titles: Mapping[str, str]) -> None:
    """Remember parts of an event of which every date was removed here, by key."""
    if outside_id is not None and titles:
        calendar = db.session.get_one(OutsideCalendar, outside_id)
        told = {f"{uid}{_BETWEEN}{key}": _REMOVED + title for key, title in titles.items()}
        keep(calendar, told)


def _origin(action: Action) -> ImportedEvent | None:
    """Where an action came from, or the series that it continues."""
    seen: Action | None = action
    while seen is not None:
        if (event := db.session.get(ImportedEvent, seen.id)) is not None:
            return event
        seen = db.session.get(Action, seen.continues_id) if seen.continues_id else None
    return None


def keep(calendar: OutsideCalendar, told: Mapping[str, str]) -> None:
    """Remember what is not wanted, the newest last."""
    older = {name: said for name, said in calendar.left_out.items() if name not in told}
    kept = older | dict(told)
    if len(kept) > MOST:
        going = sorted(kept, key=lambda name: kept[name].startswith(_REMOVED))[: len(kept) - MOST]
        kept = {name: said for name, said in kept.items() if name not in set(going)}
    calendar.left_out = kept


def tidy(calendar: OutsideCalendar, uids: Collection[str]) -> None:
    """Once there is much of it, forget what was left out and is no longer there to be asked of."""
    if len(calendar.left_out) <= MOST // 2:
        return
    calendar.left_out = {
        name: said
        for name, said in calendar.left_out.items()
        if name in uids or said == LineState.GONE or said.startswith(_REMOVED)
    }


def keys(calendar: OutsideCalendar) -> dict[str, set[str]]:
    """What was removed here: which dates of an event, by its UID."""
    found: dict[str, set[str]] = {}
    for name, told in calendar.left_out.items():
        uid, _between, key = name.partition(_BETWEEN)
        if told.startswith(_REMOVED) and not key.startswith(_PART):
            found.setdefault(uid, set()).add(key)
    return found


def titles(calendar: OutsideCalendar) -> list[str]:
    """What was removed here, by name."""
    told = calendar.left_out.values()
    return sorted(each.removeprefix(_REMOVED) for each in told if each.startswith(_REMOVED))
