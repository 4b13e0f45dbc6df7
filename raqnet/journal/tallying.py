"""A field that counts: how often each value of a list was met during an outing."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flask_babel import gettext as _
from wtforms import Field, Form, ValidationError
from wtforms.utils import unset_value

from raqnet.journal.queries_options import Option
from raqnet.lists import queries as lists
from raqnet.lists.forms import GONE

MOST = 500  # people met during an outing
MOST_VALUES = 200  # of a list, far more than any has
KEY = re.compile(r"\d{1,9}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)


class Line(NamedTuple):
    """A value as the form shows it: its number as it was typed, and what is wrong with it."""

    id: int
    name: str
    typed: str
    error: str


class TallyField(Field):
    """A number for each value of a list, sent as `name-<id>`; `data` holds those above zero."""

    data: dict[int, int]

    def __init__(self, label: Any = None, list_name: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.list_name = list_name
        self.offered: list[Option] = []
        self.typed: dict[int, str] = {}
        self.wrong: dict[int, str] = {}

    def offer(self, values: Iterable[Option]) -> None:
        """Fill in what is counted, in the order in which it is shown."""
        self.offered = list(values)

    @property
    def sent(self) -> list[int]:
        """The values that a number was sent for."""
        return [value for value, text in self.typed.items() if text not in ("", "0")]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the numbers that were sent, or those that are known."""
        self.process_errors: list[str] = []
        known = {} if data is unset_value or not data else dict(data)
        self.typed = {value: str(count) for value, count in known.items()}
        if formdata is not None:
            self.typed = dict(self._read(formdata))
        self.data = {
            value: int(text)
            for value, text in self.typed.items()
            if NUMBER.fullmatch(text) and int(text) != 0
        }

    def _read(self, formdata: Any) -> Iterator[tuple[int, str]]:
        start = f"{self.name}-"
        names = [name for name in formdata if name.startswith(start)][:MOST_VALUES]
        for name in names:
            if KEY.fullmatch(key := name.removeprefix(start)):
                yield int(key), formdata.getlist(name)[0].strip()[:20]

    def pre_validate(self, form: Form) -> None:
        """Whole numbers, none below zero nor beyond reason, of values that there are."""
        self.wrong = {value: error for value, text in self.typed.items() if (error := _fault(text))}
        if self.wrong:
            raise ValidationError(_("Un nombre est à revoir."))
        self._stand_in()

    def _stand_in(self) -> None:
        """Count a value that was merged meanwhile as what it stands for now."""
        missing = set(self.data) - {option.id for option in self.offered}
        if not missing:
            return
        found = lists.chosen(self.list_name, missing)
        if missing - set(found):
            raise ValidationError(GONE)
        for value in missing:
            into, count = found[value].id, self.data.pop(value)
            self.data[into] = self.data.get(into, 0) + count

    @property
    def lines(self) -> list[Line]:
        """What the form shows."""
        return [
            Line(row.id, row.name, self.typed.get(row.id, ""), self.wrong.get(row.id, ""))
            for row in self.offered
        ]

    def _value(self) -> str:
        return ", ".join(f"{line.name} {line.typed}" for line in self.lines if line.typed)


def _fault(text: str) -> str:
    if not text:
        return ""
    if not NUMBER.fullmatch(text):
        return _("Un nombre entier est attendu.")
    return "" if 0 <= int(text) <= MOST else _("De 0 à %(most)d.", most=MOST)
