"""Free texts of an extract: what looks like a person stays out, unless a person said otherwise.

A decision holds for the very words that were read: a text that changed since is asked about anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from raqnet.redaction import PLACES, Gazetteer, find
from raqnet.text import clean

REMOVED = "[texte retiré]"
END = "end"
_REMEMBERED = 4096
_DIGEST = 16

# (table, row, column, digest of the words)
Decision = tuple[str, int, str, str]


@dataclass(frozen=True)
class Text:
    """A text of a row."""

    table: str
    row: int
    column: str
    words: str

    @property
    def decision(self) -> Decision:
        """What is kept when a person says that these words name nobody."""
        return (self.table, self.row, self.column, digest(self.words))

    @property
    def key(self) -> str:
        """The same, as a form sends it."""
        return ".".join(str(each) for each in self.decision)


def digest(words: str) -> str:
    """By which words are known again."""
    return sha256(words.encode()).hexdigest()[:_DIGEST]


class Reading:
    """Reads texts for one extract."""

    def __init__(self, names: Gazetteer, kept: Iterable[Decision]) -> None:
        self._kept = {tuple(each) for each in kept}
        self.looks_like = lru_cache(_REMEMBERED)(lambda words: _looks_like(words, names))

    def written(self, table: str, row: int, column: str, words: str | None) -> str:
        """The text as it may be read: itself, or that it was taken out."""
        if not words or not self.looks_like(words):
            return words or ""
        kept = Text(table, row, column, words).decision in self._kept
        return words if kept else REMOVED

    def doubtful(self, texts: Iterable[Text]) -> Iterator[Text]:
        """Those about which a person decides."""
        return (each for each in texts if self.looks_like(each.words))

    def marked(self, words: str, names: Gazetteer) -> list[tuple[str, bool]]:
        """The text in stretches, with whether each is what looks like somebody."""
        parts, at, text = [], 0, clean(words)
        for found in _telling(text, names):
            parts += [(text[at : found[0]], False), (text[found[0] : found[1]], True)]
            at = found[1]
        return [part for part in [*parts, (text[at:], False)] if part[0]]


def _looks_like(words: str, names: Gazetteer) -> bool:
    return any(True for _found in _telling(clean(words), names))


def _telling(text: str, names: Gazetteer) -> Iterator[tuple[int, int]]:
    """Where something may tell who somebody is; a place alone does not."""
    return ((each.start, each.end) for each in find(text, names) if each.kind not in PLACES)
