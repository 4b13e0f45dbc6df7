"""Calendars that wait: brought, read bit by bit, decided, given up, forgotten.

Nothing comes in before its owner has seen it, or said that it may. A long file is read in steps,
so that no request lasts and a page can say how far it is. Services change the session; the caller
commits once.
"""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from raqnet import clock
from raqnet.calendar.models import Kind, Visibility
from raqnet.db import db
from raqnet.outside import matching, parts, queries, reading
from raqnet.outside.files import Brought, Group, gather
from raqnet.outside.models import CalendarImport, CalendarImportLine, LineState
from raqnet.outside.queries import Bringer
from raqnet.outside.values import Unreadable

KEPT = timedelta(days=7)
MOST_PER_PERSON = 10
AT_ONCE = 250  # lines that are read between two looks at the clock
DEFAULTS: dict[str, Any] = {
    "kind": Kind.PERMANENCE, "team_kind": None, "activity": None, "missions": [],
    "visibility": Visibility.TEAM, "with_me": True,
}  # fmt: skip


class TooMany(ValueError):
    """Too many calendars of this person wait already."""


def bring(user: Bringer, name: str, text: str, outside_id: int | None = None) -> CalendarImport:
    """Keep a calendar until its owner has decided; its events are still to be read.

    Errors: Unreadable, TooMany.
    """
    return bring_gathered(user, name, gather(text), outside_id)


def bring_gathered(
    user: Bringer, name: str, found: Brought, outside_id: int | None = None
) -> CalendarImport:
    """The same of what was gathered already. Errors: TooMany."""
    if outside_id is None and queries.count(user.id) >= MOST_PER_PERSON:
        raise TooMany
    return _keep(user, name, found, outside_id)


def _keep(user: Bringer, name: str, found: Brought, outside_id: int | None) -> CalendarImport:
    """Keep what was gathered, one line for each event."""
    row = CalendarImport(
        user_id=user.id, name=name, outside_id=outside_id, zones=found.zones, choices=DEFAULTS
    )
    db.session.add(row)
    db.session.flush()
    rows = [_line(row.id, n, group) for n, group in enumerate(found.groups)]
    for first in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(CalendarImportLine), rows[first : first + AT_ONCE])
    return row


def _line(import_id: int, position: int, group: Group) -> dict[str, Any]:
    state = LineState.UNREADABLE if group.reason else LineState.WAITING
    details = {"title": _title(group)} if group.reason else {"components": group.components}
    return {
        "import_id": import_id, "position": position, "uid": group.uid, "state": state,
        "reason": group.reason, "details": details,
    }  # fmt: skip


def _title(group: Group) -> str:
    """What an unreadable event is recognised by."""
    told = (each["SUMMARY"][0][1] for each in group.components if "SUMMARY" in each)
    return str(next(told, ""))[:120]


# Reading ----------------------------------------------------------------------------------------


def read_some(row: CalendarImport, until: float = math.inf) -> list[dict[str, Any]]:
    """Read the next lines that wait, one at least; gives their columns, for `note`.

    `until` is when to stop, as time.monotonic() tells it: some rules take their time.
    """
    waiting = queries.lines(row.id, [LineState.WAITING], 0, AT_ONCE)
    today, found = clock.today(), list[dict[str, Any]]()
    for line in waiting:
        found.append(_read(line, row.zones, today))
        if time.monotonic() > until:
            break
    there = matching.known(row.user_id, [each["uid"] for each in found])
    for each in found:
        _match(each, there.get(each.pop("uid")))
    for line in waiting:  # it comes back changed, if at all
        db.session.expunge(line)
    return found


def _read(line: CalendarImportLine, zones: dict[str, str], today: date) -> dict[str, Any]:
    components = line.details["components"]
    same: dict[str, Any] = {"id": line.id, "uid": line.uid}
    try:
        event = reading.read(components, zones, today)
    except Unreadable as error:
        title = {"title": _title(Group(line.uid, components))}
        return same | {"state": LineState.UNREADABLE, "reason": error.code, "details": title}
    details: dict[str, Any] = {
        "parts": [part.as_json() for part in event.parts],
        "remarks": sorted(event.remarks),
    }
    return same | {"mark": event.mark, "state": LineState.NEW, "reason": "", "details": details}


def _match(found: dict[str, Any], there: matching.Known | None) -> None:
    """Say what it is to what is there; what is private, or would undo what was divided here, stays
    out until it is asked for."""
    found.setdefault("mark", "")
    if found["state"] != LineState.UNREADABLE:
        found["state"] = matching.state(found["mark"], there)
        if there and there.remark:
            found["details"]["remarks"].append(there.remark)
    private = parts.PRIVATE in found["details"].get("remarks", ())
    found["left_out"] = private or found["state"] == LineState.DIVIDED


def note(found: Sequence[dict[str, Any]]) -> None:
    """Write down what was read."""
    if found:
        db.session.execute(update(CalendarImportLine), list(found))


def read_all(row: CalendarImport, tell: Callable[[int], None] = lambda _n: None) -> None:
    """Read every line, and tell how many at each step."""
    while found := read_some(row):
        note(found)
        tell(len(found))


def read_for(seconds: float, row_id: int, save: Callable[[Sequence[dict[str, Any]]], None]) -> None:
    """Read for about so long; `save` is given what was found, step by step."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = read_some(db.session.get_one(CalendarImport, row_id), until)
        if not found:
            return
        save(found)


# Deciding ---------------------------------------------------------------------------------------


def choose(row: CalendarImport, choices: dict[str, Any]) -> None:
    """What holds for every new event that has no choices of its own."""
    row.choices = {**DEFAULTS, **choices}


def choose_line(line: CalendarImportLine, choices: dict[str, Any] | None) -> None:
    """What holds for this event alone; None follows the others."""
    line.choices = choices or {}
    line.left_out = False


def leave_out(row: CalendarImport, seen: Iterable[int], taken: Iterable[int]) -> None:
    """Of the lines that were seen, take only these."""
    wanted = set(taken)
    rows = select(CalendarImportLine).where(
        CalendarImportLine.import_id == row.id, CalendarImportLine.id.in_(list(seen))
    )
    for line in db.session.scalars(rows):
        line.left_out = line.id not in wanted


def abandon(row: CalendarImport) -> None:
    """Forget a calendar; nothing of it is taken."""
    db.session.execute(delete(CalendarImportLine).where(CalendarImportLine.import_id == row.id))
    db.session.delete(row)


def expire() -> int:
    """Forget what waits for more than a week, but for followed calendars; returns how many."""
    old = select(CalendarImport).where(
        CalendarImport.at <= clock.now() - KEPT, CalendarImport.outside_id.is_(None)
    )
    rows = list(db.session.scalars(old))
    for row in rows:
        abandon(row)
    return len(rows)
