"""The suite runs on SQLite and on PostgreSQL: each test that needs a database runs on both."""

import gc
import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import settings
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text

from raqnet import clock, create_app
from raqnet.accounts.models import User, UserSession
from raqnet.auth import hash_token
from raqnet.backup import VAULT
from raqnet.cache import Kept
from raqnet.config import create_secrets
from raqnet.db import db
from tests.schema import make_schema

POSTGRES = os.environ.get("RAQNET_TEST_POSTGRES", "")
REQUIRE_ALL = os.environ.get("RAQNET_REQUIRE_ALL") == "1"
ENGINES = ["sqlite", "postgresql"]
# What decides whether a change lands draws the same examples each time; at leisure, chance searches
# further. A busy machine is no failure.
settings.register_profile("raqnet", deadline=None, derandomize=REQUIRE_ALL)
settings.load_profile("raqnet")
MEMORY, ROOM_BYTES = Path("/dev/shm"), 1024**3


class Client(FlaskClient):
    """A browser that signs in by a session row and sends the CSRF token with every change."""

    csrf = True

    def sign_in(self, user: User | None) -> "Client":
        """Be `user` from now on; None is nobody."""
        with self.session_transaction() as session:
            session.clear()
            session["csrf_token"] = "raw-token"
            if user is not None:
                session["_user_id"] = open_session(user)
                session["_fresh"] = True
        return self

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; HTMX fragments are asked for with `htmx=True`.

        What the test has made is committed first: the request has a transaction of its own. The
        test's context holds the request too: nothing of an earlier one may be left in it, neither
        what it remembered nor what it changed without committing.
        """
        db.session.commit()
        vars(g._get_current_object()).clear()
        if self.csrf and str(kwargs.get("method", "GET")).upper() not in ("GET", "HEAD"):
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRFToken", self.csrf_token())
            kwargs["headers"] = headers
        if kwargs.pop("htmx", False):
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {**headers, "HX-Request": "true", "HX-Request-Type": "partial"}
        try:
            return super().open(*args, **kwargs)
        finally:
            db.session.rollback()

    def csrf_token(self) -> str:
        """A token that this browser's session accepts."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", "raw-token")
        signer = URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(raw))


def open_session(user: User) -> str:
    """A session row for `user`; returns its token."""
    token = os.urandom(16).hex()
    db.session.add(
        UserSession(
            user_id=user.id,
            token_hash=hash_token(token),
            expires_at=clock.now() + clock.timedelta(days=30),
        )
    )
    db.session.commit()
    return token


def pytest_configure() -> None:
    """Temporary folders lie in memory where there is room: no test waits for the disk."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Thousands of tests and their modules stay: the collector need not look at them each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", params=ENGINES)
def engine_app(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Flask]:
    """One application per engine, with the schema that the migrations make."""
    folder = tmp_path_factory.mktemp(request.param)
    create_secrets(folder)
    overrides: dict[str, Any] = {"INSTANCE": folder, "TESTING": True}
    if request.param == "postgresql":
        if not POSTGRES:
            _missing("PostgreSQL", "RAQNET_TEST_POSTGRES")
        overrides["SQLALCHEMY_DATABASE_URI"] = POSTGRES
    app = create_app(overrides)
    app.test_client_class = Client
    with app.app_context():
        make_schema(app)
        db.engine.dispose()
    if request.param == "sqlite":
        _checkpoint(folder)
    yield app
    with app.app_context():
        db.engine.dispose()


def _missing(what: str, setting: str) -> None:
    if REQUIRE_ALL:
        pytest.fail(f"{what} is required here ({setting})")
    warnings.warn(f"{what} not found: its tests are SKIPPED ({setting})", stacklevel=2)
    pytest.skip(f"{what} not found ({setting})")


def _checkpoint(folder: Path) -> None:
    """Keep the empty database beside the one in use, to start each test from it."""
    shutil.copy(folder / "raqnet.sqlite", folder / "empty.sqlite")


@pytest.fixture
def app(engine_app: Flask) -> Iterator[Flask]:
    """The application on an empty database, inside its context."""
    with engine_app.app_context():
        _empty(engine_app)
        yield engine_app
        db.session.remove()
        clock.clock.freeze(None)


def _empty(app: Flask) -> None:
    for kept in app.extensions.values():
        if isinstance(kept, Kept):
            kept.clear()
    folder = Path(app.instance_path)
    shutil.rmtree(folder / VAULT, ignore_errors=True)
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        for name in ("raqnet.sqlite-wal", "raqnet.sqlite-shm"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(folder / "empty.sqlite", folder / "raqnet.sqlite")
        return
    _delete_all()


def _delete_all() -> None:
    """Empty every table by DELETE: a TRUNCATE of them all takes a hundred times longer."""
    names = [table.name for table in reversed(db.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if connection.scalar(text("SELECT EXISTS (SELECT 1 FROM audit_entries)")):
            connection.execute(text("TRUNCATE audit_entries"))  # it refuses DELETE
        deletes = (f"DELETE FROM {name}" for name in names if name != "audit_entries")
        connection.exec_driver_sql("; ".join(deletes))


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody has signed in with."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Flask]:
    """A new machine: an application on SQLite with an empty folder."""
    app = create_app({"INSTANCE": tmp_path / "elsewhere", "TESTING": True})
    yield app
    with app.app_context():
        db.engine.dispose()
