"""What the texts of cells mean: days, numbers, and names that are looked up."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

from flask_babel import gettext as _

from raqnet.forms import YEARS
from raqnet.text import fold

Named = TypeVar("Named")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_HOUR = re.compile(r"[T ]\d{1,2}[:h]\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_BETWEEN = re.compile(r"[,/|;\n]")


class Unclear(ValueError):
    """What this cell says cannot be read; its words say why."""


def day(text: str) -> date:
    """A day as people or programs write it; an hour behind it is left out. Errors: Unclear."""
    text = _HOUR.sub("", text)
    if match := _ISO.fullmatch(text):
        year, month, number = map(int, match.groups())
    elif match := _DAY.fullmatch(text):
        number, month, year = map(int, match.groups())
        year += 2000 if year < 100 else 0
    else:
        raise Unclear(_("cette date n'est pas lisible"))
    try:
        found = date(year, month, number)
    except ValueError as error:
        raise Unclear(_("ce jour n'existe pas")) from error
    if found.year not in YEARS:
        raise Unclear(_("cette année n'est pas possible"))
    return found


def whole(text: str, least: int, most: int) -> int:
    """A whole number between two bounds. Errors: Unclear."""
    bare = re.sub(r"[.,]0+$", "", text)
    if not re.fullmatch(r"[0-9]{1,9}", bare) or not least <= int(bare) <= most:
        raise Unclear(
            _("un nombre entre %(least)d et %(most)d est attendu", least=least, most=most)
        )
    return int(bare)


def within(text: str, most: int) -> str:
    """A text that is not too long. Errors: Unclear."""
    if len(text) > most:
        raise Unclear(_("trop long : %(most)d caractères au plus", most=most))
    return text


def unlisted(text: str, cell: str) -> Unclear:
    """That this word of a cell is in no list; the cell itself is shown beside."""
    if text == cell:
        return Unclear(_("pas dans la liste"))
    return Unclear(_("« %(text)s » n'est pas dans la liste", text=text[:60]))


class Names(Generic[Named]):
    """Things by their names, however they are written."""

    def __init__(self, by_name: Mapping[str, Named]) -> None:
        self._found = {fold(name): thing for name, thing in by_name.items() if fold(name)}

    def one(self, text: str) -> Named | None:
        """The thing of this name."""
        return self._found.get(fold(text))

    def several(self, text: str) -> tuple[list[Named], list[str]]:
        """The things that a text names between commas, slashes or bars, and what names nothing.

        A name may hold such a sign itself ("CPAS / revenu"): the longest name counts.
        """
        pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
        found: list[Named] = []
        unknown: list[str] = []
        while pieces:
            size = self._longest(pieces)
            if size:
                found.append(self._found[fold(" ".join(pieces[:size]))])
            else:
                unknown.append(pieces[0])
            pieces = pieces[size or 1 :]
        return list(dict.fromkeys(found)), unknown

    def _longest(self, pieces: list[str]) -> int:
        sizes = range(min(len(pieces), 4), 0, -1)
        return next((n for n in sizes if fold(" ".join(pieces[:n])) in self._found), 0)
