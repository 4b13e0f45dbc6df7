"""The form of a subscription."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from raqnet.forms import BaseForm, line

REMINDERS = [
    SelectChoice("", _l("Pas de rappel")),
    SelectChoice("15", _l("15 minutes avant")),
    SelectChoice("60", _l("1 heure avant")),
    SelectChoice("1440", _l("La veille")),
]


class SubscriptionForm(BaseForm):
    """A feed's name and its reminder."""

    name = line(_l("Nom"), 80, required=True)
    alarm_minutes = SelectField(
        _l("Rappel"), choices=REMINDERS, filters=[lambda value: str(value or "")]
    )

    def reminder(self) -> int | None:
        """Minutes before the start, or None."""
        return int(self.alarm_minutes.data) if self.alarm_minutes.data else None
