"""Two people save one row: both versions are shown field by field, and neither is lost."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField

from raqnet.forms import BaseForm, sent
from raqnet.i18n import day_short

Rows = list[tuple[Any, str, str, bool]]


def is_stale(form: Any, version: int | str) -> bool:
    """Was the row saved after this form was opened? `version` is the row's, as the form has it."""
    return bool(form.is_submitted()) and sent(form.version) != str(version)


def meet(form: Any, theirs: BaseForm, version: int | str) -> Rows:
    """Both versions; saved again, the typed one goes on from the one that it is shown beside."""
    form.validate()
    give_version(form, version)
    return side_by_side(form, theirs)


def give_version(form: Any, version: int | str) -> None:
    """Let a form that was sent carry another version."""
    form.version.data = str(version)
    form.version.raw_data = [form.version.data]


def side_by_side(mine: BaseForm, theirs: BaseForm) -> Rows:
    """Each field of two forms: its label, mine as typed, theirs as saved, whether they differ."""
    rows = []
    for field in mine:
        if isinstance(field, HiddenField) or field.name not in theirs:
            continue
        one, other = shown(field), shown(theirs[field.name])
        rows.append((field.label.text, one, other, one != other))
    return rows


def shown(field: Field) -> str:
    """What a field says, in words: the labels of what was chosen, or the text as it was typed."""
    if hasattr(field, "iter_choices"):
        chosen = [str(choice.label) for choice in field.iter_choices() if choice.selected]
        return ", ".join(label for label in chosen if label != "—")
    if isinstance(field, BooleanField):
        return str(_l("Oui") if field.data else _l("Non"))
    if isinstance(field.data, date):
        return day_short(field.data)
    return str(field._value())
