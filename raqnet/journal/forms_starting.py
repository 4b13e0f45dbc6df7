"""The daily form of the starting journal, and the periods in which it is asked for."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, ValidationError

from raqnet import clock
from raqnet.forms import BaseForm, FilledIn, OneOf, as_id, choices, day, paragraph
from raqnet.journal.fields import sending
from raqnet.journal.models import StartingEntry, StartingPeriod
from raqnet.people.rows import Named

TEXTS = ("helped", "hard", "questions", "comment")
PERIOD = ("worker_id", "starts_on", "ends_on", "reminders")
MOST = 2000


class EntryForm(BaseForm):
    """The five questions of one day."""

    version = HiddenField(default="")
    sending = sending()
    happened_on = day(_l("Le jour dont il s'agit"), required=True)
    helped = paragraph(
        _l("Ce qui a facilité le travail ce jour-là, et qui a été apprécié"), MOST, required=True
    )
    hard = paragraph(
        _l("Ce qui a été plus difficile, et comment cela a été traité"), MOST, required=True
    )
    questions = paragraph(_l("Les questions que cette journée laisse"), MOST, required=True)
    comment = paragraph(_l("Autre chose à ajouter ou à partager"), MOST)

    def validate_happened_on(self, field: Any) -> None:
        """What is told has been lived."""
        if field.data and field.data > clock.today():
            raise ValidationError(_("Ce jour n'est pas encore venu."))

    def details(self) -> dict[str, Any]:
        """What the service takes for a new entry."""
        return {"happened_on": self.happened_on.data, **self.texts()}

    def texts(self) -> dict[str, str]:
        """What was answered."""
        return {name: self[name].data for name in TEXTS}


def data_of(entry: StartingEntry) -> dict[str, Any]:
    """What the fields say of an entry."""
    texts = {name: getattr(entry, name) for name in TEXTS}
    return {**texts, "happened_on": entry.happened_on, "version": str(entry.version)}


class PeriodForm(BaseForm):
    """Who is asked to keep it, from when to when."""

    version = HiddenField(default="")
    worker_id = OneOf(_l("Relais"), coerce=as_id, validators=[FilledIn()])
    starts_on = day(_l("Du"), required=True)
    ends_on = day(_l("Au"), required=True)
    reminders = BooleanField(_l("Envoyer un rappel les jours où rien n'est écrit"))

    def offer(self, workers: list[tuple[int, str]]) -> None:
        """Fill in who may be chosen."""
        self.worker_id.choices = choices([Named(*each) for each in workers], "—")

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self[name].data for name in PERIOD}


def period_data(period: StartingPeriod) -> dict[str, Any]:
    """What the fields say of a period."""
    return {**{name: getattr(period, name) for name in PERIOD}, "version": str(period.version)}
