"""The real server under load: killed at any instant, it has lost nothing that it had promised."""

import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest
from sqlalchemy import select

from raqnet.access import Role
from raqnet.calendar.models import Comment
from raqnet.db import db
from tests import factories as make
from tests.conftest import open_session
from tests.server import Server, new_instance, serving, signed_in

pytestmark = pytest.mark.slow

WRITERS, KILLS, IDLE = 6, 3, 30
ACCEPTED = (200, 302, 303)


@pytest.fixture
def instance(tmp_path):
    """An instance with an action to comment on."""
    app = new_instance(tmp_path / "instance")
    with app.app_context():
        action = make.action()
        coordinator = make.user(Role.COORDINATION)
        db.session.commit()
        app.extensions["browser"] = signed_in(app, coordinator, open_session)
        app.extensions["comments"] = f"/calendrier/actions/{action.id}/commentaires"
        db.session.remove()
        db.engine.dispose()
    return app


def comment(server: Server, app, words: str) -> int:
    headers = app.extensions["browser"]
    return server.send("POST", app.extensions["comments"], {"text": words}, headers)[0]


def kept(app):
    """The comments in the database, once SQLite itself finds it sound."""
    with app.app_context():
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        words = db.session.scalars(select(Comment.text)).all()
        db.session.remove()
        db.engine.dispose()
    return words


def write_until_killed(server: Server, app, writer: int, round_: int, promised: set[str]) -> None:
    for number in range(10_000):
        words = f"{round_}-{writer}-{number}"
        try:
            status = comment(server, app, words)
        except (OSError, HTTPException):
            return
        assert status in ACCEPTED, status
        promised.add(words)


def wait_for_load(promised: set[str], many: int) -> None:
    """Until so many writes were acknowledged, and an instant longer."""
    until = time.monotonic() + 30
    while len(promised) < many:
        assert time.monotonic() < until, "there was hardly any load"
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.05))


def test_a_server_killed_under_load_keeps_every_acknowledged_write(instance, tmp_path):
    promised: set[str] = set()
    server = Server(tmp_path / "instance")
    try:
        for round_ in range(KILLS):
            server.start()
            with ThreadPoolExecutor(WRITERS) as pool:
                writers = [
                    pool.submit(write_until_killed, server, instance, n, round_, promised)
                    for n in range(WRITERS)
                ]
                wait_for_load(promised, len(promised) + random.randint(10, 60))
                server.kill()
            for writer in writers:
                writer.result()
            words = kept(instance)
            assert promised <= set(words)
            assert len(words) == len(set(words)), "a write was done twice"
    finally:
        server.stop()


def test_a_hundred_changes_sent_at_once_are_all_done(instance, tmp_path):
    with serving(tmp_path / "instance") as server:
        together = threading.Barrier(100)

        def send(number: int) -> int:
            together.wait()
            return comment(server, instance, f"together {number}")

        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(send, range(100)))
        assert set(answers) <= set(ACCEPTED)
        assert len(kept(instance)) == 100
        assert "locked" not in server.log.read_text()


def test_connections_that_say_nothing_delay_nobody(instance, tmp_path):
    """A sanity check: without deferred accept, thirty of them delay a request by half a minute."""
    with serving(tmp_path / "instance") as server:
        server.get("/sante")
        idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(IDLE)]
        try:
            time.sleep(0.3)
            waits = []
            for _ in range(3):
                started = time.monotonic()
                assert server.get("/sante")[0] == 200
                waits.append(time.monotonic() - started)
        finally:
            for each in idle:
                each.close()
        assert min(waits) < 1


def test_the_log_holds_no_key_of_a_feed_or_a_link(instance, tmp_path):
    key = "Zq3" * 12
    with serving(tmp_path / "instance", RAQNET_LOG_LEVEL="DEBUG") as server:
        server.get(f"/flux/{key}.ics")
        server.get(f"/lien/{key}?suite=/calendrier")
        server.send("POST", f"/lien/{key}", {"password": "x"}, {})
    assert key not in server.log.read_text()
    assert not (tmp_path / "instance" / "gunicorn.ctl").exists()
