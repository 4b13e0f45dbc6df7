"""Settings: the defaults here, then the instance's config.py, then RAQNET_* in the environment."""

import json
import os
import re
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from click import ClickException
from flask import Flask

from raqnet.db import engine_options

ROOT = Path(__file__).resolve().parent.parent
SECRET_FILE, MASTER_KEY_FILE = "secret.key", "master.key"


class ConfigError(ClickException):
    """The instance cannot start as it is configured; a command says so in one line."""


class Defaults:
    """Every setting with its default; the README says what each is for."""

    DEMO = False
    PUBLIC_URL = "http://127.0.0.1:8000"
    SQLALCHEMY_DATABASE_URI = ""
    SECOND_FACTOR_REQUIRED = False
    SESSION_IDLE_HOURS = 24 * 7
    SESSION_MAX_DAYS = 60
    SIGN_IN_TRIES_PER_ACCOUNT = 8
    SIGN_IN_TRIES_PER_ADDRESS = 60
    SIGN_IN_WINDOW_MINUTES = 15
    INVITATION_DAYS = 14
    RESET_HOURS = 24
    MAIL_HOST = ""
    MAIL_PORT = 587
    MAIL_USER = ""
    MAIL_PASSWORD = ""
    MAIL_FROM = ""
    MAIL_STARTTLS = True
    FEED_DAYS_BACK = 90
    FEED_DAYS_AHEAD = 548
    FEED_MAX_EVENTS = 1000
    FEED_GZIP = True
    FEED_CACHE_BYTES = 64 * 1024 * 1024
    FRAGMENT_CACHE_BYTES = 32 * 1024 * 1024
    CANCELLED_DAYS = 14
    INTERVISION_DAYS = 90  # after which the texts of cases are erased
    RECORDING_REVIEW_DAYS = 30  # after which a recording that nobody reviewed is destroyed
    RECORDING_EMBARGO_DAYS = 14  # in which whoever was recorded may still withdraw
    GUEST_TRIES_PER_ADDRESS = 20  # codes of rooms, in SIGN_IN_WINDOW_MINUTES
    OPALE_URL = ""  # where named files are; empty, no page speaks of it
    RECOVERY_BALANCE = True  # hours to recover are kept here; False where payroll keeps them
    MAP_TILES = (
        ""  # "https://tuiles.exemple/{z}/{x}/{y}.png"; empty: no address leaves the intranet
    )
    MAP_TILES_CREDIT = ""  # whom the map thanks
    TRUSTED_PROXIES = 0
    LOG_LEVEL = "INFO"

    MAX_CONTENT_LENGTH = 2 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 1024 * 1024
    MAX_FORM_PARTS = 1000
    WTF_CSRF_TIME_LIMIT = None
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    BABEL_DEFAULT_LOCALE = "fr"
    BABEL_DEFAULT_TIMEZONE = "Europe/Brussels"
    COMPRESS_ALGORITHM = ["br", "gzip"]
    COMPRESS_ALGORITHM_STREAMING = ["br", "gzip"]
    COMPRESS_BR_LEVEL = 5  # smaller than gzip, and sooner done
    COMPRESS_MIMETYPES = ["text/html", "text/css", "text/javascript", "image/svg+xml"]
    SEND_FILE_MAX_AGE_DEFAULT = timedelta(days=365)


def instance_folder() -> Path:
    """The folder of this instance: database, secrets, vault."""
    return Path(os.environ.get("RAQNET_INSTANCE") or ROOT / "instance").resolve()


def load(app: Flask, overrides: dict[str, Any] | None = None) -> None:
    """Fill `app.config` from defaults, the instance, the environment, then `overrides`.

    Errors: ConfigError names the setting that cannot be used.
    """
    app.config.from_object(Defaults)
    app.config.from_pyfile(str(Path(app.instance_path) / "config.py"), silent=True)
    for name in [n for n in vars(Defaults) if n.isupper()]:
        if f"RAQNET_{name}" in os.environ:
            app.config[name] = _read(name, os.environ[f"RAQNET_{name}"])
    app.config.update(overrides or {})
    _derive(app)


def _read(name: str, text: str) -> Any:
    """An environment value, in the type of the setting's default."""
    default = getattr(Defaults, name)
    if isinstance(default, str):
        return text
    try:
        value = json.loads(text.lower())
    except ValueError:
        value = None
    if type(value) is not type(default):
        kind = type(default).__name__
        raise ConfigError(f"RAQNET_{name}={text!r}: une valeur de type {kind} est attendue")
    return value


def _derive(app: Flask) -> None:
    folder = Path(app.instance_path)
    config = app.config
    config["PUBLIC_URL"] = str(config["PUBLIC_URL"]).rstrip("/")
    if not config["PUBLIC_URL"].startswith(("http://", "https://")):
        raise ConfigError("PUBLIC_URL doit commencer par http:// ou https://")
    if not str(config["OPALE_URL"]).startswith(("http://", "https://")) and config["OPALE_URL"]:
        raise ConfigError("OPALE_URL doit commencer par http:// ou https://")
    if config["MAP_TILES"] and not re.match(r"https://[A-Za-z0-9.:-]+/", config["MAP_TILES"]):
        raise ConfigError("MAP_TILES doit commencer par https:// et le nom d'un serveur")
    # An answer to what a page asks on the side would bring back the cookie of before a change, and
    # take the message with it that the change has left.
    config["SESSION_REFRESH_EACH_REQUEST"] = False
    config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=config["SESSION_MAX_DAYS"])
    config["SESSION_COOKIE_SECURE"] = config["PUBLIC_URL"].startswith("https://")
    config["SESSION_COOKIE_NAME"] = "__Host-raqnet" if config["SESSION_COOKIE_SECURE"] else "raqnet"
    url = config["SQLALCHEMY_DATABASE_URI"] or f"sqlite:///{folder / 'raqnet.sqlite'}"
    config["SQLALCHEMY_DATABASE_URI"] = url
    config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    if not config.get("SECRET_KEY"):
        config["SECRET_KEY"] = read_secret(folder / SECRET_FILE)


def read_secret(path: Path) -> str | None:
    """A secret's text, or None where the instance is not initialised yet."""
    return path.read_text().strip() if path.is_file() else None


def create_secrets(folder: Path) -> list[Path]:
    """Make the secrets that are missing, each readable by its owner alone; returns the new ones."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = [path for name in (SECRET_FILE, MASTER_KEY_FILE) if not (path := folder / name).exists()]
    for path in new:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return new


def require_secrets(app: Flask) -> None:
    """Refuse to serve an instance without its secrets."""
    if not app.config.get("SECRET_KEY"):
        raise ConfigError(
            f"L'instance {app.instance_path} n'est pas initialisée : flask --app wsgi init"
        )
