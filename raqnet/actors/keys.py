"""What an actor is found and recognised by: words, digits and letters folded to one form."""

import re

from raqnet.text import fold

LONGEST_WORD = 40
MOST_WORDS = 400  # of one sheet
LEAST_DIGITS = 8  # fewer may be anything but a phone number
MOST_DIGITS = 20
# Words that only announce a number.
_ANNOUNCING = {"n", "no", "nr", "num", "numero", "bte", "boite", "bus"}
_DIALLED = re.compile(r"[\d\s./()+-]+", re.ASCII)
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_POSTCODE = re.compile(r"[1-9]\d{3}")
# Of a name, what half the actors are called.
COMMON = {
    "asbl", "vzw", "asso", "association", "maison", "centre", "service", "espace", "bureau",
    "de", "des", "du", "la", "le", "les", "et", "en", "au", "aux", "pour", "sur", "a", "l", "d",
    "bruxelles", "the", "van", "het",
}  # fmt: skip


def sort_name(name: str) -> str:
    """What lists are ordered by."""
    return (fold(name) or name.casefold())[:120]


def words(*texts: str) -> set[str]:
    """Every word of some texts, folded."""
    every = dict.fromkeys(word[:LONGEST_WORD] for word in fold("\n".join(texts)).split())
    return set(list(every)[:MOST_WORDS])


def phone_key(phone: str) -> str:
    """The digits of the first number, as one dials it within Belgium; "" where there is none.

    >>> phone_key("+32 (0)2 555.01.07") == phone_key("02 555 01 07 (accueil)")
    True
    """
    digits = ""
    for piece in re.split(r"[,;/]\s|\bou\b|[A-Za-z]{2,}", phone):
        digits = re.sub(r"\D", "", piece.replace("(0)", ""))
        if len(digits) >= LEAST_DIGITS:
            break
    foreign = re.match(r"(?:00)?32(?=\d{8})", digits)
    if foreign:
        digits = "0" + digits[foreign.end() :]
    return digits[:MOST_DIGITS] if len(digits) >= LEAST_DIGITS else ""


def dialled(query: str) -> str:
    """The digits of a query that is nothing but a telephone number, whole or begun; else "".

    >>> dialled("02/555.01.07"), dialled("02 555"), dialled("1030")
    ('025550107', '02555', '')
    """
    if not _DIALLED.fullmatch(query):
        return ""
    digits = re.sub(r"\D", "", query)
    return phone_key(query) or (digits if digits.startswith("0") else "")


def site(address: str) -> str:
    """A website without what every one of them begins with."""
    return _SCHEME.sub("", address)


def address_key(address: str) -> str:
    """The street with its number in one form, without postcode and what follows it.

    >>> address_key("12, rue du Noyer") == address_key("Rue du Noyer n° 12, 1030 Schaerbeek")
    True
    """
    kept: list[str] = []
    for word in fold(address).split():
        if len(kept) > 1 and _POSTCODE.fullmatch(word):
            break
        kept.append(word)
    return " ".join(sorted(word for word in kept if word not in _ANNOUNCING))[:200]


def telling(name: str) -> list[str]:
    """The words of a name that tell it from others; all of them where none does."""
    every = list(dict.fromkeys(fold(name).split()))
    return [word for word in every if word not in COMMON and len(word) > 1] or every
