"""The days that the journal takes: lived ones, of the project."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, ValidationError

from raqnet import clock
from raqnet.forms import FilledIn, FrenchDateField
from raqnet.i18n import day_short

PROJECT_BEGAN = date(2021, 4, 1)
AHEAD = _l("Cette date est encore à venir : noter ce qui a eu lieu.")


def _lived(_form: Form, field: Field) -> None:
    if field.data > clock.today():
        raise ValidationError(AHEAD)
    if field.data < PROJECT_BEGAN:
        first = day_short(PROJECT_BEGAN)
        raise ValidationError(_l("Le projet a commencé le %(first)s.", first=first))


def lived_day(label: Any, **kwargs: Any) -> FrenchDateField:
    """A day from the project's first to today."""
    return FrenchDateField(label, [FilledIn(), _lived], **kwargs)
