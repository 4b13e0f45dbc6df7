"""Many generated actions at once, for benchmarks: plain inserts, a thousand actions at a time."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar import recurrence, version
from raqnet.calendar.models import (
    Action,
    Activity,
    Mission,
    Occurrence,
    action_languages,
    action_missions,
    action_workers,
)
from raqnet.db import db
from raqnet.demo import generated
from raqnet.demo.load_calendar import columns
from raqnet.demo.load_people import Directory
from raqnet.demo.planned import PlannedAction
from raqnet.people import models
from raqnet.text import fold

CHUNK = 1000
Rows = list[dict[str, Any]]


def load_generated(n: int, around: date) -> None:
    """Add `n` generated actions around a day to an instance that holds the demo's people."""
    directory = _directory()
    plan = generated.plan(n, around)
    first = (db.session.scalar(select(func.max(Action.id))) or 0) + 1
    while chunk := list(islice(plan, CHUNK)):
        numbered = list(enumerate(chunk, first))
        _insert(numbered, directory)
        first += len(chunk)
    if db.session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence("actions", "id")
        db.session.execute(select(func.setval(sequence, first - 1)))
    version.bump()


def _directory() -> Directory:
    """The rows that the plan names, as they are now."""
    users = {row.id: row for row in db.session.scalars(select(User))}
    workers = db.session.scalars(select(models.Worker)).all()
    return Directory(
        communes=_named(models.Commune),
        neighbourhoods=_named(models.Neighbourhood),
        sites=_named(models.Site),
        languages=_named(models.Language),
        activities=_named(Activity),
        missions={row.code: row for row in db.session.scalars(select(Mission))},
        workers={users[row.user_id].name: row for row in workers},
    )


def _named(model: Any) -> dict[str, Any]:
    return {row.name: row for row in db.session.scalars(select(model))}


def _insert(numbered: list[tuple[int, PlannedAction]], directory: Directory) -> None:
    actions = [_action(number, planned, directory) for number, planned in numbered]
    db.session.execute(insert(Action), actions)
    occurrences = [row for action in actions for row in _occurrences(action)]
    db.session.execute(insert(Occurrence), occurrences)
    for table, column, names, known in (
        (action_missions, "mission_id", "missions", directory.missions),
        (action_languages, "language_id", "languages", directory.languages),
        (action_workers, "worker_id", "workers", directory.workers),
    ):
        rows = list(_joins(numbered, column, names, known))
        if rows:
            db.session.execute(insert(table), rows)


def _action(number: int, planned: PlannedAction, directory: Directory) -> dict[str, Any]:
    row = columns(planned, directory)
    row["id"] = number
    row["uid"] = f"{planned.key}-{number}@demo.raqnet.test"
    for column, known, name in (
        ("activity_id", directory.activities, planned.activity),
        ("commune_id", directory.communes, planned.commune),
        ("neighbourhood_id", directory.neighbourhoods, planned.neighbourhood),
        ("site_id", directory.sites, planned.site),
    ):
        row[column] = known[name].id if name else None
    slots = recurrence.expand(row["starts_at"], row["ends_at"], row["all_day"], row["rrule"])
    row["slots"] = slots
    row["last_ends_at"] = slots[-1].ends_at
    words = (planned.title, planned.activity, planned.place, planned.public, planned.aim)
    row["search_text"] = fold(" ".join(word or "" for word in words))[:6000]
    row["created_at"] = row["updated_at"] = row["dtstamp"] = clock.now()
    return row


def _occurrences(action: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for slot in action.pop("slots"):
        yield {
            "series_id": action["id"],
            "action_id": action["id"],
            "recurrence_id": slot.recurrence_id,
            "starts_at": slot.starts_at,
            "ends_at": slot.ends_at,
        }


def _joins(
    numbered: list[tuple[int, PlannedAction]], column: str, names: str, known: dict[str, Any]
) -> Iterator[dict[str, int]]:
    for number, planned in numbered:
        for name in getattr(planned, names):
            yield {"action_id": number, column: known[name].id}
