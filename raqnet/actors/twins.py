"""Sheets that are likely the same actor as one that is being typed: by phone, address or name."""

from difflib import SequenceMatcher
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, union

from raqnet.actors import keys, listing
from raqnet.actors.models import Actor, ActorWord
from raqnet.text import fold

MOST = 5
_CANDIDATES = 60
_ALIKE = 0.82  # of SequenceMatcher's ratio: "bonevie" and "bonnevie" are 0.93
_STEM = 4  # letters by which a word is looked for: a slip of the pen comes later
_MOST_TOLD = 6  # words of a name that are looked for


class Twin(NamedTuple):
    """A sheet that resembles, and by what."""

    row: listing.Row
    same_phone: bool
    same_address: bool

    @property
    def same_name(self) -> bool:
        """Is it alike by its name alone?"""
        return not (self.same_phone or self.same_address)


def of(name: str, address: str, phone: str, but: int | None = None) -> list[Twin]:
    """The likeliest first, at most five; `but` is the sheet that is being edited."""
    phone_key, address_key = keys.phone_key(phone), keys.address_key(address)
    ids = _candidates(name, phone_key, address_key)
    if ids is None:
        return []
    found = []
    for row in listing.rows_of(Actor.id.in_(ids), Actor.id != but, most=_CANDIDATES * 2):
        same_phone = bool(phone_key) and keys.phone_key(row.phone) == phone_key
        same_address = bool(address_key) and keys.address_key(row.address) == address_key
        score = likeness(name, row.name)
        if same_phone or same_address or score >= _ALIKE:
            found.append(
                (2 * same_phone + same_address + score, Twin(row, same_phone, same_address))
            )
    found.sort(key=lambda each: -each[0])
    return [twin for _score, twin in found[:MOST]]


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1: by their letters, or by their telling words."""
    left, right = set(keys.telling(one)), set(keys.telling(other))
    if not left or not right:
        return 0.0
    if left <= right or right <= left:
        return 0.95 if len(left & right) > 1 or left == right else 0.85
    return SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio()


def _candidates(name: str, phone_key: str, address_key: str) -> Any:
    """The ids of whatever may be it; None where too little is typed to ask."""
    asked = []
    if phone_key:
        asked.append(select(Actor.id).where(Actor.phone_key == phone_key).limit(_CANDIDATES))
    if address_key and " " in address_key:
        asked.append(select(Actor.id).where(Actor.address_key == address_key).limit(_CANDIDATES))
    stems = [word[:_STEM] for word in keys.telling(name) if len(word) > 2][:_MOST_TOLD]
    if stems:
        asked.append(_sharing(stems))
    if not asked:
        return None
    return union(*(select(each.subquery()) for each in asked))


def _sharing(stems: list[str]) -> Any:
    """Those that share the most words of a name."""
    return (
        select(ActorWord.actor_id)
        .where(or_(*(listing.begins(stem) for stem in stems)))
        .group_by(ActorWord.actor_id)
        .order_by(func.count().desc(), ActorWord.actor_id)
        .limit(_CANDIDATES)
    )
