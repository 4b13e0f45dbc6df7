"""Where somebody lives or goes: streets, with a number or without, postcodes, named places."""

import re
from collections.abc import Iterator, Sequence

from raqnet.redaction.gazetteer import Gazetteer
from raqnet.redaction.kinds import Finding, Kind
from raqnet.redaction.words import SAINTS, Word, bare, goes_on, is_listed, listed

_LONGEST = 8  # words in the name of a street or a place
_HOUSE = (
    r"(?:\d{1,4}(?:-\d{1,4})?(?:[ \u00a0]?(?:bis|ter|[a-gi-z])(?![^\W_])|/[a-z](?![^\W_]))?"
    r"|(?:3[2-9]|[4-9]\d|\d{3,4})/\d{1,3})(?![\w€%]|[.:/-]\d)"
)
_AFTER = re.compile(
    r"[ \u00a0]?,?[ \u00a0]?(?:(?:n°|n[ro]\.?|num[ée]ro)[ \u00a0]?)?" + _HOUSE, re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?<![\w.,:/€-])\d{1,4}(?:[ \u00a0]?(?:bis|ter|[a-gi-z])(?!\w))?"
    r"(?:[ \u00a0]?,?[ \u00a0]?|[ \u00a0]de[ \u00a0]la[ \u00a0])$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[ \u00a0]{1,2}([^\W\d_]+|[€%])")
_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")
# "rue Haute 12 personnes" and "place Flagey 14 septembre" count; words that only look like plurals.
_NO_PLURAL = frozenset({"depuis", "dans", "sans", "mais", "vers", "puis", "sous", "apres", "tres"})
_UNITS = frozenset({"h", "heure", "euro", "eur", "min", "minute", "personne"})
# "de 10 à 12 place Flagey", "mardi 14, place Flagey", "bus 71 place Flagey" are no house numbers.
_NO_HOUSE = {
    "a", "bus", "des", "du", "et", "le", "ligne", "pour", "tram", "vers", "zone",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
}  # fmt: skip
_FLEMISH = ("straat", "laan", "plein", "steenweg", "kaai", "dreef")
_PLAIN = frozenset({"rue", "avenue", "chaussee", "boulevard", "dreve"})
_PLAIN_NAME = re.compile(
    r"[ \u00a0](de[ \u00a0](?:la[ \u00a0]|l['’])?|d['’]|du[ \u00a0]|des[ \u00a0])?"
    r"([^\W\d_-]{3,20})(?:-[^\W\d_-]{3,20})?"
)
# What is often named after somebody; "à la maison Untel" may speak of Untel.
_NAMED_AFTER = {
    "arret", "athenee", "clinique", "ecole", "eglise", "gare", "hopital", "institut", "lycee",
    "metro", "parc", "pont", "porte", "stade", "station",
}  # fmt: skip
_POSTCODE = re.compile(
    r"(?<![\w/.,-])(?:B[ -]?)?([1-9]\d{3})[ \u00a0,–-]{1,3}([^\W\d_]+(?:-[^\W\d_]+){0,5})"
)


def find_places(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> Iterator[Finding]:
    """All of them; they may overlap."""
    for match in _POSTCODE.finditer(text):
        if _is_locality(match[2]) and not 1990 <= int(match[1]) <= 2099:
            yield Finding(*match.span(), Kind.LOCALITY)
    for at, word in enumerate(words):
        if word.bare in listed("streets"):
            yield from _street(text, words, at)
        elif word.bare.endswith(_FLEMISH) and word.is_titled and len(word.bare) > 6:
            yield _numbered(text, word.start, word.end)
        elif is_listed(word.bare, "place nouns") or word.bare in SAINTS:
            yield from _named_place(words, at, gazetteer)


def _is_locality(name: str) -> bool:
    known = bare(name)
    return known in listed("localities") or known.split("-")[0] in listed("localities") | SAINTS


def _street(text: str, words: Sequence[Word], at: int) -> Iterator[Finding]:
    end = _street_end(words, at)
    if end > at + 1:
        yield _numbered(text, words[at].start, words[end - 1].end)
    elif words[at].bare in _PLAIN:
        name = _PLAIN_NAME.match(text, words[at].end)
        if name and (name[1] or bare(name[2]) not in listed("ordinary")):
            found = _numbered(text, words[at].start, name.end())
            yield from (found,) if found.kind is Kind.ADDRESS else ()


def _street_end(words: Sequence[Word], at: int) -> int:
    """After the last word with a capital of the street's name; `at + 1` where there is none."""
    end = here = at + 1
    while here < min(at + _LONGEST, len(words)):
        word = words[here]
        if not (word.joined or (here == at + 1 and word.dotted)):
            break
        if word.is_capital and len(word.text) > 1 and word.bare not in listed("particles"):
            end = here + 1
        elif word.bare not in listed("particles") and word.bare not in ("au", "aux"):
            break
        here += 1
    return end


def _numbered(text: str, start: int, end: int) -> Finding:
    """A street, with its number after or before it if it has one."""
    after = _AFTER.match(text, end)
    if after and not _counts(text, after.end()):
        return Finding(start, after.end(), Kind.ADDRESS)
    begin = max(0, start - 32)
    before = _BEFORE.search(text[begin:start])
    if before and not _counted(text[begin : begin + before.start()]):
        return Finding(begin + before.start(), end, Kind.ADDRESS)
    return Finding(start, end, Kind.STREET)


def _counts(text: str, at: int) -> bool:
    """Does the number before `at` count what follows, rather than houses?"""
    follows = _NEXT.match(text, at)
    if follows is None:
        return False
    word = bare(follows[1])
    plural = len(word) > 3 and word.endswith(("s", "x")) and word not in _NO_PLURAL
    return plural or word in _UNITS or word in listed("calendar") or word in "€%"


def _counted(before: str) -> bool:
    """Do these words lead to an hour, a day or a line rather than to a house?"""
    last = _LAST_WORD.search(before)
    return last is not None and bare(last[1]) in _NO_HOUSE


def _named_place(words: Sequence[Word], at: int, gazetteer: Gazetteer) -> Iterator[Finding]:
    """ "la pharmacie Untel", "école Sainte-Marie", "Saint Gilles"; not "la maison de Untel"."""
    most = min(at + _LONGEST, len(words))
    here = at + 1
    while here < most and words[here].joined and _leads_on(words, here):
        here += 1
    end = here
    while end < most and words[end].joined and words[end].is_capital:
        end += 1
    if not any(goes_on(word) for word in words[here:end]):
        return
    somebody = end == here + 1 and gazetteer.name(words[here]) is not None
    if not somebody or words[at].bare in _NAMED_AFTER | SAINTS:
        yield Finding(words[at].start, words[end - 1].end, Kind.PLACE)


def _leads_on(words: Sequence[Word], here: int) -> bool:
    """An adjective or an article between a place and its name; "de" alone says whose it is."""
    word = words[here].bare
    if word == "de":
        return here + 1 < len(words) and words[here + 1].bare in ("la", "l")
    articles = ("du", "des", "la", "le", "les", "l")
    return word in articles or is_listed(word, "place adjectives")
