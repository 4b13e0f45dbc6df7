"""The application behind its real gunicorn settings, on an instance of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from raqnet import create_app, schema
from raqnet.accounts.models import User
from raqnet.config import ROOT, create_secrets
from raqnet.db import db

PATIENCE = 60
FORM = "application/x-www-form-urlencoded"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def new_instance(folder: Path) -> Flask:
    """An instance with its secrets and an empty database, and an application to fill it with."""
    create_secrets(folder)
    app = create_app({"INSTANCE": folder, "TESTING": True})
    with app.app_context(), schema.changing(db.engine) as connection:
        schema.upgrade(connection)
    return app


class Server:
    """A gunicorn with its workers, in a process group that can be killed as one."""

    def __init__(self, folder: Path, port: int | None = None, **settings: str) -> None:
        self.folder, self.port = folder, port or free_port()
        self.settings = settings
        self.log = folder.parent / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Serve, and return once it answers."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("RAQNET_")}
        address = f"http://127.0.0.1:{self.port}"
        own = {"RAQNET_INSTANCE": str(self.folder), "RAQNET_PUBLIC_URL": address}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"],
                cwd=ROOT,
                env={**clean, **own, **self.settings, "PORT": str(self.port)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return self

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.get("/sante")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
            assert self.process and self.process.poll() is None, self.log.read_text()
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """SIGKILL to the master and every worker at once."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; insist after a while."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of a GET on a connection of its own."""
        return self.send("GET", path, None, headers or {})

    def send(
        self, method: str, path: str, form: dict[str, str] | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Status and body; OSError when the server is gone before it has answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        body = urlencode(form) if form is not None else None
        kind = {"Content-Type": FORM} if form is not None else {}
        try:
            connection.request(method, path, body, {**kind, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """A server that ends with the block."""
    server = Server(folder, **settings)
    try:
        yield server.start()
    finally:
        server.stop()


def signed_in(app: Flask, user: User, open_session: Any) -> dict[str, str]:
    """The headers of a browser in which `user` has signed in, CSRF token included."""
    content = {"csrf_token": "raw-token", "_user_id": open_session(user), "_fresh": True}
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("raw-token")
    return {"Cookie": cookie, "X-CSRFToken": str(token)}
