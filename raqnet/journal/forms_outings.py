"""The form of an outing: how many people were met, and how often each theme and act came up."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from raqnet import clock
from raqnet.calendar.forms_when import blame
from raqnet.forms import BaseForm, ChecklistField, choices, number, paragraph
from raqnet.journal import fields, tallying
from raqnet.journal.days import lived_day
from raqnet.journal.forms_interventions import MOST_MINUTES
from raqnet.journal.models import Intervention
from raqnet.journal.queries_options import Kept, Options, ranked
from raqnet.journal.queries_outings import Habits, Outing
from raqnet.journal.tallying import TallyField
from raqnet.journal.telling import DEED, THEME, Told
from raqnet.lists.forms import ValueField

LISTS = ("place", THEME, DEED)
TALLIES = {"themes": THEME, "deeds": DEED}
NOBODY = _l("Combien de personnes ont été rencontrées ?")


class OutingForm(BaseForm):
    """Many people met at once, none of them named."""

    version = HiddenField(default="0")
    sending = fields.sending()
    occurrence = fields.one_of(_l("Sortie du calendrier"))
    happened_on = lived_day(_l("Date"), default=clock.today)
    place = ValueField(_l("Lieu"), "place", required=True)
    contacts = number(_l("Personnes rencontrées"), 0, tallying.MOST)
    themes = TallyField(_l("Thématiques"), THEME)
    deeds = TallyField(_l("Ce qui a été fait"), DEED)
    neighbourhood = fields.one_of(_l("Quartier"))
    language = fields.one_of(_l("Langue la plus parlée"))
    also_spoken = ChecklistField(_l("Autres langues parlées"))
    minutes = number(_l("Minutes"), 1, MOST_MINUTES)
    note = paragraph(_l("Note"), 1000)

    def kept(self, row: Intervention | None = None) -> Kept:
        """What stays on offer besides what is in use."""
        sent = [value for name in TALLIES for value in self[name].sent]
        spoken = [self.language.data, *(self.also_spoken.data or ()), *_languages_of(row)]
        return Kept(_values_of(row), [*sent, self.place.data or 0], fields.small_ones(*spoken))

    def offer(self, options: Options, outings: list[Outing]) -> None:
        """Fill in what may be chosen and counted, most used first."""
        self.outings = outings
        self.occurrence.choices = choices(outings, _l("Aucune"))
        self["place"].offer(options["place"])
        for name, list_name in TALLIES.items():
            self[name].offer(ranked(options[list_name]))
        self.neighbourhood.choices = fields.places(options)
        self.language.choices = fields.tongues(options)
        self.also_spoken.choices = choices(options["language"])

    def forget_lost_date(self) -> None:
        """A date that the calendar has lost meanwhile is let go of."""
        if self.occurrence.data not in {each.id for each in self.outings}:
            self.occurrence.data = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody was met, or nothing need be noted."""
        shaped = super().validate(extra_validators)
        if shaped and not self.met:
            blame(self.contacts, str(NOBODY))
        return not self.errors

    @property
    def met(self) -> int:
        """How many people at the least: a theme that came up seven times came from seven."""
        counts = [count for name in TALLIES for count in self[name].data.values()]
        return max(self.contacts.data or 0, *counts, 0)

    @property
    def raised(self) -> bool:
        """Was a smaller number typed?"""
        return self.contacts.data is not None and self.contacts.data < self.met

    def told(self, row: Intervention | None = None) -> Told:
        """The answers, as the service takes them; what was not asked stays as `row` has it."""
        outing = next((each for each in self.outings if each.id == self.occurrence.data), None)
        minutes, said = row.minutes if row else None, self.data
        day = said["happened_on"]
        return Told(
            happened_on=outing.nearest(day) if outing else day,
            place_id=said["place"],
            marks={**self.themes.data, **self.deeds.data},
            contacts=self.met,
            initiator_id=row.initiator_id if row else None,
            neighbourhood_id=self.neighbourhood.data,
            language_id=self.language.data,
            also_spoken=self.also_spoken.data or (),
            minutes=self.minutes.data if self.minutes else minutes,
            note=self.note.data or "",
            occurrence_id=outing.id if outing else None,
            lists=tuple(TALLIES.values()),
        )


def is_outing(row: Intervention) -> bool:
    """Was it noted after an outing, rather than for one person? That one always has a theme."""
    return row.occurrence_id is not None or row.contacts > 1 or not _counts(row, THEME)


def usual_data(habits: Habits, outing: Outing | None) -> dict[str, Any]:
    """What is usually the same; of an outing that is known, what the calendar says."""
    data = {
        "place": habits.place_id,
        "neighbourhood": habits.neighbourhood_id,
        "language": habits.language_id,
    }
    if outing is None:
        return data
    known = {"occurrence": outing.id, "happened_on": outing.nearest(clock.today())}
    return {**data, **known, "neighbourhood": outing.neighbourhood_id or habits.neighbourhood_id}


def data_of(row: Intervention) -> dict[str, Any]:
    """What the fields say of an outing."""
    return {
        "version": str(row.version),
        "occurrence": row.occurrence_id,
        "happened_on": row.happened_on,
        "place": row.place_id,
        "contacts": row.contacts,
        "neighbourhood": row.neighbourhood_id,
        "language": row.language_id,
        "also_spoken": [each.id for each in row.also_spoken],
        "minutes": row.minutes,
        "note": row.note,
        **{name: _counts(row, list_name) for name, list_name in TALLIES.items()},
    }


def _counts(row: Intervention, list_name: str) -> dict[int, int]:
    return {mark.value_id: mark.count for mark in row.marks if mark.value.list_name == list_name}


def _languages_of(row: Intervention | None) -> list[int | None]:
    return [row.language_id, *(each.id for each in row.also_spoken)] if row else []


def _values_of(row: Intervention | None) -> list[int]:
    return [row.place_id, *(mark.value_id for mark in row.marks)] if row else []
