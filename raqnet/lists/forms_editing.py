"""The forms of the coordination: a value's name, and what it is merged into."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from raqnet.forms import BaseForm, FilledIn, choices, line
from raqnet.lists.models import ListValue
from raqnet.paths import as_id


class NameForm(BaseForm):
    """The name of a value."""

    name = line(_l("Nom"), 120, required=True)


def _id(value: object) -> int | None:
    """An id that was sent; what can be none is none."""
    return as_id(str(value or ""))


class MergeForm(BaseForm):
    """Which value a value is counted with from now on."""

    into = SelectField(_l("Compter avec"), [FilledIn(_l("Choisir une valeur."))], coerce=_id)

    def offer(self, values: Iterable[ListValue], own: ListValue) -> None:
        """Every other value in use."""
        self.into.choices = choices([each for each in values if each.id != own.id], "—")
