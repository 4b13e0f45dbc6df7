"""The form that begins a rehearsal."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from raqnet.calendar.choices import listed
from raqnet.forms import BaseForm, FilledIn, OneOf, OneOfFew, as_id
from raqnet.intervision.models import Template
from raqnet.intervision.rehearsal import SPEEDS

_CHOOSE = FilledIn(_l("Choisir dans la liste."))


class RehearsalForm(BaseForm):
    """By which steps, and how fast time passes."""

    template = OneOf(_l("Modèle"), coerce=as_id, validators=[_CHOOSE])
    speed = OneOfFew(
        _l("Le temps passe"),
        [SelectChoice(str(each), _l("×%(speed)d", speed=each)) for each in SPEEDS],
        validators=[_CHOOSE],
        default="10",
    )

    def offer(self, templates: Sequence[Template]) -> None:
        """Fill in what may be chosen."""
        self.template.choices = listed(templates)
