"""Whose sign-in needs a second factor, and what an administrator may do to whom."""

from flask import current_app

from raqnet.access import Principal, Role
from raqnet.accounts.models import User

SENSITIVE = frozenset({Role.COORDINATION, Role.RESEARCH, Role.ADMIN})


def must_have_factor(role: str) -> bool:
    """Does this instance ask this role for a second factor?"""
    return bool(current_app.config["SECOND_FACTOR_REQUIRED"]) and role in SENSITIVE


def owes_factor(user: User) -> bool:
    """Does a session of this account begin with a second factor still to give?"""
    return user.totp_sealed is not None or must_have_factor(user.role)


def can_disable(actor: Principal, user: User) -> bool:
    """Nobody shuts their own account."""
    return actor.can("accounts.manage") and actor.id != user.id
