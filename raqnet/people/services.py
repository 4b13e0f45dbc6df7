"""The rules of people: sheets, dated assignments, absences, places and lists.

Services change the session; the caller commits once. What a rule forbids raises `Refused`, which
names the field and says why.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from raqnet import clock
from raqnet.db import Model, db
from raqnet.i18n import day_short
from raqnet.people import renaming
from raqnet.people.models import Absence, Assignment, Language, ListedValue, Skill, Worker
from raqnet.people.words import natural
from raqnet.text import fold

Value = TypeVar("Value", bound=Language | Skill)


class Refused(Exception):
    """A rule says no: `message` belongs at the form's field `field`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


# Sheets ----------------------------------------------------------------------------------------


def update_sheet(
    worker: Worker, phone: str, language_ids: Iterable[int], skill_ids: Iterable[int]
) -> None:
    """Change what a worker brings; retired values, which no form shows, stay as they are."""
    worker.phone = phone
    worker.languages = _chosen(Language, language_ids, worker.languages)
    worker.skills = _chosen(Skill, skill_ids, worker.skills)


def _chosen(model: type[Value], ids: Iterable[int], held: Iterable[Value]) -> list[Value]:
    active = model.retired_at.is_(None)
    query = select(model).where(model.id.in_(list(ids)), active)
    chosen: list[Value] = list(db.session.scalars(query))
    return chosen + [value for value in held if value.retired_at]


def leave(worker: Worker, left_on: date | None) -> None:
    """Set the last day at work; assignments keep their own dates, so that this can be undone."""
    worker.left_on = left_on


# Assignments -----------------------------------------------------------------------------------


def assign(
    worker: Worker, neighbourhood_id: int, site_id: int, starts_on: date, ends_on: date | None
) -> Assignment:
    """Let a worker cover a neighbourhood from a site. Errors: Refused."""
    assignment = Assignment(worker_id=worker.id)
    correct(assignment, neighbourhood_id, site_id, starts_on, ends_on)
    db.session.add(assignment)
    return assignment


def correct(
    assignment: Assignment,
    neighbourhood_id: int,
    site_id: int,
    starts_on: date,
    ends_on: date | None,
) -> None:
    """Set right what an assignment says. Errors: Refused."""
    refuse_backwards(starts_on, ends_on)
    _refuse_overlap(assignment, neighbourhood_id, starts_on, ends_on)
    assignment.neighbourhood_id, assignment.site_id = neighbourhood_id, site_id
    assignment.starts_on, assignment.ends_on = starts_on, ends_on


def end_assignment(assignment: Assignment, last_day: date) -> None:
    """Close an assignment; its row stays. Errors: Refused when it has not begun."""
    refuse_backwards(assignment.starts_on, last_day)
    assignment.ends_on = last_day


def refuse_backwards(starts_on: date, ends_on: date | None) -> None:
    """Refuse an end before its start."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused("ends_on", _("La fin vient avant le début."))


def _refuse_overlap(
    assignment: Assignment, neighbourhood_id: int, starts_on: date, ends_on: date | None
) -> None:
    query = select(Assignment).where(
        Assignment.worker_id == assignment.worker_id,
        Assignment.neighbourhood_id == neighbourhood_id,
    )
    for other in db.session.scalars(query):
        apart = (ends_on is not None and ends_on < other.starts_on) or (
            other.ends_on is not None and other.ends_on < starts_on
        )
        if other is not assignment and not apart:
            raise Refused("starts_on", _overlap_words(other))


def _overlap_words(other: Assignment) -> str:
    first = day_short(other.starts_on)
    if other.ends_on is None:
        return _("Cette personne couvre déjà ce quartier depuis le %(first)s.", first=first)
    return _(
        "Cette personne couvre déjà ce quartier du %(first)s au %(last)s.",
        first=first,
        last=day_short(other.ends_on),
    )


# Absences --------------------------------------------------------------------------------------


def add_absence(worker: Worker, starts_on: date, ends_on: date) -> Absence:
    """Note days away; with absences that they touch, they become one. Errors: Refused."""
    refuse_backwards(starts_on, ends_on)
    one_day = timedelta(days=1)
    query = select(Absence).where(
        Absence.worker_id == worker.id,
        Absence.starts_on <= ends_on + one_day,
        Absence.ends_on >= starts_on - one_day,
    )
    for other in db.session.scalars(query).all():
        starts_on, ends_on = min(starts_on, other.starts_on), max(ends_on, other.ends_on)
        db.session.delete(other)
    absence = Absence(worker_id=worker.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(absence)
    return absence


# Places, hosts and lists -----------------------------------------------------------------------


def save_entry(entry: Any, values: Mapping[str, Any]) -> None:
    """Add or change a place, a host or an entry of a list. Errors: Refused for a name taken."""
    _refuse_twin(entry, values)
    renaming.note(entry, values[renaming.name_field(type(entry))])
    for name, value in values.items():
        setattr(entry, name, value)
    if isinstance(entry, ListedValue) and entry.id is None:
        entry.position = (db.session.scalar(select(func.max(type(entry).position))) or 0) + 1
    db.session.add(entry)
    db.session.flush()


def _refuse_twin(entry: Any, values: Mapping[str, Any]) -> None:
    """Names that differ only by case or accents are one name to a reader."""
    model, field = type(entry), renaming.name_field(type(entry))
    wanted = values[field]
    with db.session.no_autoflush:
        for id_, name in db.session.execute(select(model.id, getattr(model, field))):
            if id_ != entry.id and (fold(name) or name) == (fold(wanted) or wanted):
                raise Refused(field, _("« %(name)s » existe déjà.", name=name))


def delete_entry(entry: Model) -> None:
    """Take away what nothing refers to. Errors: Refused when something does."""
    try:
        with db.session.begin_nested():
            renaming.forget(entry)
            db.session.delete(entry)
    except IntegrityError as error:
        raise Refused("", _("Encore utilisé ailleurs : cela ne peut pas être supprimé.")) from error


def retire(value: Language | Skill) -> None:
    """Take a value out of the forms; rows that hold it keep it."""
    value.retired_at = value.retired_at or clock.now()


def restore(value: Language | Skill) -> None:
    """Put a retired value back into the forms."""
    value.retired_at = None


def move(value: Language | Skill, step: int) -> None:
    """Move a value `step` places down its list (up when negative) and number the list anew."""
    model = type(value)
    rows: list[Any] = list(db.session.scalars(select(model).order_by(model.position, model.id)))
    place = rows.index(value)
    rows.insert(max(0, place + step), rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position


def sort_by_name(model: type[Language] | type[Skill]) -> None:
    """Number a list in the order of its names."""
    rows: list[Any] = list(db.session.scalars(select(model)))
    rows.sort(key=lambda row: natural(row.name))
    for position, row in enumerate(rows, start=1):
        row.position = position
