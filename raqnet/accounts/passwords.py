"""Passwords: how they are hashed, and which ones are too easy to guess.

Hashing takes about 50 ms: never inside a transaction, or sign-in holds SQLite's write lock.
"""

import unicodedata
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from raqnet.text import fold

LEAST, MOST = 12, 200
DEMO_PASSWORD = "raqnet-demo"  # noqa: S105 - printed in the README, refused outside demo mode
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# The hash of a password that nobody knows: whoever has no account costs as much as who has one.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$LtPs2M7xZ3VCkEqAgRjC0w$9qe9EoiMFNn+R1Nb8PTz+jvHWqIl0g/KgX0anp1SNdc"
)

# Of the lists of leaked passwords, French and English, what is long enough to be tried here.
_LEAKED = """
000000000000 111111111111 123123123123 1234567890123 123456789012 12345678910 123456789123
1234567891011 1q2w3e4r5t6y 1qaz2wsx3edc aaaaaaaaaaaa abcdefghijkl abcdefghijklm
administrateur administrator azertyuiop12 azertyuiop123 azertyuiopqs azertyuiopqsdf
bonjourbonjour bonjour12345 bruxelles1000 bruxelles123 bruxelles1234 changemechangeme
changezmoi123 doudoudoudou iloveyou1234 iloveyouiloveyou jetaimejetaime jetaime12345
letmeinletmein loulouloulou marseille1234 motdepasse12 motdepasse123 motdepasse1234
motdepasse12345 motdepassemotdepasse password1234 password12345 password123456
passwordpassword qwertyuiop12 qwertyuiop123 qwertyuiopas qwertyuiopasdf qwerty123456
azerty123456 soleil123456 welcome12345 doudou123456 chouchou1234 nicolas12345 camille12345
"""
COMMON = frozenset(_LEAKED.split())
FEWEST_LEFT = 6


def hash_password(text: str) -> str:
    """A new Argon2id hash of a password."""
    return HASHER.hash(_bytes(text))


def verify(kept: str | None, text: str) -> bool:
    """Is this the password behind the hash? As long to answer where there is no hash."""
    try:
        right = HASHER.verify(kept or NOBODY, _bytes(text))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def needs_rehash(kept: str) -> bool:
    """Was this hash made with other parameters than today's?"""
    return HASHER.check_needs_rehash(kept)


def weakness(text: str, *known: str) -> Any:
    """Why this password is refused, in words, or None; `known` is what the person is called."""
    if len(text) < LEAST:
        return _l("Au moins %(num)d caractères : quelques mots mis ensemble suffisent.", num=LEAST)
    if len(text) > MOST:
        return _l("Au plus %(num)d caractères.", num=MOST)
    bare = _bare(text)
    if bare in COMMON or len(set(bare)) < 3:
        return _l("Ce mot de passe est parmi les plus devinés : en choisir un autre.")
    if _left_without(bare, known) < FEWEST_LEFT:
        return _l("Ce mot de passe ressemble trop au nom ou à l'adresse : en choisir un autre.")
    return None


def _bytes(text: str) -> bytes:
    """One form for the accents, whichever keyboard typed them."""
    return unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")


def _bare(text: str) -> str:
    return fold(text).replace(" ", "") or text


def _left_without(bare: str, known: tuple[str, ...]) -> int:
    """How many characters are left when the person's own words are taken out."""
    words = [part for text in known for part in (text, text.partition("@")[0])]
    for word in sorted(map(_bare, words), key=len, reverse=True):
        if len(word) > 3:
            bare = bare.replace(word, "")
    return len(bare)
