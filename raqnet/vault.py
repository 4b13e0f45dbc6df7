"""Sealing (AES-256-GCM, a nonce per seal): by the master key, or under a key of its own.

What has a key of its own is gone once that key, kept wrapped beside it, is deleted.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from raqnet.config import MASTER_KEY_FILE, ConfigError, read_secret

NONCE, KEY = 12, 32  # bytes


class VaultError(RuntimeError):
    """A sealed text cannot be opened: another key, another context, or damage."""


def _key() -> AESGCM:
    path = Path(current_app.instance_path) / MASTER_KEY_FILE
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise ConfigError("master.key manque dans l'instance") from error
    return _read_key(path, changed)


@lru_cache(4)
def _read_key(path: Path, _changed: int) -> AESGCM:
    """The master key as it is in its file; a page may open hundreds of seals."""
    text = read_secret(path)
    if not text:
        raise ConfigError("master.key manque dans l'instance")
    try:
        return AESGCM(bytes.fromhex(text))
    except ValueError as error:
        raise ConfigError("master.key est abîmée : elle n'est pas une clé") from error


def seal(plain: bytes, context: str) -> bytes:
    """Encrypt `plain`; `context` says what it belongs to and must be given again to open it."""
    return _seal(_key(), plain, context)


def unseal(sealed: bytes, context: str) -> bytes:
    """The plain bytes of a seal. Errors: VaultError."""
    return _unseal(_key(), sealed, context)


class Key:
    """A key of its own, in hand: for many seals."""

    def __init__(self, raw: bytes) -> None:
        self._key = AESGCM(raw)

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypt `plain`; `context` must be given again to open it."""
        return _seal(self._key, plain, context)

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """The plain bytes of a seal. Errors: VaultError."""
        return _unseal(self._key, sealed, context)


def new_key(context: str) -> bytes:
    """A fresh key, wrapped by the master key, for `open_key` and `seal_under`."""
    return seal(os.urandom(KEY), f"key:{context}")


def open_key(wrapped: bytes, context: str) -> Key:
    """The key that was wrapped. Errors: VaultError when it is not this one's."""
    return Key(unseal(wrapped, f"key:{context}"))


def lost_key() -> Key:
    """A key that nobody keeps: what it seals is gone."""
    return Key(os.urandom(KEY))


def seal_under(wrapped: bytes, plain: bytes, context: str) -> bytes:
    """Encrypt `plain` with a key of its own. Errors: VaultError when the key is not this one's."""
    return open_key(wrapped, context).seal(plain, context)


def unseal_under(wrapped: bytes, sealed: bytes, context: str) -> bytes:
    """The plain bytes of such a seal. Errors: VaultError."""
    return open_key(wrapped, context).unseal(sealed, context)


def _seal(key: AESGCM, plain: bytes, context: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + key.encrypt(nonce, plain, context.encode())


def _unseal(key: AESGCM, sealed: bytes, context: str) -> bytes:
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultError(context) from error
