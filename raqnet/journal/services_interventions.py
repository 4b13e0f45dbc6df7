"""The rules of interventions: recorded, changed, taken away and put back, by their author alone.

Services change the session; the caller commits once.
"""

import re

from sqlalchemy import delete, insert, select
from sqlalchemy.orm.attributes import flag_modified

from raqnet.db import db
from raqnet.journal.models import (
    Habit,
    Intervention,
    InterventionMark,
    intervention_languages,
)
from raqnet.journal.telling import Told

_IMPORT_KEY = re.compile(r"[0-9a-f]{64}")


def record(worker_id: int, told: Told) -> Intervention:
    """A new intervention of a worker."""
    row = Intervention(worker_id=worker_id, **told.columns())
    row.marks = [InterventionMark(value_id=value, count=n) for value, n in told.marks.items()]
    db.session.add(row)
    db.session.flush()
    _speak(row, told)
    return row


def change(row: Intervention, told: Told) -> None:
    """Say it anew."""
    for name, value in told.columns().items():
        setattr(row, name, value)
    flag_modified(row, "note")  # where marks alone differ, the version moves too
    kept = {mark.value_id: mark for mark in row.marks if mark.value.list_name not in told.lists}
    known = {mark.value_id: mark for mark in row.marks}
    marks = dict(kept)
    for value_id, count in told.marks.items():
        marks[value_id] = known.get(value_id) or InterventionMark(value_id=value_id)
        marks[value_id].count = count
    row.marks = list(marks.values())
    db.session.flush()
    if told.also_spoken is not None:
        ours = intervention_languages.c.intervention_id == row.id
        db.session.execute(delete(intervention_languages).where(ours))
        _speak(row, told)


def _speak(row: Intervention, told: Told) -> None:
    """Enter the languages besides the one most spoken."""
    others = dict.fromkeys(told.also_spoken or ())
    rows = [
        {"intervention_id": row.id, "language_id": each}
        for each in others
        if each != told.language_id
    ]
    if rows:
        db.session.execute(insert(intervention_languages), rows)


def remove(row: Intervention) -> None:
    """Take it away, with the relays that it opened and that nobody has followed since."""
    for relay in row.relays:
        if relay.version == 1:
            db.session.delete(relay)
    db.session.delete(row)


def came_from(row: Intervention, import_key: str) -> None:
    """Put back, it is still a table's row, unless that row was brought again in the meantime."""
    if not _IMPORT_KEY.fullmatch(import_key):
        return
    again = select(Intervention.id).filter_by(worker_id=row.worker_id, import_key=import_key)
    if db.session.scalar(again) is None:
        row.import_key = import_key


def set_minutes(worker_id: int, wanted: bool) -> None:
    """Ask this worker for minutes, or no longer."""
    habit = db.session.scalar(select(Habit).where(Habit.worker_id == worker_id))
    if habit is None:
        habit = Habit(worker_id=worker_id)
        db.session.add(habit)
    habit.with_minutes = wanted
