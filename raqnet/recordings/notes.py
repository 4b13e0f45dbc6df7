"""Notes of what is said, and the names that stand in for people and places in them.

Only the text that a person has decided is kept. Which name stands for whom is sealed beside the
recording until it is released, and then gone.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_uppercase

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from raqnet.db import db
from raqnet.recordings.models import MOST_NOTE, Note, Recording
from raqnet.redaction import PLACES, Finding, Kind
from raqnet.text import fold
from raqnet.vault import Key

MOST_NAME = 60
PERSON, PLACE = _l("Personne"), _l("Lieu")
_PLACED = PLACES | {Kind.ADDRESS, Kind.LOCALITY}
THINGS = {
    Kind.NATIONAL_NUMBER: _l("[numéro national]"),
    Kind.IBAN: _l("[numéro de compte]"),
    Kind.EMAIL: _l("[adresse e-mail]"),
    Kind.PHONE: _l("[téléphone]"),
    Kind.DATE: _l("[date]"),
}


def key_of(words: str) -> str:
    """Words by which a name is known, however they are written."""
    return fold(words) or words


@dataclass(frozen=True)
class Written:
    """A note as it reads."""

    id: int
    at_ms: int
    text: str


@dataclass
class Names:
    """What stands for whom, by folded words; "" for words that a person left as they are."""

    known: dict[str, str] = field(default_factory=dict)

    def settled(self, words: str) -> bool:
        """Is this left as it is, or itself a name that stands for somebody?"""
        key = key_of(words)
        return self.known.get(key) == "" or key in {key_of(name) for name in self.known.values()}

    def proposed(self, words: str, kind: Kind) -> str:
        """The name that stands for this already, or the next one that is free."""
        if kind in THINGS:
            return str(THINGS[kind])
        return self._same(words) or self._next(str(PLACE if kind in _PLACED else PERSON))

    def _same(self, words: str) -> str | None:
        """ "Fatima" is who "Fatima Untel" was, and the other way round."""
        pieces = set(key_of(words).split())
        for key, name in self.known.items():
            there = set(key.split())
            if name and (pieces <= there or there <= pieces):
                return name
        return None

    def _next(self, word: str) -> str:
        taken = set(self.known.values())
        letters = (a + b for a in ("", *ascii_uppercase) for b in ascii_uppercase)
        return next(name for each in letters if (name := f"{word} {each}") not in taken)

    def learn(self, words: str, name: str) -> None:
        """Remember what somebody decided; "" leaves the words as they are."""
        self.known[key_of(words)] = name

    def people(self) -> list[tuple[str, str]]:
        """(name, for whom), for those who review."""
        return sorted((name, key) for key, name in self.known.items() if name)


@dataclass(frozen=True)
class Doubt:
    """Words of a text about which somebody has to decide."""

    words: str
    kind: Kind
    proposed: str


def doubts(text: str, found: Iterable[Finding], names: Names) -> list[Doubt]:
    """What is to be decided in a text, each of its words once."""
    told: dict[str, Doubt] = {}
    trial = Names(dict(names.known))
    for each in found:
        words = text[each.start : each.end]
        key = key_of(words)
        if not key or key in told or trial.settled(words):
            continue
        told[key] = Doubt(words, each.kind, trial.proposed(words, each.kind))
        trial.learn(words, told[key].proposed)
    return list(told.values())


def decided(text: str, found: Iterable[Finding], decisions: dict[str, str]) -> str:
    """The text with the names that were decided, by folded words."""
    parts, at = [], 0
    for each in found:
        name = decisions.get(key_of(text[each.start : each.end]), "")
        parts.append(text[at : each.start] + (name or text[each.start : each.end]))
        at = each.end
    return "".join([*parts, text[at:]])


# Sealed -----------------------------------------------------------------------------------------


def read_names(key: Key, recording: Recording) -> Names:
    """Who is who. Errors: VaultError."""
    if recording.names is None:
        return Names()
    return Names(json.loads(key.unseal(recording.names, f"recording:{recording.uid}:names")))


MOST_KNOWN = 50_000  # bytes


def write_names(key: Key, recording: Recording, names: Names) -> None:
    """Seal who is who; when there are too many, the eldest words are asked of anew."""
    while len(plain := json.dumps(names.known, ensure_ascii=False).encode()) > MOST_KNOWN:
        del names.known[next(iter(names.known))]
    recording.names = key.seal(plain, f"recording:{recording.uid}:names")


def seal_text(key: Key, uid: str, text: str) -> bytes:
    """A note's text, under the recording's key."""
    return key.seal(text[:MOST_NOTE].encode(), f"recording:{uid}:note")


def of(key: Key, recording: Recording) -> list[Written]:
    """The notes of a recording in their order. Errors: VaultError."""
    query = select(Note).where(Note.recording_id == recording.id).order_by(Note.at_ms, Note.id)
    return [
        Written(note.id, note.at_ms, read_text(key, recording.uid, note.sealed))
        for note in db.session.scalars(query)
    ]


def read_text(key: Key, uid: str, sealed: bytes) -> str:
    """A note's text out of its seal. Errors: VaultError."""
    return key.unseal(sealed, f"recording:{uid}:note").decode()


# Moments ----------------------------------------------------------------------------------------


def moment(milliseconds: int) -> str:
    """'1:02:03,4', '2:03,4': a place in a recording, as fields show and take it."""
    tenths = milliseconds // 100
    hours, minutes = tenths // 36_000, tenths // 600 % 60
    seconds = f"{tenths // 10 % 60:02d},{tenths % 10}"
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def said_moment(milliseconds: int) -> str:
    """The same in words, for a screen reader."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return _("%(minutes)d min %(seconds)d s", minutes=minutes, seconds=seconds)
