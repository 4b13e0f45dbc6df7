"""Calendars that are followed at their address: kept sealed, fetched by a command, told.

What is fetched waits like a file that was brought, unless its owner lets it in by itself; that an
event is gone is always asked. A calendar that fails is tried again later, each time a little later.
"""

import base64
from datetime import timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import ColumnElement, delete, insert, or_, select, true, update

from raqnet import clock
from raqnet.access import PERMISSIONS
from raqnet.accounts.models import User
from raqnet.calendar.models import Action, Status
from raqnet.db import db
from raqnet.outside import files, queries, removed, services, settled, taking
from raqnet.outside.fetching import Fetched, FetchError, normal
from raqnet.outside.models import (
    CalendarImport,
    CalendarImportLine,
    ImportedEvent,
    LineState,
    OutsideCalendar,
)
from raqnet.outside.queries import Bringer
from raqnet.outside.values import Unreadable
from raqnet.vault import VaultError, seal, unseal

MOST_PER_PERSON = 20
EVERY = timedelta(hours=1)
LATEST = timedelta(hours=24)


class TooMany(ValueError):
    """This person follows as many calendars as one may."""


# Whose, and where --------------------------------------------------------------------------------


def follow(
    user: Bringer, name: str, url: str, choices: dict[str, Any], automatic: bool
) -> OutsideCalendar:
    """Follow a calendar. Errors: TooMany, FetchError when its address cannot be one."""
    if len(queries.followed(user.id)) >= MOST_PER_PERSON:
        raise TooMany
    row = OutsideCalendar(user_id=user.id, url="")
    db.session.add(row)
    change(row, name, url, choices, automatic)
    db.session.flush()
    return row


def change(
    row: OutsideCalendar, name: str, url: str, choices: dict[str, Any], automatic: bool
) -> None:
    """Another name, address ("" for the same) or other choices. Errors: FetchError."""
    row.name, row.automatic = name, automatic
    row.choices = {**services.DEFAULTS, **choices}
    if url:
        row.url = _sealed(row, normal(url))
        row.etag = row.last_modified = row.failure = ""
        row.failures, row.tried_at = 0, None


def _sealed(row: OutsideCalendar, url: str) -> str:
    return base64.b64encode(seal(url.encode(), _context(row))).decode()


def _context(row: OutsideCalendar) -> str:
    return f"outside:{row.user_id}"


def address(row: OutsideCalendar) -> str:
    """Where it is. Errors: VaultError."""
    return unseal(base64.b64decode(row.url), _context(row)).decode()


def stop(row: OutsideCalendar) -> None:
    """Follow it no longer; what came of it stays in the calendar."""
    waiting = select(CalendarImport).where(CalendarImport.outside_id == row.id)
    for each in db.session.scalars(waiting):
        services.abandon(each)
    db.session.flush()
    db.session.delete(row)


# Fetching ---------------------------------------------------------------------------------------


def due() -> list[int]:
    """The calendars that it is time to ask, those that waited longest first."""
    rows = db.session.execute(
        select(OutsideCalendar.id, OutsideCalendar.tried_at, OutsideCalendar.failures)
        .join(User, User.id == OutsideCalendar.user_id)
        .where(User.disabled_at.is_(None), User.role.in_(PERMISSIONS["outside.own"]))
        .order_by(OutsideCalendar.tried_at.nulls_first(), OutsideCalendar.id)
    )
    now = clock.now()
    return [
        row.id for row in rows if row.tried_at is None or row.tried_at + _wait(row.failures) <= now
    ]


def _wait(failures: int) -> timedelta:
    """How long until it is asked again: twice as long after each failure, a day at most."""
    return min(EVERY * 2 ** min(failures, 8), LATEST) - timedelta(minutes=5)


def question(row: OutsideCalendar) -> tuple[str, str, str]:
    """What to ask, and what is known of the last answer. Errors: FetchError."""
    try:
        return address(row), row.etag, row.last_modified
    except VaultError as error:
        raise FetchError("sealed") from error


def failed(row: OutsideCalendar, code: str) -> None:
    """Note why the last try brought nothing."""
    row.tried_at, row.failure, row.failures = clock.now(), code, row.failures + 1


def arrived(row: OutsideCalendar, answer: Fetched) -> dict[str, int]:
    """Keep what was fetched until its owner decides; how many lines are in which state.

    Errors: Unreadable.
    """
    now = clock.now()
    counts: dict[str, int] = {}
    if answer.content is not None:
        with force_locale("fr"):  # reasons that stay in the calendar
            counts = _receive(row, _gathered(answer.content))
        row.etag, row.last_modified = answer.etag, answer.last_modified
    row.tried_at = row.fetched_at = now
    row.failure, row.failures = "", 0
    return counts


def _gathered(content: bytes) -> files.Brought:
    try:
        return files.gather(files.text_of(content))
    except Unreadable as error:
        if error.code == "no-events":  # an empty calendar is one
            return files.Brought([], {})
        raise


def _receive(row: OutsideCalendar, found: files.Brought) -> dict[str, int]:
    user = queries.bringer(row.user_id)
    decided = _forget(row)
    made = services.bring_gathered(user, row.name, found, row.id)
    services.choose(made, row.choices)
    services.read_all(made)
    uids = {group.uid for group in found.groups}
    removed.tidy(row, uids)
    _leave_removed(row, made)
    _prune(row, made, decided)
    counts = queries.counts(made.id)
    if row.automatic and counts:
        made = _take(user, row, made)
    counts |= _add_gone(row, made, uids)
    if not queries.counts(made.id):
        services.abandon(made)
    db.session.flush()
    return counts


def _take(user: Bringer, row: OutsideCalendar, made: CalendarImport) -> CalendarImport:
    """Take what needs nobody; gives an import of what waits for a person."""
    asked = services.bring_gathered(user, row.name, files.Brought([], {}), row.id)
    services.choose(asked, row.choices)
    decides = CalendarImportLine.state.in_([LineState.DIVIDED, LineState.UNREADABLE])
    touching = CalendarImportLine.id.in_(settled.touching(made))
    _hand(made, asked, or_(decides, touching))
    if taking.take(user, made).left:
        _hand(made, asked, true())
        services.abandon(made)
    return asked


def _hand(made: CalendarImport, asked: CalendarImport, which: ColumnElement[bool]) -> None:
    """Lines of one import wait in another."""
    lines = update(CalendarImportLine).where(CalendarImportLine.import_id == made.id, which)
    db.session.execute(lines.values(import_id=asked.id))


def _leave_removed(row: OutsideCalendar, made: CalendarImport) -> None:
    """What was removed here stays out, all of an event or some of its dates."""
    gone = removed.keys(row)
    lines = select(CalendarImportLine).where(
        CalendarImportLine.import_id == made.id, CalendarImportLine.uid.in_(gone)
    )
    for line in list(db.session.scalars(lines)):
        parts = line.details.get("parts", ())
        left = [part for part in parts if part["key"] not in gone[line.uid]]
        if line.state not in (LineState.CHANGED, LineState.DIVIDED) or not left:
            db.session.delete(line)
        elif len(left) < len(parts):
            line.details = line.details | {"parts": left}
    db.session.flush()


def _forget(row: OutsideCalendar) -> dict[str, tuple[str, bool, dict[str, Any]]]:
    """Take away what still waits of the last time; what was decided about it, by UID."""
    old = select(CalendarImport).where(CalendarImport.outside_id == row.id)
    decided: dict[str, tuple[str, bool, dict[str, Any]]] = {}
    for each in list(db.session.scalars(old)):
        lines = select(CalendarImportLine).where(CalendarImportLine.import_id == each.id)
        for line in db.session.scalars(lines):
            decided[line.uid] = (line.mark, line.left_out, line.choices)
        services.abandon(each)
    db.session.flush()
    return decided


def _prune(
    row: OutsideCalendar,
    made: CalendarImport,
    decided: dict[str, tuple[str, bool, dict[str, Any]]],
) -> None:
    """Only what there is to decide stays; what was decided about it holds."""
    mine = CalendarImportLine.import_id == made.id
    db.session.execute(
        delete(CalendarImportLine).where(mine, CalendarImportLine.state == LineState.SAME)
    )
    columns = (
        CalendarImportLine.id, CalendarImportLine.uid, CalendarImportLine.mark,
        CalendarImportLine.state, CalendarImportLine.reason,
    )  # fmt: skip
    lines = db.session.execute(select(*columns).where(mine)).all()
    unwanted = [
        line.id for line in lines
        if row.left_out.get(line.uid) == taking.told(line.mark, line.state, line.reason)
    ]  # fmt: skip
    db.session.execute(delete(CalendarImportLine).where(CalendarImportLine.id.in_(unwanted)))
    held = [
        {"id": line.id, "left_out": left_out, "choices": choices}
        for line in lines
        if line.id not in set(unwanted) and line.uid in decided
        for mark, left_out, choices in [decided[line.uid]]
        if mark == line.mark
    ]
    if held:
        db.session.execute(update(CalendarImportLine), held)


def _add_gone(row: OutsideCalendar, made: CalendarImport, uids: set[str]) -> dict[str, int]:
    """A line for each event to come that came from here and is here no more."""
    there = (
        select(ImportedEvent.uid, ImportedEvent.said)
        .join(Action, Action.id == ImportedEvent.action_id)
        .where(ImportedEvent.outside_id == row.id, Action.author_id == row.user_id)
        .where(Action.last_ends_at > clock.now(), Action.status != Status.CANCELLED)
        .order_by(Action.starts_at, Action.id)
    )
    gone: dict[str, list[dict[str, Any]]] = {}
    for uid, said in db.session.execute(there):
        if uid not in uids and row.left_out.get(uid) != LineState.GONE:
            gone.setdefault(uid, []).append(said)
    lines = [
        {
            "import_id": made.id, "position": files.MOST_EVENTS + n, "uid": uid,
            "state": LineState.GONE, "details": {"parts": said, "remarks": []},
        }
        for n, (uid, said) in enumerate(gone.items())
    ]  # fmt: skip
    if lines:
        db.session.execute(insert(CalendarImportLine), lines)
    return {LineState.GONE: len(lines)} if lines else {}
