"""What came of a followed calendar and was removed here: it stays out, and its owner is told.

It is kept among what its owner leaves out, by UID and by which date of its event it was.
"""

from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.outside.models import ImportedEvent, OutsideCalendar

_REMOVED = "removed:"  # and its title; no mark begins so
_BETWEEN = "\n"  # which no UID holds


def note(action: Action) -> None:
    """Remember an action that is about to be removed, if a followed calendar brought it."""
    event = db.session.get(ImportedEvent, action.id)
    if event is None or event.outside_id is None:
        return
    calendar = db.session.get_one(OutsideCalendar, event.outside_id)
    told = {f"{event.uid}{_BETWEEN}{event.key}": _REMOVED + action.title}
    calendar.left_out = calendar.left_out | told


def keys(calendar: OutsideCalendar) -> dict[str, set[str]]:
    """What was removed here: which dates of an event, by its UID."""
    found: dict[str, set[str]] = {}
    for name, told in calendar.left_out.items():
        if told.startswith(_REMOVED):
            uid, _between, key = name.partition(_BETWEEN)
            found.setdefault(uid, set()).add(key)
    return found


def titles(calendar: OutsideCalendar) -> list[str]:
    """What was removed here, by name."""
    told = calendar.left_out.values()
    return sorted(each.removeprefix(_REMOVED) for each in told if each.startswith(_REMOVED))
