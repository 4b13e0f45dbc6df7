"""The demo's actions, evaluations and comments as rows, through the calendar's own services."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.calendar import recurrence, series, services, standing
from raqnet.calendar.models import Action, Comment, Evaluation, Occurrence
from raqnet.calendar.queries import WHOLE
from raqnet.db import db
from raqnet.demo.feedback import HostComment, PlannedEvaluation
from raqnet.demo.load_people import Directory
from raqnet.demo.planned import Override, PlannedAction, spot

UID_HOST = "demo.raqnet.test"


def load_actions(plan: Iterable[PlannedAction], directory: Directory) -> dict[str, Action]:
    """Every planned action with its overrides, by key."""
    made = {}
    for planned in plan:
        action = services.add(Action(**columns(planned, directory), **_links(planned, directory)))
        made[planned.key] = action
        db.session.flush()
        for change in planned.overrides:
            _override(action, planned, change, directory)
    return made


def columns(planned: PlannedAction, directory: Directory) -> dict[str, Any]:
    """The plain columns of an action."""
    starts_at, ends_at = hours(planned.first, planned.last, planned.start, planned.end)
    author = directory.workers[planned.workers[0]].user_id if planned.workers else None
    cancelled = planned.status == "cancelled"
    return {
        "uid": f"{planned.key}@{UID_HOST}",
        "kind": planned.kind,
        "team_kind": planned.team_kind,
        "title": planned.title,
        "mode": planned.mode,
        "status": planned.status,
        "cancel_reason": planned.cancelled_reason or "",
        "cancelled_at": clock.now() if cancelled else None,
        "visibility": planned.visibility,
        "aim": planned.aim,
        "audience": planned.public,
        "partners": planned.partners,
        "to_bring": planned.to_bring,
        "same_audience": planned.same_public,
        "place": planned.place,
        "address": street(planned.place, planned.address),
        "latitude": planned.coordinates[0] if planned.coordinates else None,
        "longitude": planned.coordinates[1] if planned.coordinates else None,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "all_day": planned.start is None,
        "rrule": _rrule(planned),
        "exdates": [day.isoformat() for day in planned.exdates],
        "author_id": author,
    }


def hours(
    first: date, last: date | None, start: time | None, end: time | None
) -> tuple[datetime, datetime]:
    """The UTC instants of planned Brussels times; without hours, whole days."""
    last = last or first
    if start is None or end is None:
        return clock.day_span(first, last)
    begins, ends = datetime.combine(first, start), datetime.combine(last, end)
    return clock.from_local(begins), clock.from_local(ends)


def street(place: str, address: str | None) -> str:
    """An address without its town, which is told apart, and without saying the place twice."""
    without_town = re.sub(r",? \d{4} [^,]+$", "", address or "")
    return "" if without_town == place else without_town


def _rrule(planned: PlannedAction) -> str | None:
    if planned.rule is None:
        return None
    return recurrence.rrule_text(planned.rule, planned.start is None)


def _links(planned: PlannedAction, directory: Directory) -> dict[str, Any]:
    """What an action points to."""
    return {
        "activity": directory.activities[planned.activity] if planned.activity else None,
        "commune": directory.communes[planned.commune] if planned.commune else None,
        "neighbourhood": directory.neighbourhoods.get(planned.neighbourhood or ""),
        "site": directory.sites.get(planned.site or ""),
        "missions": [directory.missions[code] for code in planned.missions],
        "languages": [directory.languages[name] for name in planned.languages],
        "workers": [directory.workers[name] for name in planned.workers],
    }


def _occurrence(action: Action, planned_start: time | None, day: date) -> Occurrence:
    """The date of an action that its plan names by its day in the series."""
    return db.session.scalars(
        select(Occurrence)
        .where(
            Occurrence.series_id == action.id,
            Occurrence.recurrence_id == _moment(planned_start, day),
        )
        .options(joinedload(Occurrence.action).options(*WHOLE))
    ).one()


def _moment(planned_start: time | None, day: date) -> datetime:
    return clock.from_local(datetime.combine(day, planned_start or time()))


def _held() -> dict[tuple[int, datetime], tuple[int, datetime]]:
    """Every date, its id and its end, by its series and its instant in it."""
    query = select(
        Occurrence.series_id, Occurrence.recurrence_id, Occurrence.id, Occurrence.ends_at
    )
    rows = db.session.execute(query)
    return {(series_id, moment): (id_, ends_at) for series_id, moment, id_, ends_at in rows}


def _override(
    action: Action, planned: PlannedAction, change: Override, directory: Directory
) -> None:
    occurrence = _occurrence(action, planned.start, change.original)
    changes: dict[str, Any] = {}
    changes["starts_at"], changes["ends_at"] = hours(change.day, None, change.start, change.end)
    changes["all_day"] = change.start is None
    if change.place is not None:
        place = spot(change.place)
        changes |= {"place": place.place, "address": street(place.place, place.address)}
        changes |= {"latitude": place.coordinates[0], "longitude": place.coordinates[1]}
        changes["site"] = directory.sites.get(place.site or "", action.site)
    series.override(occurrence, action.author_id, **changes)
    if change.cancelled_reason is not None:
        standing.cancel_date(occurrence, change.cancelled_reason, action.author_id)


def load_evaluations(
    plan: Iterable[PlannedEvaluation],
    planned: dict[str, PlannedAction],
    made: dict[str, Action],
    directory: Directory,
) -> None:
    """Every planned evaluation, written a day after its occurrence."""
    held = _held()
    for each in plan:
        moment = _moment(planned[each.key].start, each.original)
        occurrence_id, ends_at = held[made[each.key].id, moment]
        written = ends_at + timedelta(days=1)
        db.session.add(
            Evaluation(
                occurrence_id=occurrence_id,
                author_id=directory.workers[each.author].user_id,
                state=each.state,
                participants_enough=each.participants_enough,
                organisation=each.organisation,
                satisfaction=each.satisfaction,
                expected=each.expected,
                present=each.present,
                difficulties=each.difficulties,
                follow_up=each.follow_up,
                objects_useful=each.objects_useful,
                languages=[directory.languages[name] for name in each.languages],
                created_at=written,
                updated_at=written,
            )
        )


def load_comments(
    plan: Iterable[HostComment], made: dict[str, Action], directory: Directory
) -> None:
    """What hosts wrote, two days before the action."""
    for each in plan:
        action = made[each.key]
        db.session.add(
            Comment(
                action_id=action.id,
                author_id=directory.users[each.author_email].id,
                at=action.starts_at - timedelta(days=2),
                is_request=each.kind == "request",
                text=each.text,
            )
        )
