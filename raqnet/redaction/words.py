"""The words of a text, and the shipped lists of those that are known."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import TypeVar

Told = TypeVar("Told")
FOLDER = Path(__file__).parent
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
_HYPHEN = re.compile(r"[-‑]")
# What a sentence, an item of a list or a quotation begins after.
_BREAK = re.compile(r"[.!?…:;\n•«»\"“”()\[\]{}*/|·<>–—]|\s-\s")
_APART = re.compile(r"[ \u00a0\u202f]|['’]")
_LONGEST_NAME = 6
_REMEMBERED, _LONG = 8192, 30
_ABBREVIATED = re.compile(r"\.?[ \u00a0\u202f]?")


def remembered(find: Callable[..., Told]) -> Callable[..., Told]:
    """The same words come again and again; those that are long are not kept."""
    kept = lru_cache(_REMEMBERED)(find)

    @wraps(find)
    def told(word: str, *rest: str) -> Told:
        return kept(word, *rest) if len(word) < _LONG else find(word, *rest)

    return told


@dataclass(frozen=True, slots=True)
class Word:
    """A word, hyphens included; `bare` is how it is compared."""

    start: int
    end: int
    text: str
    bare: str
    begins: bool  # a sentence, so that its capital says nothing
    joined: bool  # to the word before, by one space or an apostrophe
    dotted: bool  # the same, or by the full stop of an abbreviation

    @property
    def is_titled(self) -> bool:
        """A capital, then small letters, in each of its parts."""
        if len(self.text) == 1 or not self.text[0].isupper():
            return False
        return all(p[0].isupper() and not p[1:].isupper() for p in _HYPHEN.split(self.text))

    @property
    def is_shouted(self) -> bool:
        """All in capitals, as acronyms are, and the names of some."""
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_capital(self) -> bool:
        """With a capital at the front."""
        return self.text[0].isupper()

    @property
    def parts(self) -> list[str]:
        """What stands between its hyphens, bare."""
        return self.bare.split("-")


@remembered
def bare(text: str) -> str:
    """Text for comparing: no case, accents or ligatures; hyphens stay."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_LIGATURES))
    return _HYPHEN.sub("-", "".join(c for c in decomposed if not unicodedata.combining(c)))


def words_of(text: str) -> list[Word]:
    """Every word of a text, in its order."""
    found: list[Word] = []
    before = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[before:start]
        first = not found
        found.append(
            Word(
                start=start,
                end=end,
                text=match[0],
                bare=bare(match[0]),
                begins=first or _begins(gap, text[end : end + 1]),
                joined=not first and _APART.fullmatch(gap) is not None,
                dotted=not first and gap != "" and _ABBREVIATED.fullmatch(gap) is not None,
            )
        )
        before = end
    return found


def _begins(gap: str, after: str) -> bool:
    """Does what stands before a word begin a sentence? One word in brackets goes on with it."""
    return _BREAK.search(gap) is not None and not (gap.strip() == "(" and after == ")")


def name_end(words: Sequence[Word], at: int) -> int:
    """Where a name that begins with the word `at` ends (exclusive): "Amina El Amrani" is three."""
    end = at + 1
    while end < min(at + _LONGEST_NAME, len(words)):
        last = end
        while last < min(end + 3, len(words)) and _links(words[last]):
            last += 1
        if last == len(words) or not words[last].joined or not goes_on(words[last]):
            return end
        end = last + 1
    return end


def _links(word: Word) -> bool:
    return word.joined and word.bare in listed("particles")


def goes_on(word: Word) -> bool:
    """May this word be a further part of somebody's name?"""
    shouted = word.is_shouted and len(word.text) > 3
    return (word.is_titled or shouted) and not is_ordinary(word.bare)


@cache
def listed(section: str, file: str = "words.txt") -> frozenset[str]:
    """The words of a section of a shipped list, bare."""
    return _sections(file)[section]


@cache
def _sections(file: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    here: set[str] = set()
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = found.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            here.update(bare(line).split())
    return {name: frozenset(words) for name, words in found.items()}


SAINTS = frozenset({"saint", "sainte", "st", "ste", "sint"})


@remembered
def is_ordinary(word: str) -> bool:
    """Does this bare word take a capital without naming anybody?"""
    known = _ordinary()
    if any(form in known for form in _forms(word)):
        return True
    parts = word.split("-")
    if len(parts) == 1:
        return False
    return parts[0] in SAINTS or all(
        part in listed("particles") or any(form in known for form in _forms(part)) for part in parts
    )


@cache
def _ordinary() -> frozenset[str]:
    sections = ("localities", "places", "peoples", "calendar", "organisations", "ordinary")
    nouns = ("place nouns", "place adjectives", "streets", "titles")
    return frozenset().union(*(listed(name) for name in (*sections, *nouns)))


def _forms(word: str) -> set[str]:
    """The word, and what it may be the plural or the feminine of."""
    single = word[:-1] if word.endswith(("s", "x")) else word
    male = single[:-1] if single.endswith("e") else single
    return {word, single, male, male[:-1] if male.endswith(("nn", "ll")) else male}


@remembered
def is_listed(word: str, section: str) -> bool:
    """Is this bare word, or what it is a plural or a feminine of, in a section?"""
    return any(form in listed(section) for form in _forms(word))
