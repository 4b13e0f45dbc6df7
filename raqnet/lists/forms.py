"""Form fields whose choices are values of a list.

The values in use are offered. Any value of the list is taken, since it may have been retired or
merged while the form was open: `data` holds then what it stands for.
"""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, ValidationError

from raqnet import paths
from raqnet.forms import ChecklistField, FilledIn, as_id, choices
from raqnet.lists import queries
from raqnet.lists.models import ListValue

GONE = _l("Un de ces choix n'existe plus.")


class ValueField(SelectField):
    """One value of a list, or none where it is not required."""

    data: int | None

    def __init__(
        self, label: Any = None, list_name: str = "", required: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, [FilledIn()] if required else [], coerce=as_id, **kwargs)
        self.list_name = list_name
        self.choices: list[Any] = []

    def offer(self, values: Iterable[ListValue], empty: Any = "—") -> None:
        """Fill in what may be chosen."""
        self.choices = choices(values, empty)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = next(iter(_ids(valuelist[:1])), None)

    def pre_validate(self, form: Form) -> None:
        offered = {choice.value for choice in self.choices or []}
        if self.data is not None and self.data not in offered:
            self.data = _stand_ins(self.list_name, [self.data])[0]


class ValuesField(ChecklistField):
    """Several values of a list."""

    data: list[int]

    def __init__(self, label: Any = None, list_name: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.list_name = list_name
        self.choices: list[Any] = []

    def offer(self, values: Iterable[ListValue]) -> None:
        """Fill in what may be chosen."""
        self.choices = choices(values)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = _ids(valuelist)

    def pre_validate(self, form: Form) -> None:
        offered = {choice.value for choice in self.choices or []}
        if not set(self.data or []) <= offered:
            self.data = _stand_ins(self.list_name, self.data)


def _ids(texts: Iterable[str]) -> list[int]:
    """The ids that were sent; what can be none becomes one that nothing has, and is refused."""
    sent = [text for text in texts if text.strip()]
    return list(dict.fromkeys(paths.as_id(text) or 0 for text in sent))


def _stand_ins(list_name: str, ids: list[int]) -> list[int]:
    found = queries.chosen(list_name, ids)
    if not set(ids) <= set(found):
        raise ValidationError(GONE)
    return list(dict.fromkeys(found[each].id for each in ids))
