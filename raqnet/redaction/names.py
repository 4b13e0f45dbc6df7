"""Who: titles with a name, known first names, and words with a capital that may be a name."""

from collections.abc import Collection, Iterator, Sequence

from raqnet.redaction.gazetteer import Gazetteer
from raqnet.redaction.kinds import Finding, Kind
from raqnet.redaction.words import SAINTS, Word, is_ordinary, listed, name_end

_ABBREVIATIONS = frozenset(
    {"m", "mr", "mrs", "mme", "mmes", "mlle", "dr", "dre", "pr", "mevr", "mw", "dhr"}
)
_ARTICLES = frozenset({"le", "la", "l", "les", "un", "une", "du", "au", "aux", "des"})
_PLURAL_ARTICLES = frozenset({"les", "aux", "des"})


def find_names(
    words: Sequence[Word], gazetteer: Gazetteer, elsewhere: Collection[int]
) -> Iterator[Finding]:
    """All of them, one after the other; words at the indices `elsewhere` belong to a place."""
    at = 0
    while at < len(words):
        kind, first = _begins(words, at, gazetteer, elsewhere)
        if first is None:
            at += 1
            continue
        end = name_end(words, first)
        if kind:
            yield Finding(words[at].start, words[end - 1].end, kind)
        at = end


def _begins(
    words: Sequence[Word], at: int, gazetteer: Gazetteer, elsewhere: Collection[int]
) -> tuple[Kind | None, int | None]:
    """What begins at this word and where its name does; without a kind, a name of nobody."""
    word = words[at]
    titled = _titled(words, at)
    if titled is not None:
        return Kind.TITLED, titled
    if at in elsewhere or (at and words[at - 1].bare in SAINTS):
        return None, None
    if kind := gazetteer.name(word):
        return kind, at
    begins = word.begins and not (at and words[at - 1].bare in listed("labels"))
    if begins or not _may_be_a_name(word, gazetteer):
        return None, None
    if _is_somethings_name(words, at):
        return None, at
    return Kind.POSSIBLE_NAME, at


def _titled(words: Sequence[Word], at: int) -> int | None:
    """Where the name after a title begins: "Mme Untel", "docteur Van den Berg"; not "Mme B."."""
    title, first = words[at], at + 1
    if title.bare not in listed("titles") or (len(title.bare) == 1 and not title.is_capital):
        return None
    while first < len(words) and first < at + 4 and words[first].bare in listed("particles"):
        first += 1
    if first == len(words) or not _follows(words, at):
        return None
    name = words[first]
    named = (name.is_titled or name.is_shouted) and not is_ordinary(name.bare)
    return first if named and all(word.joined for word in words[at + 2 : first + 1]) else None


def _follows(words: Sequence[Word], at: int) -> bool:
    after = words[at + 1]
    return after.joined or (after.dotted and words[at].bare in _ABBREVIATIONS)


def _may_be_a_name(word: Word, gazetteer: Gazetteer) -> bool:
    if not word.is_titled or len(word.bare) < 3 or is_ordinary(word.bare):
        return False
    return not all(part in gazetteer.known for part in word.parts)


def _is_somethings_name(words: Sequence[Word], at: int) -> bool:
    """Things and services take an article or stand after their kind; people do not, "les Untel"
    aside."""
    if at == 0 or not words[at].joined:
        return False
    before = words[at - 1]
    if before.is_shouted or before.bare in listed("organisations"):
        return True
    if before.bare in _PLURAL_ARTICLES:
        return words[at].bare.endswith(("s", "x"))
    return before.bare in _ARTICLES
