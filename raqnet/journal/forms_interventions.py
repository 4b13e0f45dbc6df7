"""The form of an anonymous intervention: three answers are enough, and nothing asks for a name."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from raqnet import clock
from raqnet.forms import BaseForm, number, paragraph
from raqnet.journal import fields
from raqnet.journal.days import lived_day
from raqnet.journal.models import Intervention
from raqnet.journal.queries_interventions import Usual
from raqnet.journal.queries_options import Kept, Options, ranked
from raqnet.journal.telling import BARRIER, DEED, NON_RECOURS, THEME, Opening, Told
from raqnet.lists.forms import ValueField, ValuesField

MOST_MINUTES = 24 * 60
LISTS = ("place", "initiator", THEME, DEED, NON_RECOURS, BARRIER)
# The fields that hold several values, by the list that they are of.
SEVERAL = {"themes": THEME, "deeds": DEED, "non_recours": NON_RECOURS, "barriers": BARRIER}
ONE = ("place", "initiator")


class InterventionForm(BaseForm):
    """What was done with somebody who is never named."""

    version = HiddenField(default="0")
    sending = fields.sending()
    happened_on = lived_day(_l("Date"), default=clock.today)
    place = ValueField(_l("Lieu"), "place", required=True)
    themes = ValuesField(
        _l("Thématiques"), THEME, validators=[fields.OneAtLeast(_l("En choisir au moins une."))]
    )
    deeds = ValuesField(_l("Ce qui a été fait"), DEED)
    initiator = ValueField(_l("Qui est à l'origine de la rencontre"), "initiator")
    non_recours = ValuesField(_l("Non-recours observé"), NON_RECOURS)
    barriers = ValuesField(_l("Obstacle rencontré"), BARRIER)
    neighbourhood = fields.one_of(_l("Quartier"))
    language = fields.one_of(_l("Langue parlée"))
    minutes = number(_l("Minutes"), 1, MOST_MINUTES)
    note = paragraph(_l("Note"), 1000)
    service = fields.ServiceField(_l("Service"))
    service_name = fields.service_name()
    state = fields.first_state()

    def kept(self, row: Intervention | None = None) -> Kept:
        """What stays on offer besides what is in use."""
        several = [value for name in SEVERAL for value in self[name].data or ()]
        one = [self[name].data for name in ONE if self[name].data]
        language = self.language.data or (row.language_id if row else None)
        return Kept(values_of(row) if row else (), [*several, *one], fields.small_ones(language))

    def offer(self, options: Options) -> None:
        """Fill in what may be chosen, most used first where there is much."""
        for name in ONE:
            self[name].offer(options[name])
        for name, list_name in SEVERAL.items():
            self[name].offer(ranked(options[list_name]))
        self.neighbourhood.choices = fields.places(options)
        self.language.choices = fields.tongues(options)
        if self.service:
            self.service.offer(fields.usual_services(options))

    def opening(self) -> Opening | None:
        """The relay that goes with it, where a service was told."""
        service, said = fields.sent_to(self), self.data
        return Opening(service, said["state"], said["happened_on"]) if service else None

    def told(self, row: Intervention | None = None) -> Told:
        """The answers, as the service takes them; what was not asked stays as `row` has it."""
        marks = [value for name in SEVERAL for value in self[name].data or ()]
        minutes, said = row.minutes if row else None, self.data
        return Told(
            happened_on=said["happened_on"],
            place_id=said["place"],
            marks=dict.fromkeys(marks, 1),
            initiator_id=self.initiator.data,
            neighbourhood_id=self.neighbourhood.data,
            language_id=self.language.data,
            minutes=self.minutes.data if self.minutes else minutes,
            note=self.note.data or "",
        )


class HabitForm(BaseForm):
    """What one wishes to be asked for."""

    with_minutes = BooleanField(_l("Demander les minutes dans mes interventions"))


def values_of(row: Intervention) -> list[int]:
    """The values that an intervention has."""
    one = [value for value in (row.place_id, row.initiator_id) if value is not None]
    return [*one, *(mark.value_id for mark in row.marks)]


def usual_data(usual: Usual) -> dict[str, Any]:
    """What is usually the same; never the themes."""
    return {
        "place": usual.place_id,
        "initiator": usual.initiator_id,
        "neighbourhood": usual.neighbourhood_id,
        "language": usual.language_id,
    }


def data_of(row: Intervention) -> dict[str, Any]:
    """What the fields say of an intervention."""
    return {
        "version": str(row.version),
        "happened_on": row.happened_on,
        "place": row.place_id,
        "initiator": row.initiator_id,
        "neighbourhood": row.neighbourhood_id,
        "language": row.language_id,
        "minutes": row.minutes,
        "note": row.note,
        **{name: marked(row, list_name) for name, list_name in SEVERAL.items()},
    }


def relay_data(row: Intervention) -> dict[str, Any]:
    """The relay that the form opened with it, while nobody has followed it."""
    for relay in row.relays:
        if relay.version == 1:
            return {**fields.told_service(relay), "state": relay.state}
    return {}


def marked(row: Intervention, list_name: str) -> list[int]:
    """The values of a list that an intervention is marked with."""
    return [mark.value_id for mark in row.marks if mark.value.list_name == list_name]
