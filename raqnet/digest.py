"""How a token is kept; alone here, so that accounts may use it without the gate of `auth.py`."""

import hashlib


def hash_token(token: str) -> str:
    """How a token is kept: a database that leaks opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
