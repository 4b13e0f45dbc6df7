"""What may tell who somebody is: the kinds of it, and where one stands in a text."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """The kinds, the most telling first: where two overlap, the first one names both."""

    NATIONAL_NUMBER = "national-number"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"  # a street with its number
    LOCALITY = "locality"  # a postcode with its commune
    DATE = "date"  # a day with its year
    TITLED = "titled"  # "Mme" and a name
    PERSON = "person"  # somebody whom the database knows
    STREET = "street"
    HOST = "host"
    NEIGHBOURHOOD = "neighbourhood"
    PLACE = "place"  # a school, a pharmacy, a park by its own name
    FIRST_NAME = "first-name"
    POSSIBLE_NAME = "possible-name"


# Where something is: it identifies together with other things, and seldom alone.
PLACES = frozenset({Kind.STREET, Kind.HOST, Kind.NEIGHBOURHOOD, Kind.PLACE})
RANK = {kind: rank for rank, kind in enumerate(Kind)}

# What a subject knows: words by kind; None stands for words that name nobody ("Vaccibus").
Entries = Iterable[tuple[Kind | None, Iterable[str]]]


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """A stretch of a text, `text[start:end]`, that may tell who somebody is."""

    start: int
    end: int
    kind: Kind
