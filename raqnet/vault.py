"""Sealing small secrets with the instance's master key (AES-256-GCM, a nonce per seal)."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from raqnet.config import MASTER_KEY_FILE, ConfigError, read_secret

NONCE = 12


class VaultError(RuntimeError):
    """A sealed text cannot be opened: another key, another context, or damage."""


def _key() -> AESGCM:
    text = read_secret(Path(current_app.instance_path) / MASTER_KEY_FILE)
    if not text:
        raise ConfigError("master.key manque dans l'instance")
    return AESGCM(bytes.fromhex(text))


def seal(plain: bytes, context: str) -> bytes:
    """Encrypt `plain`; `context` says what it belongs to and must be given again to open it."""
    nonce = os.urandom(NONCE)
    return nonce + _key().encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, context: str) -> bytes:
    """The plain bytes of a seal. Errors: VaultError."""
    try:
        return _key().decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
    except InvalidTag as error:
        raise VaultError(context) from error
