"""What every form shares: fields that are bounded and cleaned, validators with French words."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from babel.support import Translations
from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
    widgets,
)
from wtforms.i18n import messages_path
from wtforms.validators import Length, NumberRange, Optional, StopValidation

from raqnet import clock
from raqnet.i18n import language
from raqnet.text import clean

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
YEARS = range(2000, 2100)
UNKNOWN_CHOICE = _l("Ce choix n'existe pas : en prendre un de la liste.")
# Around Belgium, in degrees: a slip of the pen lands elsewhere.
_LATITUDES, _LONGITUDES = (49.4, 51.6), (2.5, 6.5)
_COORDINATES = re.compile(r"(-?\d{1,3}(?:[.,]\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:[.,]\d{1,12})?)")


class BaseForm(FlaskForm):
    """A form with CSRF; it checks shape only and never writes."""

    class Meta(FlaskForm.Meta):
        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """The token without its id: a page may hold several forms."""
            if field.short_name == self.csrf_field_name:
                render_kw = {"id": False, **render_kw}
            return super().render_field(field, render_kw)

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Fields are words: neither JSON nor a file stands in for them."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return (request.form or None) if form.is_submitted() else None

        def get_translations(self, form: FlaskForm) -> Any:
            """WTForms' own words, kept: Flask-WTF reads their file again at every request."""
            return _library_words(language())


@cache
def _library_words(code: str) -> Any:
    return Translations.load(messages_path(), [code], domain="wtforms")


class NoControl:
    """Refuse characters that no keyboard makes (NUL and its like)."""

    def __call__(self, form: Form, field: Field) -> None:
        if _UNPRINTABLE.search(field.data or ""):
            raise StopValidation(
                _l("Ce texte contient un caractère invisible : collez-le sans mise en forme.")
            )


class FilledIn:
    """Ask for an answer, in our words; blanks are none."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Ce champ est à remplir.")

    def __call__(self, form: Form, field: Field) -> None:
        if field.errors:
            raise StopValidation()
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.message)


def _tidy(value: str | None) -> str:
    """Line ends and accents in one form; what cannot be kept stays, so that it can be told."""
    if value is None:
        return ""
    return value if _UNPRINTABLE.search(value) else clean(value)


def _text_validators(most: int, required: bool) -> list[Any]:
    message = _l("Ce texte est trop long : %(max)d caractères au plus.")
    rules: list[Any] = [NoControl(), Length(max=most, message=message)]
    return [FilledIn(), *rules] if required else rules


def line(label: Any, most: int, required: bool = False, **kwargs: Any) -> StringField:
    """A line of text of at most `most` characters."""
    kwargs.setdefault("filters", [_tidy, lambda text: text.replace("\n", " ")])
    return StringField(label, validators=_text_validators(most, required), **kwargs)


def paragraph(label: Any, most: int, required: bool = False, **kwargs: Any) -> TextAreaField:
    """A text of at most `most` characters, line breaks kept."""
    return TextAreaField(
        label, validators=_text_validators(most, required), filters=[_tidy], **kwargs
    )


class FrenchDateField(DateField):
    """A day; browsers send it as ISO, people may type 14/9/2021."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
        super().__init__(label, validators, format=formats, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(value.strip() for value in valuelist):
            self.data = None
            return
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError as error:
            self.data = None
            raise ValueError(
                _("Cette date n'est pas lisible : écrire par exemple 14/09/2026.")
            ) from error
        if self.data and self.data.year not in YEARS:
            self.data = None
            raise ValueError(_("Cette année n'est pas possible."))


class FrenchTimeField(TimeField):
    """An hour; browsers send 14:30, people may type 14h30 or 9h."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        match = re.fullmatch(r"([01]?\d|2[0-3])\s*[:hH.]\s*([0-5]\d)?(?::[0-5]\d)?", text)
        if match is None:
            raise ValueError(_("Cette heure n'est pas lisible : écrire par exemple 14:30."))
        self.data = time(int(match[1]), int(match[2] or 0))


def day(label: Any, required: bool = False, **kwargs: Any) -> FrenchDateField:
    """A day in Brussels."""
    return FrenchDateField(label, [FilledIn() if required else Optional()], **kwargs)


def hour(label: Any, required: bool = False, **kwargs: Any) -> FrenchTimeField:
    """A wall-clock time in Brussels."""
    return FrenchTimeField(label, [FilledIn() if required else Optional()], **kwargs)


def number(
    label: Any, least: int, most: int, required: bool = False, **kwargs: Any
) -> IntegerField:
    """A whole number between two bounds, or nothing where it is not required."""
    message = _l("Un nombre entre %(min)d et %(max)d est attendu.")
    first = FilledIn(_l("Un nombre est attendu.")) if required else Optional()
    return WholeNumberField(
        label, [first, NumberRange(min=least, max=most, message=message)], **kwargs
    )


class WholeNumberField(IntegerField):
    """A whole number, told so in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,9}", text):
            self.data = None
            raise ValueError(_("Un nombre entier est attendu."))
        self.data = int(text)


class ChecklistField(SelectMultipleField):
    """Several choices as checkboxes; ids as integers."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=int, **kwargs)

    def pre_validate(self, form: Form) -> None:
        known = {value for value, *_ in self.iter_choices()}
        if not set(self.data or []) <= known:
            raise ValidationError(_l("Un de ces choix n'existe plus."))


class OneOf(SelectField):
    """A list to choose one from; one that was not sent chooses nothing."""

    def __init__(self, label: Any, choices: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("invalid_value_message", UNKNOWN_CHOICE)
        super().__init__(label, choices=choices, invalid_choice_message=UNKNOWN_CHOICE, **kwargs)

    def pre_validate(self, form: Form) -> None:
        """Refuse what is not in the list."""
        if self.raw_data:
            super().pre_validate(form)


class OneOfFew(OneOf):
    """The same, as buttons."""

    widget = RadioField.widget
    option_widget = widgets.RadioInput()


class CoordinatesField(StringField):
    """Latitude and longitude as maps give them, '50.8503, 4.3517'; `data` is a pair of floats."""

    data: tuple[float, float] | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "{:.6g}, {:.6g}".format(*self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
            return
        found = _COORDINATES.fullmatch(text)
        if found is None:
            self.data = None
            raise ValueError(_("Deux nombres sont attendus, comme 50.8503, 4.3517."))
        latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
        self.data = (latitude, longitude)

    def pre_validate(self, form: Form) -> None:
        """Refuse a place that one does not reach from Brussels."""
        (south, north), (west, east) = _LATITUDES, _LONGITUDES
        if self.data and not (south <= self.data[0] <= north and west <= self.data[1] <= east):
            raise ValidationError(_l("Cet endroit n'est pas en Belgique."))


def as_id(value: Any) -> int | None:
    """A select's value as an id; an empty one as None."""
    return int(value) if value not in (None, "", "None") else None


def choices(rows: Iterable[Any], empty: Any = None) -> list[SelectChoice]:
    """Rows with `id` and `name` as a select's choices, the empty one first where it has words."""
    listed = [SelectChoice(row.id, row.name) for row in rows]
    return listed if empty is None else [SelectChoice("", empty), *listed]


def sent(field: Field) -> str:
    """What the browser sent for a field; a field left out is empty, whatever its default."""
    return str(field.raw_data[0]) if field.raw_data else ""


def wall(day_: date | None, hour_: time | None) -> datetime | None:
    """A naive Brussels wall time out of a day and an hour."""
    return datetime.combine(day_, hour_) if day_ and hour_ else None


def refuse_gap(field: Field, moment: datetime | None) -> None:
    """Say at the field when this hour does not exist that night (the clocks go forward)."""
    if moment and clock.in_gap(moment):
        raise ValidationError(_l("Cette heure n'existe pas ce jour-là : on passe à l'heure d'été."))


def as_sent(data: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Data as a browser sends it: what is not ticked is left out."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from ((f"{name}-{key}", str(number)) for key, number in value.items())
        elif isinstance(value, list):
            yield from ((name, str(each)) for each in value)
        elif value is not None and value is not False:
            yield name, str(value)
