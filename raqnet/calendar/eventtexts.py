"""Each action's VEVENT, written once per audience and kept until the action changes.

The texts of changed actions are dropped with the change (`version.py`); whoever needs them next
writes the missing ones here, in a transaction of its own that holds the calendar's state row, so
that no text can be older than its action.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, delete, exists, insert, select, update
from sqlalchemy.orm import Session, joinedload

from raqnet import clock
from raqnet.calendar import ical, recurrence
from raqnet.calendar.access import REACH
from raqnet.calendar.models import Action, CalendarState, EventText, Status, Visibility
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.words import kind_words
from raqnet.db import db

WRITER = "1"  # raise it when the texts themselves are written differently
CHUNK = 500
TOLD = (*WHOLE, joinedload(Action.series))  # what a text tells of an action
ICAL_STATUS = {
    Status.PLANNED: "TENTATIVE",
    Status.CONFIRMED: "CONFIRMED",
    Status.CANCELLED: "CANCELLED",
}


def written_with() -> str:
    """What the texts depend on besides the database: another value makes them all stale."""
    return hashlib.sha256(f"{WRITER} {current_app.config['PUBLIC_URL']}".encode()).hexdigest()


def complete(audience: Visibility) -> None:
    """Write every text that this audience lacks."""
    with db.engine.connect() as connection:
        fresh = connection.scalar(select(CalendarState.written_with)) == written_with()
        missing = connection.scalars(_missing(audience).limit(CHUNK)).all()
    if fresh and not missing:
        return
    connection = db.engine.connect().execution_options(writes=True)
    with connection, Session(connection, autoflush=False) as session, force_locale("fr"):
        _hold(session)
        if not fresh:
            missing = session.scalars(_missing(audience).limit(CHUNK)).all()
        while missing:
            _write(session, audience, missing)
            full = len(missing) == CHUNK
            missing = session.scalars(_missing(audience).limit(CHUNK)).all() if full else []
        session.commit()


def _hold(session: Session) -> None:
    """Keep the calendar still meanwhile; start afresh if the texts were written otherwise."""
    state = session.scalar(select(CalendarState).with_for_update())
    if state is None:
        session.add(CalendarState(id=1, version=1, written_with=written_with()))
        session.flush()
    elif state.written_with != written_with():
        session.execute(delete(EventText))
        session.execute(update(CalendarState).values(written_with=written_with()))


def _missing(audience: Visibility) -> Select[int]:
    return select(Action.id).where(
        Action.visibility.in_(REACH[audience]),
        ~exists().where(EventText.action_id == Action.id, EventText.audience == audience),
    )


def _write(session: Session, audience: Visibility, ids: Sequence[int]) -> None:
    """Write the texts of these actions, those aside that another process has written meanwhile."""
    written = select(EventText.action_id).where(EventText.audience == audience)
    whole = select(Action).where(Action.id.in_(ids), Action.id.not_in(written)).options(*TOLD)
    rows = [_row(action, audience) for action in session.scalars(whole).unique()]
    if rows:
        session.execute(insert(EventText), rows)
    session.expunge_all()


def _row(action: Action, audience: Visibility) -> dict[str, object]:
    written = component(action, audience)
    alone = ical.write_event(ical.standalone(written)) if action.series else ""
    apart = action.series is not None and action.series.all_day != action.all_day
    text = alone if apart else ical.write_event(written)
    return {"action_id": action.id, "audience": audience, "text": text, "alone": alone}


def component(action: Action, audience: Visibility) -> ical.Component:
    """What this audience reads of an action."""
    geo = None
    if action.latitude is not None and action.longitude is not None:
        geo = (action.latitude, action.longitude)
    return ical.Component(
        uid=action.uid,
        sequence=action.sequence,
        created=action.created_at,
        last_modified=action.dtstamp,
        dtstamp=action.dtstamp,
        starts_at=action.starts_at,
        ends_at=action.ends_at,
        all_day=action.all_day,
        rrule=action.rrule,
        exdates=tuple(_recurrence_ids(action)),
        recurrence_id=action.recurrence_id,
        series_all_day=action.series.all_day if action.series else None,
        summary=action.title,
        description="\n".join(_description(action, audience)),
        location=location(action),
        url=_url(action, audience),
        categories=tuple(_categories(action)),
        geo=geo,
        status=ICAL_STATUS[Status(action.status)],  # type: ignore[arg-type]
    )


def _recurrence_ids(action: Action) -> Iterable[datetime]:
    """The instants at which the rule would have put the excepted and the closed days."""
    left_out = [*(action.exdates or ()), *(action.closed_days or ())]
    if action.rrule is None or not left_out:
        return
    slots = recurrence.expand(action.starts_at, action.ends_at, action.all_day, action.rrule)
    excepted = {date.fromisoformat(text) for text in left_out}
    for slot in slots:
        if clock.to_local(slot.recurrence_id).date() in excepted:
            yield slot.recurrence_id


def _description(action: Action, audience: Visibility) -> Iterable[str]:
    """One line for each thing that is known; the public reads neither names nor logistics."""
    cancelled = action.status == Status.CANCELLED
    languages = ", ".join(each.name for each in action.languages)
    workers = ", ".join(each.user.name for each in action.workers)
    lines = [
        (_("Annulé : %(text)s"), action.cancel_reason if cancelled else ""),
        ("%(text)s", action.aim),
        (_("Public : %(text)s"), action.audience),
        (_("Langues : %(text)s"), languages),
    ]
    inside = [
        (_("Partenaires : %(text)s"), action.partners),
        (_("À apporter : %(text)s"), action.to_bring),
        (_("Équipe : %(text)s"), workers),
    ]
    lines += inside if audience != Visibility.PUBLIC else []
    return [words % {"text": text} for words, text in lines if text]


def location(action: Action) -> str:
    """Where it is, on one line."""
    town = f"{action.commune.postcode} {action.commune.name}" if action.commune else ""
    return ", ".join(part for part in (action.place, action.address, town) if part)


def _url(action: Action, audience: Visibility) -> str:
    if audience == Visibility.PUBLIC:
        return ""
    return f"{current_app.config['PUBLIC_URL']}/calendrier/actions/{action.id}"


def _categories(action: Action) -> Iterable[str]:
    yield str(kind_words(action.kind, action.team_kind))
    if action.activity:
        yield action.activity.name
    yield from (each.name for each in action.missions)
