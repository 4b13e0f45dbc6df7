"""One-time links: an invitation or a reset, kept as a hash, used once."""

import secrets
from datetime import timedelta

from flask import current_app
from sqlalchemy import update

from raqnet import clock, mail
from raqnet.accounts.models import LinkPurpose, OneTimeLink, User
from raqnet.db import db
from raqnet.digest import hash_token

BYTES = 32


def make(user: User, purpose: LinkPurpose) -> str:
    """A new link for this account; returns its address, which is kept nowhere."""
    token = secrets.token_urlsafe(BYTES)
    db.session.add(
        OneTimeLink(
            user_id=user.id,
            token_hash=hash_token(token),
            purpose=purpose,
            expires_at=clock.now() + lifetime(purpose),
        )
    )
    return f"{current_app.config['PUBLIC_URL']}/lien/{token}"


def lifetime(purpose: LinkPurpose) -> timedelta:
    """How long a link may be used."""
    if purpose == LinkPurpose.INVITATION:
        return timedelta(days=current_app.config["INVITATION_DAYS"])
    return timedelta(hours=current_app.config["RESET_HOURS"])


def send(user: User, purpose: LinkPurpose, shown: bool = False) -> str | None:
    """Make a link and mail it; returns its address where it is to be shown instead."""
    url = make(user, purpose)
    if shown or not mail.configured():
        return url
    until = clock.now() + lifetime(purpose)
    mail.send_when_saved(user.email, f"mail/{purpose}.txt", user=user, url=url, until=until)
    return None


def use(token: str) -> User | None:
    """Use a link up and give its account: at once and for one caller only."""
    now = clock.now()
    used = db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_hash == hash_token(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeLink.user_id)
    ).scalar_one_or_none()
    user = db.session.get(User, used) if used else None
    return user if user and user.disabled_at is None else None


def void(user: User) -> None:
    """No link of this account works any more."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
