"""Figures that lead to a person: national numbers, accounts, e-mail, phones, dates."""

import re
from collections.abc import Iterator
from functools import cache

from stdnum import numdb
from stdnum.be import ssn

from raqnet.redaction.kinds import Finding, Kind

# Every class of characters that repeats is apart from the one after it: reading stays linear.
_GAP = r"[ \u00a0\u202f./-]{0,3}"
_SPACE = r"[ \u00a0\u202f]"

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")

_ELEVEN = re.compile(
    rf"(?<![\d+])(?:\d{{11}}|\d{{2}}([./-])\d{{2}}\1\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{2}})(?!\d)"
)
_SPREAD = re.compile(rf"(?<![\d+])(?<!\d[ ./-])\d(?:{_GAP}\d){{10}}(?!{_GAP}\d)")
_DIGITS = re.compile(r"\d+")
# How people group the digits of a national number.
_GROUPS = {(2, 2, 2, 3, 2), (6, 3, 2), (6, 5), (2, 2, 2, 5), (9, 2)}

_PHONES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w+])\+{_SPACE}?[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}(?!\d)",
        rf"(?<!\d)00[1-9]\d{_GAP}(?:\(0\){_GAP})?\d(?:{_GAP}\d){{6,11}}(?!\d)",
        # A Belgian mobile, in twos or in threes.
        rf"(?<!\d)04\d\d{_GAP}(?:\d\d{_GAP}\d\d{_GAP}\d\d|\d{{3}}{_GAP}\d{{3}})(?!\d)",
        # A Belgian line: 02 123 45 67, 010 12 34 56.
        rf"(?<!\d)\(?0[2349]\)?{_GAP}\d{{3}}{_GAP}\d\d{_GAP}\d\d(?!\d)",
        rf"(?<!\d)\(?0[1-8]\d\)?{_GAP}\d\d{_GAP}\d\d{_GAP}\d\d(?!\d)",
        # In pairs, as one writes in France.
        r"(?<!\d)0[1-9]([ .-])\d\d(?:\1\d\d){3}(?!\1?\d)",
    )
)

_MONTHS = (
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
    r"|janv\.?|f[ée]vr?\.?|avr\.?|juil\.?|sept\.?|oct\.?|nov\.?|d[ée]c\.?"
    "|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
)
_YEAR = r"(?:19|20)\d\d"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1{_YEAR}(?!\d)",
        r"(?<![\d/.-])(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/\d\d(?![\d/])",
        r"(?<![\d/.-])(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d\d(?![\d.])",
        rf"(?<![\d/.-]){_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<!\d)(?:1{_SPACE}?er|[12]\d|3[01]|[1-9]){_SPACE}(?:{_MONTHS}){_SPACE}{_YEAR}(?!\d)",
    )
)

_ACCOUNT = re.compile(rf"(?<![^\W_])([A-Za-z]{{2}}){_SPACE}?\d{_SPACE}?\d")
_SHAPE = re.compile(r"(\d+)!([nac])")
_CHARACTERS = {"n": "[0-9]", "a": "[A-Za-z]", "c": "[A-Za-z0-9]"}


def find_figures(text: str) -> Iterator[Finding]:
    """All of them; they may overlap."""
    yield from _each(_EMAIL, text, Kind.EMAIL)
    if _DIGITS.search(text) is None:  # most texts have none, and nothing below is without
        return
    yield from _national_numbers(text)
    yield from _accounts(text)
    for pattern in _PHONES:
        yield from _each(pattern, text, Kind.PHONE)
    for pattern in _DATES:
        yield from _each(pattern, text, Kind.DATE)


def _each(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Finding]:
    return (Finding(*match.span(), kind) for match in pattern.finditer(text))


def _national_numbers(text: str) -> Iterator[Finding]:
    """Eleven digits in a usual spelling, mistyped or not; in any other, if the checksum holds."""
    yield from _each(_ELEVEN, text, Kind.NATIONAL_NUMBER)
    for match in _SPREAD.finditer(text):
        groups = _DIGITS.findall(match[0])
        if tuple(map(len, groups)) in _GROUPS or ssn.is_valid("".join(groups)):
            yield Finding(*match.span(), Kind.NATIONAL_NUMBER)


def _accounts(text: str) -> Iterator[Finding]:
    """IBANs in the form of their country, right or mistyped."""
    for head in _ACCOUNT.finditer(text):
        shape = _account_shape(head[1].upper())
        whole = shape.match(text, head.start()) if shape else None
        if whole:
            yield Finding(*whole.span(), Kind.IBAN)


@cache
def _account_shape(country: str) -> re.Pattern[str] | None:
    """How this country's accounts are written; None where the register knows none."""
    structure = numdb.get("iban").info(country)[0][1].get("bban")
    if not structure:
        return None
    gap = r"[ \u00a0\u202f.-]?"
    parts = (f"(?:{gap}{_CHARACTERS[sort]}){{{many}}}" for many, sort in _SHAPE.findall(structure))
    return re.compile(rf"[A-Za-z]{{2}}(?:{gap}\d){{2}}{''.join(parts)}(?![^\W_])")
