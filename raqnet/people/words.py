"""Words about people: numbers to call, names in the order that a reader expects."""

import re

from raqnet.text import fold

_DIGITS = re.compile(r"(\d+)")


def dial(phone: str) -> str:
    """A phone number as the address of a `tel:` link (RFC 3966 without visual separators).

    >>> dial("+32 (0)2 555.01.07")
    '+3225550107'
    """
    international = phone.replace("(0)", "") if phone.lstrip().startswith("+") else phone
    return re.sub(r"(?!^\+)\D", "", international.strip())


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts 'RAQ 2' before 'RAQ 10', and accents as their letters."""
    parts = _DIGITS.split(fold(name))
    # A number too long to be one (int() refuses thousands of digits) is read as a word.
    return tuple(
        (0, int(part), "") if part.isdecimal() and len(part) < 19 else (1, 0, part)
        for part in parts
        if part
    )
