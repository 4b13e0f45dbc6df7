"""SQLite: each connection is set for safety, and who may write says so first."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Timer

import pytest
from flask import request
from sqlalchemy import bindparam, column, event, select, table, text
from sqlalchemy.exc import DBAPIError, OperationalError

from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.db import CACHE, MAPPED, Raw, db, journal_mode, sqlite_module
from tests import factories as make
from tests.rows import counts

SETTINGS = {
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "secure_delete": 1,
    "mmap_size": MAPPED,
    "cache_size": -CACHE,
}


only_sqlite = pytest.mark.parametrize("engine_app", ["sqlite"], indirect=True)


@pytest.fixture
def begins(app):
    """The statements that begin transactions, as the engine sends them."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@only_sqlite
def test_every_connection_is_set_for_safety_and_for_years_of_rows(app):
    with app.test_request_context(method="GET"), ExitStack() as stack:
        for connection in [stack.enter_context(db.engine.connect()) for _ in range(3)]:
            for name, value in SETTINGS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value, name


@only_sqlite
def test_the_journal_is_what_the_engines_version_can_be_trusted_with(app):
    with db.engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert mode.upper() == journal_mode(sqlite_module().sqlite_version_info)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 3), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_only_engines_without_the_checkpoint_bug_use_wal(version, mode):
    assert journal_mode(version) == mode


@only_sqlite
@pytest.mark.parametrize(
    ("method", "begin"),
    [
        ("GET", "BEGIN"),
        ("HEAD", "BEGIN"),
        ("OPTIONS", "BEGIN"),
        ("POST", "BEGIN IMMEDIATE"),
        ("PUT", "BEGIN IMMEDIATE"),
        ("DELETE", "BEGIN IMMEDIATE"),
    ],
)
def test_a_request_that_may_write_takes_the_lock_first(app, begins, method, begin):
    with app.test_request_context(method=method), db.engine.connect() as connection:
        assert request.method == method
        connection.execute(text("SELECT 1"))
    assert begins == [begin]


@only_sqlite
def test_a_command_takes_the_lock_first(begins):
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert begins == ["BEGIN IMMEDIATE"]


@only_sqlite
def test_a_statement_within_a_reading_request_may_ask_for_the_lock(app, begins):
    writing = db.engine.connect().execution_options(writes=True)
    with app.test_request_context(method="GET"), writing as connection:
        connection.execute(text("SELECT 1"))
    assert begins == ["BEGIN IMMEDIATE"]


def test_a_hundred_writes_at_once_all_arrive(app):
    """With a plain BEGIN nine in ten fail: a read that turns into a write finds it locked."""

    def write(number):
        with app.app_context(), app.test_request_context(method="POST"):
            assert db.session.query(User).filter_by(email="nobody").first() is None  # reads first
            make.user(Role.RAQ, email=f"write{number}@raqnet.test")
            db.session.commit()
            db.session.remove()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(100)))
    with db.engine.connect() as connection:
        assert counts(connection)["users"] == 100


@only_sqlite
def test_who_waited_in_vain_for_the_lock_waits_again(app):
    holder = db.engine.connect()
    holder.exec_driver_sql("SELECT 1")
    with db.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=300")
        Timer(0.6, holder.close).start()
        connection.execute(text("SELECT 1"))  # a single turn ends before the lock is free
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=5000")


@only_sqlite
def test_a_lock_that_never_comes_is_an_error_in_the_end(app):
    with db.engine.connect() as holder, db.engine.connect() as connection:
        holder.exec_driver_sql("SELECT 1")
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=10")
        with pytest.raises(OperationalError, match="locked"):
            connection.execute(text("SELECT 1"))
        connection.connection.driver_connection.execute("PRAGMA busy_timeout=5000")


@only_sqlite
def test_an_error_of_the_database_never_tells_the_values(app):
    with db.engine.connect() as connection, pytest.raises(OperationalError) as failure:
        connection.execute(text("SELECT * FROM nowhere WHERE word = :word"), {"word": "confidence"})
    assert "confidence" not in str(failure.value)


def test_an_error_of_a_raw_statement_is_told_in_the_same_way(app):
    asked = Raw(
        select(column("word"))
        .select_from(table("nowhere"))
        .where(column("word") == bindparam("word"))
    )
    with pytest.raises(DBAPIError) as failure:
        asked.all(db.session.connection(), word="confidence")
    assert "nowhere" in str(failure.value) and "confidence" not in str(failure.value)
