"""Each action's VEVENT, written once per audience and kept until the action changes.

The texts of changed actions are dropped with the change (`version.py`); whoever needs them next
writes the missing ones here, in a transaction of its own that holds the calendar's state row, so
that no text can be older than its action.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, delete, exists, insert, select, update
from sqlalchemy.orm import Session, joinedload

from raqnet import clock
from raqnet.calendar import ical, moving, recurrence, repetition
from raqnet.calendar.access import REACH
from raqnet.calendar.models import Action, CalendarState, EventText, Status, Visibility
from raqnet.calendar.queries import WHOLE
from raqnet.calendar.words import kind_words
from raqnet.db import db
from raqnet.i18n import full_day, hour

WRITER = "2"  # raise it when the texts themselves are written differently
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
        settled = connection.scalars(_settled()).all()
    if fresh and not missing and not settled:
        return
    connection = db.engine.connect().execution_options(writes=True)
    with connection, Session(connection, autoflush=False) as session, force_locale("fr"):
        _hold(session)
        if settled:
            _settle(session)
        if not fresh or settled:
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


def _settled() -> Select[int]:
    """Those that were moved long enough ago to say so no more."""
    return select(Action.id).where(Action.moved_at < moving.told_since())


def _settle(session: Session) -> None:
    """Let them say so no more; to their subscribers this is a change, and to no open form."""
    ids = set(session.scalars(_settled()))
    family = Action.id.in_(ids) | Action.series_id.in_(ids)
    newer: Any = {"sequence": Action.sequence + 1, "dtstamp": clock.now()}
    still: Any = {"moved_from": None, "moved_at": None, "move_reason": ""}
    told = list(session.scalars(select(Action.id).where(family)))
    session.execute(delete(EventText).where(EventText.action_id.in_(told)))
    session.execute(update(Action).where(Action.id.in_(told)).values(newer))
    session.execute(update(Action).where(Action.id.in_(ids)).values(still))


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
    written = component(action)
    alone = ical.write_event(ical.standalone(written)) if action.series else ""
    apart = action.series is not None and action.series.all_day != action.all_day
    text = alone if apart else ical.write_event(written)
    return {"action_id": action.id, "audience": audience, "text": text, "alone": alone}


def component(action: Action) -> ical.Component:
    """What the team and the hosts read of an action; strangers read what `raqnet.public` says."""
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
        description="\n".join(_description(action)),
        location=location(action),
        url=f"{current_app.config['PUBLIC_URL']}/calendrier/actions/{action.id}",
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


def _description(action: Action) -> Iterable[str]:
    """One line for each thing that is known."""
    cancelled = action.status == Status.CANCELLED
    languages = ", ".join(each.name for each in action.languages)
    workers = ", ".join(each.user.name for each in action.workers)
    lines = [
        (_("Annulé : %(text)s"), action.cancel_reason if cancelled else ""),
        ("%(text)s", "" if cancelled else moved_words(action)),
        ("%(text)s", action.aim),
        (_("Public : %(text)s"), action.audience),
        (_("Langues : %(text)s"), languages),
        (_("Partenaires : %(text)s"), action.partners),
        (_("À apporter : %(text)s"), action.to_bring),
        (_("Équipe : %(text)s"), workers),
    ]
    return [words % {"text": text} for words, text in lines if text]


def moved_words(action: Action) -> str:
    """From where it was moved, and why; nothing once that is long ago."""
    if action.moved_from is None or not moving.is_told(action):
        return ""
    was = {"day": full_day(action.moved_from), "hour": hour(action.moved_from)}
    if action.is_series:
        was["day"] = repetition.day_name(clock.to_local(action.moved_from).weekday())
    at = was["day"] if action.all_day else _("%(day)s, %(hour)s", **was)
    if action.move_reason:
        return _("Déplacé (avant : %(at)s) : %(reason)s", at=at, reason=action.move_reason)
    return _("Déplacé (avant : %(at)s)", at=at)


def location(action: Action) -> str:
    """Where it is, on one line."""
    town = f"{action.commune.postcode} {action.commune.name}" if action.commune else ""
    return ", ".join(part for part in (action.place, action.address, town) if part)


def _categories(action: Action) -> Iterable[str]:
    yield str(kind_words(action.kind, action.team_kind))
    if action.activity:
        yield action.activity.name
    yield from (each.name for each in action.missions)
