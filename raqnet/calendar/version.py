"""The calendar's version: it moves with every change that somebody could see on the calendar.

What was made from the calendar (fragments, feeds) is kept under this number. The hook sees every
object that the session writes; bulk statements call `bump` themselves.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, event, inspect, select
from sqlalchemy.orm import Session

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import (
    Action,
    Activity,
    CalendarState,
    Evaluation,
    EventText,
    Mission,
    Occurrence,
)
from raqnet.db import INSERTS, db
from raqnet.people import models as people

SHOWN = (Action, Occurrence, Evaluation, Activity, Mission)
# Names that stand in many events' texts.
NAMES = (
    Activity,
    Mission,
    people.Commune,
    people.Neighbourhood,
    people.Organisation,
    people.Site,
    people.Language,
    people.Worker,
)
Stamp = tuple[int, datetime] | None
# Prepared once, as every page asks.
_STAMP = select(CalendarState.version, CalendarState.changed_at).where(CalendarState.id == 1)
WATCHED = (*SHOWN, *NAMES, people.Zone, people.Assignment)
# What else is seen beside the calendar: a later subject's rows, told by `watch_also`.
ALSO: list[Callable[[Any], bool]] = []


def stamp() -> Stamp:
    """The version and when it came: what is kept from the calendar is kept under both.

    After a restore the number may come again with another content.
    """
    row = db.session.connection().execute(_STAMP).one_or_none()
    return (row.version, row.changed_at) if row else None


def bump(session: Any = None) -> None:
    """Move the version on, within the caller's transaction."""
    session = session or db.session
    insert = INSERTS[session.get_bind().dialect.name]
    session.execute(
        insert(CalendarState)
        .values(id=1, version=1, changed_at=clock.now(), written_with="")
        .on_conflict_do_update(
            index_elements=["id"],
            set_={"version": CalendarState.version + 1, "changed_at": clock.now()},
        )
    )


def watch() -> None:
    """Hang the hook on the session (once)."""
    if not event.contains(db.session, "before_flush", _before_flush):
        event.listen(db.session, "before_flush", _before_flush)
        event.listen(db.session, "after_flush", _after_flush)


def watch_also(sees: Callable[[Any], bool]) -> None:
    """Move the version on with every changed row of which `sees` says yes (once per function)."""
    if sees not in ALSO:
        ALSO.append(sees)


def _is_seen(each: Any) -> bool:
    return isinstance(each, WATCHED) or _renamed(each) or any(sees(each) for sees in ALSO)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    changed = list(_changed(session))
    if any(map(_is_seen, changed)):
        session.info["calendar_changed"] = True
    _forget_texts(session, changed)


def _after_flush(session: Session, _context: Any) -> None:
    if session.info.pop("calendar_changed", False):
        bump(session)


def _changed(session: Session) -> Iterable[Any]:
    yield from session.new
    yield from session.deleted
    yield from (each for each in session.dirty if session.is_modified(each))


def _renamed(each: Any) -> bool:
    """Workers are shown by the names of their accounts."""
    return isinstance(each, User) and inspect(each).attrs.name.history.has_changes()


def _forget_texts(session: Session, changed: list[Any]) -> None:
    """Drop the kept texts that no longer say what is so."""
    modified = [each for each in changed if inspect(each).persistent]
    if any(isinstance(each, NAMES) or _renamed(each) for each in modified):
        session.execute(delete(EventText))
        return
    ids = {each.id for each in modified if isinstance(each, Action)}
    if ids:
        session.execute(delete(EventText).where(EventText.action_id.in_(ids)))
