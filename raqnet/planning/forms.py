"""The forms of planning."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice

from raqnet import durations
from raqnet.calendar import choices as calendar
from raqnet.forms import BaseForm, OneOf, as_id, choices, day, line, number
from raqnet.people import queries as people
from raqnet.people.models import Worker
from raqnet.planning.models import Reinforcement

MOST_WANTED = 20


class ReinforcementForm(BaseForm):
    """How many colleagues are wanted, and what they bring."""

    wanted = number(_l("Combien de personnes en plus"), 1, MOST_WANTED, required=True)
    language = OneOf(_l("Qui parlent"), coerce=as_id)
    skill = OneOf(_l("Qui savent"), coerce=as_id)
    note = line(_l("Pour quoi faire"), 200)
    whole = BooleanField(_l("Toutes les dates à venir de la série"))

    def offer(self, asked: Reinforcement | None, is_series: bool) -> None:
        """Fill in what may be chosen; a one-off has no other dates."""
        spoken = {asked.language_id} if asked and asked.language_id else ()
        able = {asked.skill_id} if asked and asked.skill_id else ()
        self.language.choices = choices(people.languages(keep=spoken), "—")
        self.skill.choices = choices(people.skills(keep=able), "—")
        if not is_series:
            del self.whole


def reinforcement_data(asked: Reinforcement | None) -> dict[str, object]:
    """What the fields say of what is asked already."""
    if asked is None:
        return {"wanted": 1}
    return {
        "wanted": asked.wanted,
        "language": asked.language_id,
        "skill": asked.skill_id,
        "note": asked.note,
    }


class WordForm(BaseForm):
    """Why something is refused."""

    word = line(_l("Pourquoi"), 300, required=True)


PRESETS = (60, 120, 240, 480)  # an hour, two, half a day, a day


class TakeForm(BaseForm):
    """Time to take back: on which day, how much; a button says it, or words do."""

    day = day(_l("Quel jour"), required=True)
    minutes = HiddenField()
    duration = line(_l("Autre durée"), 20)
    note = line(_l("Note pour soi"), 120)

    def validate_duration(self, field: Field) -> None:
        """Something is to be said, and to be read."""
        if self.chosen is None:
            raise ValidationError(_l("Écrire une durée, par exemple 1h30 ou 45 min."))

    @property
    def chosen(self) -> int | None:
        """How many minutes; those of the button that was pressed first of all."""
        pressed = {str(each): each for each in PRESETS}.get(str(self.minutes.data))
        return pressed or durations.read(self.duration.data or "")

    def details(self) -> dict[str, Any]:
        """What is taken, once it is valid."""
        return {"day": self.day.data, "minutes": self.chosen, "note": self.note.data}


class HandOverForm(BaseForm):
    """To whom dates are handed over."""

    worker = OneOf(_l("Confier à"), coerce=as_id)

    def offer(self, workers: Iterable[Worker]) -> None:
        """Those who are in the team, and stay."""
        self.offered = [each for each in workers if each.left_on is None]
        self.worker.choices = [SelectChoice("", "—"), *calendar.workers(self.offered)]

    def validate_worker(self, field: Field) -> None:
        """Somebody takes them."""
        if field.data is None:
            raise ValidationError(_l("Choisir quelqu'un."))

    @property
    def chosen(self) -> Worker:
        """Who takes them."""
        found: Worker = calendar.one(self.offered, self.worker.data)
        return found
