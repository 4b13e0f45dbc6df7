"""What the database and the shipped list of first names know by name."""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from raqnet.redaction.kinds import PLACES, Entries, Finding, Kind
from raqnet.redaction.words import SAINTS, Word, bare, is_listed, is_ordinary, listed, words_of

_LONGEST = 8  # words of a name that is looked for whole
_PIECE = re.compile(r"[^\W_]+")
_ELISIONS = frozenset({"l", "d", "j", "m", "n", "s", "t", "c", "qu"})
_GAP = re.compile(r"[^\w\n.!?;:]{0,3}(?:(?:[ldjmnstc]|qu)['’])?", re.IGNORECASE)
_NOBODY = PLACES | {None}
_COMMON = ("ordinary", "place nouns", "streets", "calendar")

Pieces = tuple[str, ...]


class Needs(enum.IntEnum):
    """What a word must look like to be taken for a name."""

    NOTHING = 0
    CAPITAL = 1
    INSIDE = 2  # a capital, and not at the beginning of a sentence


Names = Mapping[str, tuple[Kind, Needs]]


@cache
def _shipped() -> Names:
    needs = {"any case": Needs.NOTHING, "capital": Needs.CAPITAL, "inside": Needs.INSIDE}
    return {
        name: (Kind.FIRST_NAME, need)
        for section, need in needs.items()
        for name in listed(section, "first_names.txt")
    }


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to look for: whole ones, single words, and the words that name nobody.

    An empty one knows the shipped first names.
    """

    phrases: Mapping[Pieces, Kind] = field(default_factory=dict)
    names: Names = field(default_factory=_shipped)
    known: frozenset[str] = frozenset()
    longest: Mapping[str, int] = field(default_factory=dict)  # phrase by its first piece

    def __len__(self) -> int:
        return len(self.phrases) + len(self.names) + len(self.known)

    def plus(self, entries: Entries) -> "Gazetteer":
        """The same with more names; of a person who is called like a place, the whole name only."""
        given = [(kind, each) for kind, words in entries for each in words]
        phrases, names, known = dict(self.phrases), dict(self.names), set(self.known)
        for kind, each in given:
            if kind in _NOBODY:
                known.update(_pieces(each))
                phrases |= _place(kind, each)
        for kind, each in given:
            if kind and kind not in _NOBODY:
                alone = _alone(each, known)
                phrases |= {_pieces(each): kind} if alone else {}
                names |= {name: names.get(name, (kind, _needs(kind, name))) for name in alone}
        return Gazetteer(phrases, names, frozenset(known), _longest(phrases))

    def name(self, word: Word) -> Kind | None:
        """Whose name this word is, or one of its parts."""
        parts = word.parts
        if parts[0] in SAINTS:
            return None
        for key in (word.bare, *parts) if word.is_capital else (word.bare,):
            kind, needs = self.names.get(key, (None, Needs.NOTHING))
            if kind and _looks(word, needs):
                return kind
        return None


def _looks(word: Word, needs: Needs) -> bool:
    if word.is_shouted and len(word.text) <= 3:  # an acronym
        return False
    if needs is Needs.NOTHING:
        return True
    return word.is_capital and not (needs is Needs.INSIDE and word.begins)


def _place(kind: Kind | None, name: str) -> dict[Pieces, Kind]:
    """A place by its whole name; "Centre" alone, or a letter, is no place's name."""
    key = _pieces(name)
    dull = len(key) < 2 and (len("".join(key)) < 3 or any(is_listed(key[0], s) for s in _COMMON))
    return {} if kind is None or dull else {key: kind}


def _alone(name: str, known: set[str]) -> list[str]:
    """The words of a person's name that name them alone: of "RAQ 3" or "Accueil", none."""
    return [
        word.bare
        for word in words_of(name)
        if len(word.bare) > 2
        and not (word.is_shouted and len(word.text) <= 4)
        and not (word.bare in known or word.bare in listed("particles") or is_ordinary(word.bare))
    ]


def _needs(kind: Kind, name: str) -> Needs:
    """First names that somebody typed are looked for in small letters too."""
    return Needs.NOTHING if kind is Kind.FIRST_NAME and len(name) > 3 else Needs.CAPITAL


def _longest(phrases: Mapping[Pieces, Kind]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in phrases:
        found[key[0]] = min(_LONGEST, max(len(key), found.get(key[0], 0)))
    return found


def _pieces(name: str) -> Pieces:
    return tuple(piece for piece, _start, _end in _split(name))


def _split(text: str) -> Iterator[tuple[str, int, int]]:
    """Letters and digits apart from all else, bare, with where they stand; elisions left out."""
    for match in _PIECE.finditer(text):
        piece, end = bare(match[0]), match.end()
        if not (piece in _ELISIONS and text.startswith(("'", "’"), end)):
            yield piece, match.start(), end


def find_phrases(text: str, gazetteer: Gazetteer) -> Iterator[Finding]:
    """Whole names of the gazetteer; of those that begin at the same word, the longest."""
    pieces = list(_split(text))
    for at, (piece, start, _end) in enumerate(pieces):
        for size in range(gazetteer.longest.get(piece, 0), 0, -1):
            here = pieces[at : at + size]
            kind = gazetteer.phrases.get(tuple(each for each, _s, _e in here))
            if kind and _is_whole(text, here):
                yield Finding(start, here[-1][2], kind)
                break


def _is_whole(text: str, pieces: Sequence[tuple[str, int, int]]) -> bool:
    """On one line, without a full stop in it; a single word with its capital."""
    if len(pieces) == 1:
        return text[pieces[0][1]].isupper()
    gaps = (text[one[2] : other[1]] for one, other in zip(pieces, pieces[1:], strict=False))
    return all(_GAP.fullmatch(gap) for gap in gaps)
