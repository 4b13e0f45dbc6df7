"""The forms of planning."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from raqnet.forms import BaseForm, OneOf, as_id, choices, line, number
from raqnet.people import queries as people
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
