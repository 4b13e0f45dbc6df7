"""The form of a closed period."""

from datetime import date, timedelta
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError

from raqnet.calendar.closing import Span
from raqnet.calendar.models import ClosedPeriod
from raqnet.forms import BaseForm, day, line

LONGEST = timedelta(days=120)


class PeriodForm(BaseForm):
    """Days on which a series may leave off."""

    version = HiddenField()
    previewed = HiddenField()  # what this person has seen would become of the series
    name = line(_l("Nom"), 120, required=True)
    starts_on = day(_l("Du"), required=True)
    ends_on = day(_l("Au (compris)"), required=True)

    def validate_ends_on(self, field: Field) -> None:
        """The last day is not before the first, nor a season later."""
        if not (field.data and self.starts_on.data):
            return
        if field.data < self.starts_on.data:
            raise ValidationError(_l("Le dernier jour vient avant le premier."))
        if field.data - self.starts_on.data > LONGEST:
            raise ValidationError(_l("C'est trop long : 4 mois au plus."))

    def span(self) -> Span:
        """The period as it would be."""
        first, last = cast(date, self.starts_on.data), cast(date, self.ends_on.data)
        return Span(str(self.name.data), first, last)


class ConfirmForm(BaseForm):
    """Only what was seen."""

    previewed = HiddenField()


def data_of(row: ClosedPeriod) -> dict[str, object]:
    """What the fields say of a period."""
    shown = {name: getattr(row, name) for name in ("name", "starts_on", "ends_on")}
    return {**shown, "version": str(row.version)}
