"""Words: how text is cleaned before it is kept and folded before it is searched."""

import re
import unicodedata
from functools import lru_cache
from html import escape

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})
_ELISION = re.compile(r"\b(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu)'")
_INCLUSIVE = re.compile(r"(?<=\w)[·•‧.](?=\w)")
_NOT_WORD = re.compile(r"[^\w]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """What a person typed, without control characters, NFC, line ends as LF, trimmed."""
    text = _SURROGATE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def fold(text: str) -> str:
    """Text for searching: no case, accents, ligatures, elisions or point médian; words by spaces.

    >>> fold("L'Équipe des habitant·e·s")
    'equipe des habitantes'
    """
    text = text.casefold().translate(_LIGATURES)
    text = _INCLUSIVE.sub("", _ELISION.sub("", text))
    bare = _BEYOND_ASCII.sub(_without_marks, unicodedata.normalize("NFD", text))
    return _NOT_WORD.sub(" ", bare).strip()


def _without_marks(match: re.Match[str]) -> str:
    return "".join(c for c in match[0] if not unicodedata.combining(c))


@lru_cache(8192)
def escaped(text: str) -> str:
    """Text as markup shows it; remembered, as the same titles and names come again and again."""
    return escape(text)
