"""What figures are asked of: days and places, kept in the address so that a link says it all."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from raqnet.paths import as_id

# The French words of the address, for each filter.
PARAMS = {
    "commune": "commune",
    "zone": "zone",
    "neighbourhood": "quartier",
    "organisation": "hebergeur",
    "mission": "mission",
}
# What a cross-table sets against what: names of fields.
CROSSED = {"lines": "lignes", "across": "colonnes"}
MOST_LETTERS = 30
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """Days (both counted, in order) and what narrows them down."""

    first: date
    last: date
    commune: int | None = None
    zone: int | None = None
    neighbourhood: int | None = None
    organisation: int | None = None
    mission: int | None = None
    lines: str = ""
    across: str = ""

    def set(self) -> dict[str, int]:
        """The filters that are set, by name."""
        return {name: value for name in PARAMS if (value := getattr(self, name)) is not None}

    def params(self) -> dict[str, str]:
        """The address's arguments that give this scope again."""
        return {"du": self.first.isoformat(), "au": self.last.isoformat(), **self._filters()}

    def filters(self) -> str:
        """The filters alone as one text, always in the same order."""
        return urlencode(self._filters())

    def crossed(self) -> str:
        """The fields of a cross-table alone, as one text."""
        return urlencode(self._fields())

    def crossing(self, crossed: str) -> "Scope":
        """The same, of the fields that such a text names."""
        given = dict(parse_qsl(crossed))
        lines, across = (_field(given.get(word, "")) for word in CROSSED.values())
        return replace(self, lines=lines, across=across)

    def _filters(self) -> dict[str, str]:
        return {
            **{PARAMS[name]: str(value) for name, value in self.set().items()},
            **self._fields(),
        }

    def _fields(self) -> dict[str, str]:
        return {word: field for name, word in CROSSED.items() if (field := getattr(self, name))}

    def without(self, *names: str) -> "Scope":
        """The same, some filters cleared."""
        return replace(self, **dict.fromkeys(names))  # type: ignore[arg-type]

    @property
    def is_whole_months(self) -> bool:
        """Does it begin with a month and end with one?"""
        return self.first.day == 1 and (self.last + _DAY).day == 1

    def previous(self) -> "Scope":
        """The stretch just before: as many months where they are whole, else as many days."""
        if self.is_whole_months:
            months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month
            return self._at(_months_back(self.first, months + 1), self.first - _DAY)
        return self._at(self.first - (self.last - self.first) - _DAY, self.first - _DAY)

    def year_before(self) -> "Scope":
        """The same days a year before; a month that is whole stays whole (29 February)."""
        last = _year_back(self.last + _DAY) - _DAY
        return self._at(_year_back(self.first), max(last, _year_back(self.first)))

    def months(self) -> Iterator["Scope"]:
        """Each month that it touches, whole, in order."""
        first = self.first.replace(day=1)
        while first <= self.last:
            after = (first + 31 * _DAY).replace(day=1)
            yield self._at(first, after - _DAY)
            first = after

    def _at(self, first: date, last: date) -> "Scope":
        return replace(self, first=first, last=last)


@dataclass(frozen=True)
class Asked:
    """What an address asks for, and what had to be put right in it."""

    scope: Scope
    unreadable: bool = False
    reversed: bool = False
    filter_lost: bool = False  # one that could not be read, and was left out


def read(args: Mapping[str, str], today: date) -> Asked:
    """The scope out of an address; this civil year to date where it names no day."""
    texts = [args.get("du", "").strip(), args.get("au", "").strip()]
    first, last = (_day(text) for text in texts)
    unreadable = any(text and not day for text, day in zip(texts, (first, last), strict=True))
    last = last or max(today, first or today)
    first = first or last.replace(month=1, day=1)
    scope = from_filters(min(first, last), max(first, last), args)
    return Asked(scope, unreadable, last < first, _loses_filter(args))


def _loses_filter(args: Mapping[str, str]) -> bool:
    asked = [text for word in PARAMS.values() if (text := args.get(word, "")).strip()]
    return any(_id(text) is None for text in asked)


def from_filters(first: date, last: date, filters: Mapping[str, str]) -> Scope:
    """A scope out of its days and what `filters()` said, parsed."""
    ids = {name: _id(filters.get(word, "")) for name, word in PARAMS.items()}
    crossed = {name: _field(filters.get(word, "")) for name, word in CROSSED.items()}
    return replace(Scope(first, last, **ids), **crossed)  # type: ignore[arg-type]


def _months_back(day: date, count: int) -> date:
    """The first day of the month so many months before that of `day`."""
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(years, month + 1, 1)


def _year_back(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _field(text: str) -> str:
    """The name of a field, whichever exist: small letters and dashes."""
    text = text.strip()
    return text if re.fullmatch(rf"[a-z-]{{1,{MOST_LETTERS}}}", text) else ""


def _id(text: str) -> int | None:
    return as_id(text.strip())
