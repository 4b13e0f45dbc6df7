"""The second factor: six digits that a telephone makes of a shared secret (TOTP, RFC 6238)."""

import base64
import binascii
import hmac
import logging
from typing import Any

import pyotp
import segno
from sqlalchemy import or_, update

from raqnet import clock, vault
from raqnet.access import Principal
from raqnet.accounts import audit
from raqnet.accounts.models import User
from raqnet.accounts.services import end_sessions
from raqnet.db import db

log = logging.getLogger(__name__)
ISSUER = "RAQnet"
STEP_SECONDS, DRIFT = 30, 1  # RFC 6238 5.2: one step either way


def new_secret() -> str:
    """A fresh secret in base32, of 160 bits."""
    return pyotp.random_base32()


def carry(person: Principal, secret: str) -> str:
    """A secret that is not in use yet, sealed for the form of this very session."""
    return base64.urlsafe_b64encode(vault.seal(secret.encode(), _setup(person))).decode()


def carried(person: Principal, sealed: str | None) -> str | None:
    """The secret out of a form; None when it was not sealed for this session."""
    try:
        raw = base64.urlsafe_b64decode((sealed or "").encode())
        return vault.unseal(raw, _setup(person)).decode()
    except (vault.VaultError, binascii.Error, ValueError):
        return None


def _setup(person: Principal) -> str:
    return f"totp-setup:{person.session_id}"


def _context(user_id: int) -> str:
    return f"totp:{user_id}"


def qr(person: Principal, secret: str) -> str:
    """The square that an authenticator's camera reads, as an SVG element."""
    address = pyotp.TOTP(secret, name=person.email, issuer=ISSUER).provisioning_uri()
    drawn: Any = segno.make(address, error="m")
    return str(drawn.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None))


def matching_step(secret: str, code: str) -> int | None:
    """Which step of time this code belongs to, among those accepted now."""
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = range(now - DRIFT, now + DRIFT + 1)
    given = code.encode("utf-8", "surrogatepass")
    return next(
        (n for n in steps if hmac.compare_digest(totp.at(n * STEP_SECONDS).encode(), given)), None
    )


def set_up(person: Principal, user: User, secret: str, code: str) -> bool:
    """Begin with this secret where its first code is right; the other sessions end."""
    step = matching_step(secret, code)
    if step is None:
        return False
    user.totp_sealed = vault.seal(secret.encode(), _context(user.id))
    user.totp_last_step = step
    end_sessions(user, but=person.session_id)
    audit.record(person, "account.factor-set", user)
    return True


def accept(user: User, code: str) -> bool:
    """Is this code right and new? Each step is taken once, also by requests at the same time."""
    step = matching_step(secret, code) if (secret := _secret_of(user)) else None
    if step is None:
        return False
    taken = db.session.execute(
        update(User)
        .where(
            User.id == user.id,
            or_(User.totp_last_step.is_(None), User.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .returning(User.id)
    )
    return taken.scalar_one_or_none() is not None


def _secret_of(user: User) -> str | None:
    if user.totp_sealed is None:
        return None
    try:
        return vault.unseal(user.totp_sealed, _context(user.id)).decode()
    except vault.VaultError:
        log.error("the second factor of account %s cannot be opened", user.id)
        return None


def remove(actor: Principal | None, user: User) -> None:
    """Do without a second factor; every other session of the account ends."""
    user.totp_sealed = user.totp_last_step = None
    end_sessions(user, but=actor.session_id if actor and actor.id == user.id else None)
    audit.record(actor, "account.factor-removed", user)
