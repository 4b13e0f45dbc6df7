"""The form by which a session is planned: when, by whom, for whom, how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.choices import by_id, listed, one
from raqnet.calendar.forms_when import blame
from raqnet.calendar.models import Occurrence
from raqnet.forms import (
    BaseForm,
    ChecklistField,
    OneOf,
    as_id,
    day,
    hour,
    line,
    number,
    refuse_gap,
    sent,
    wall,
)
from raqnet.i18n import span
from raqnet.intervision.models import Intervision, Template
from raqnet.intervision.planning import Plan
from raqnet.intervision.script import MOST_CASES

NEW = "nouvelle"


@dataclass(frozen=True)
class Offer:
    """What may be chosen; `new_date` where one may put a date on the calendar."""

    dates: Sequence[Occurrence]
    people: Sequence[User]
    templates: Sequence[Template]
    new_date: bool


class PlanForm(BaseForm):
    """A session: a date of the calendar or a new one, who animates, who comes, by which steps."""

    version = HiddenField()
    date = OneOf(_l("Date"))
    day = day(_l("Jour"))
    start = hour(_l("De"))
    end = hour(_l("À"))
    place = line(_l("Lieu"), 120)
    animators = ChecklistField(_l("Qui anime"))
    expected = ChecklistField(_l("Qui est attendu"))
    template = OneOf(_l("Modèle"), coerce=as_id)
    cases = number(_l("Nombre de cas"), 1, MOST_CASES, default=2)
    label = line(_l("Nom de la salle"), 40)

    def offer(self, offer: Offer) -> None:
        """Fill in what may be chosen."""
        self.offered = offer
        self.date.choices = self._dates()
        people = [SelectChoice(each.id, each.name) for each in offer.people]
        self.animators.choices = self.expected.choices = people
        self.template.choices = listed(offer.templates)

    def _dates(self) -> list[SelectChoice]:
        dates = [SelectChoice(str(each.id), _words(each)) for each in self.offered.dates]
        new = SelectChoice(NEW, _("Une autre date, à mettre au calendrier"))
        return [*dates, new] if self.offered.new_date else dates

    @property
    def on_new_date(self) -> bool:
        """Is a date to be put on the calendar?"""
        return bool(self.date.data == NEW)

    def validate_date(self, field: Field) -> None:
        """A session has its date, one that is still there."""
        if not field.errors and str(field.data) not in {each.value for each in self._dates()}:
            raise ValidationError(_l("Choisir une date."))

    def validate_start(self, field: Field) -> None:
        """Refuse an hour that the night to summer time skips."""
        refuse_gap(field, wall(self.day.data, field.data))

    def validate_end(self, field: Field) -> None:
        """The same for the end."""
        refuse_gap(field, wall(self.day.data, field.data))

    def validate_animators(self, field: Field) -> None:
        """Somebody animates."""
        if not field.data:
            raise ValidationError(_l("Choisir au moins une personne."))

    def validate_template(self, field: Field) -> None:
        """A session goes by some steps."""
        if field.data is None:
            raise ValidationError(_l("Choisir un modèle."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The shape of each field; then whether a new date holds together."""
        super().validate(extra_validators)
        if not sent(self.cases).strip():
            blame(self.cases, _("Dire combien de cas, par exemple 2."))
        if self.on_new_date:
            for field in (self.day, self.start, self.end):
                if field.data is None:
                    blame(field, _("À remplir pour une nouvelle date."))
            if not any(field.errors for field in (self.day, self.start, self.end)):
                self._check_hours()
        return not self.errors

    def _check_hours(self) -> None:
        starts_at, ends_at = self.hours()
        if ends_at <= starts_at:
            blame(self.end, _("La fin vient avant le début."))
        elif ends_at <= clock.now():
            blame(self.day, _("Cette date est passée."))

    def hours(self) -> tuple[datetime, datetime]:
        """When the new date begins and ends."""
        walls = [wall(self.day.data, each.data) for each in (self.start, self.end)]
        starts_at, ends_at = (clock.from_local(each) for each in walls if each is not None)
        return starts_at, ends_at

    def chosen_date(self) -> Occurrence | None:
        """The date of the calendar that was chosen; None for a new one."""
        return one(self.offered.dates, None if self.on_new_date else int(self.date.data))

    def chosen_people(self) -> list[User]:
        """Everybody whom the date concerns."""
        ids = {*(self.animators.data or ()), *(self.expected.data or ())}
        return by_id(self.offered.people, ids)

    def plan(self) -> Plan:
        """What was decided; whoever animates is not counted among those who take turns."""
        animators = by_id(self.offered.people, self.animators.data or ())
        expected = by_id(self.offered.people, self.expected.data or ())
        return Plan(
            template=one(self.offered.templates, self.template.data),
            animators=animators,
            expected=expected,
            cases_wanted=self.cases.data or 1,
            people_expected=len([each for each in expected if each not in animators]),
            label=self.label.data or "",
        )


def _words(date: Occurrence) -> str:
    """'mardi 24 novembre, 9h-12h30 · Journée collective · La grande salle'."""
    action = date.action
    when = span(date.starts_at, date.ends_at, action.all_day)
    return " · ".join(filter(None, (when, action.title, action.place)))


def data_of(intervision: Intervision) -> dict[str, Any]:
    """What the fields say of a planned session."""
    return {
        "version": str(intervision.version),
        "date": str(intervision.occurrence_id or ""),
        "animators": [each.id for each in intervision.animators],
        "expected": [each.id for each in intervision.expected],
        "template": intervision.template_id,
        "cases": intervision.cases_wanted,
        "label": intervision.label,
    }
