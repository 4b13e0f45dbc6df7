"""No guessing: tries are counted in the database, which all processes share."""

import hashlib
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from raqnet import clock
from raqnet.accounts.models import SignInTry
from raqnet.db import db

PER_ACCOUNT, PER_ADDRESS = "SIGN_IN_TRIES_PER_ACCOUNT", "SIGN_IN_TRIES_PER_ADDRESS"
PER_GUEST = "GUEST_TRIES_PER_ADDRESS"
Limits = dict[str, str]  # the setting that bounds a subject, by subject


def limits(account: str, address: str | None = None, what: str = "") -> Limits:
    """Who is counted for a try on `account` from `address`; `what` keeps other counts apart."""
    bounded = {_subject(f"{what}account:{account}"): PER_ACCOUNT}
    if address is not None:
        bounded[_subject(f"{what}address:{address}")] = PER_ADDRESS
    return bounded


def guest_limits(address: str) -> Limits:
    """Who is counted for a try at a room's code."""
    return {_subject(f"guest:{address}"): PER_GUEST}


def _subject(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def take_try(counted: Limits) -> datetime | None:
    """Count one try before it is made; where there were too many, count none and say until when."""
    _queue_up(counted)
    db.session.execute(delete(SignInTry).where(SignInTry.at <= _window_start()))
    blocked = [until for subject in counted if (until := _blocked_until(subject, counted[subject]))]
    if blocked:
        return max(blocked)
    db.session.add_all(SignInTry(subject=subject) for subject in counted)
    return None


def forgive(counted: Limits) -> None:
    """Forget the tries of somebody who knew the answer; the address keeps its other tries."""
    for subject, setting in counted.items():
        found = select(SignInTry.id).where(SignInTry.subject == subject)
        if setting in (PER_ADDRESS, PER_GUEST):
            found = found.order_by(SignInTry.id.desc()).limit(1)
        db.session.execute(delete(SignInTry).where(SignInTry.id.in_(found)))


def _window() -> timedelta:
    return timedelta(minutes=current_app.config["SIGN_IN_WINDOW_MINUTES"])


def _window_start() -> datetime:
    return clock.now() - _window()


def _blocked_until(subject: str, setting: str) -> datetime | None:
    most = current_app.config[setting]
    recent = db.session.scalars(
        select(SignInTry.at)
        .where(SignInTry.subject == subject, SignInTry.at > _window_start())
        .order_by(SignInTry.at.desc())
        .limit(most)
    ).all()
    return recent[-1] + _window() if len(recent) >= most else None


def _queue_up(counted: Limits) -> None:
    """One count at a time per subject, so that tries sent together are all counted.

    SQLite lets one transaction write at a time anyway.
    """
    if db.engine.dialect.name != "postgresql":
        return
    for number in sorted(int(subject[:15], 16) for subject in counted):
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
