"""The form of an extract: which days, which tables, with texts or without."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectMultipleField, widgets

from raqnet.forms import BaseForm, day
from raqnet.journal.fields import OneAtLeast

GROUPS = {
    "interventions": _l("Interventions, avec ce qui a été coché"),
    "occurrences": _l("Dates du calendrier, avec leur évaluation"),
    "actors": _l("Acteurs et premiers contacts"),
    "notes": _l("Notes diffusées d'intervisions (avec les textes seulement)"),
}


class ExtractForm(BaseForm):
    """What to take."""

    starts_on = day(_l("Du"), required=True)
    ends_on = day(_l("Au"), required=True)
    tables = SelectMultipleField(
        _l("Tables"), choices=[SelectChoice(*each) for each in GROUPS.items()],
        default=list(GROUPS)[:3],
        validators=[OneAtLeast(_l("En choisir au moins une."))],
        widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput(),
    )  # fmt: skip
    with_text = BooleanField(_l("Avec les textes libres"))

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("starts_on", "ends_on", "tables", "with_text")
        return {name: self[name].data for name in names}
