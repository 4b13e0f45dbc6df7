"""Accounts with a password that may be typed, and a clock that stands still."""

from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.accounts import passwords
from raqnet.accounts.models import User
from raqnet.db import db
from tests import factories as make

PASSWORD = "quatre mots sans lien"
HASH = passwords.hash_password(PASSWORD)
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen(app):
    """Tuesday 10 March 2026, 10h in Brussels."""
    clock.clock.freeze(NOW)
    return NOW


@pytest.fixture
def set_config(app, monkeypatch):
    """Change settings for one test."""

    def change(**settings: Any) -> None:
        for name, value in settings.items():
            monkeypatch.setitem(app.config, name, value)

    return change


def person(role: Role = Role.RAQ, **values: Any) -> User:
    """An account whose password is PASSWORD."""
    return make.user(role, password_hash=HASH, **values)


def with_factor(user: User) -> str:
    """Give `user` a second factor; returns its secret."""
    secret = pyotp.random_base32()
    user.totp_sealed = vault.seal(secret.encode(), f"totp:{user.id}")
    db.session.commit()
    return secret


def code(secret: str, steps: int = 0) -> str:
    """The code that a telephone shows now, or some steps away."""
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30 * steps)


def enter(client: Any, user: User, password: str = PASSWORD, **fields: Any) -> Any:
    """Sign in through the page."""
    return client.post("/connexion", data={"email": user.email, "password": password, **fields})
