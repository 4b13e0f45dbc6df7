"""The one question of a recording."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from raqnet.forms import BaseForm


class AnswerForm(BaseForm):
    """Yes or no; nothing is chosen beforehand, whatever was answered before."""

    agrees = RadioField(
        _l("Pour moi, cette séance peut être enregistrée"),
        choices=[
            SelectChoice("oui", _l("Oui, d'accord")),
            SelectChoice("non", _l("Non, pas d'accord")),
        ],
        validators=[InputRequired(_l("Choisissez l'une des deux réponses."))],
    )
