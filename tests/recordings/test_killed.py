"""The real server, killed while devices send: what it has acknowledged can be read afterwards."""

import hashlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException

import pytest

from raqnet import vault
from raqnet.access import Role
from raqnet.db import db
from raqnet.recordings import consents, slices
from raqnet.recordings.models import Recording
from raqnet.store import store
from tests import factories as make
from tests.conftest import open_session
from tests.server import Server, new_instance, signed_in

pytestmark = pytest.mark.slow

KILLS, DEVICES = 3, 3


@pytest.fixture
def device(tmp_path):
    """An instance with a recording: (application, its name, the headers of its device)."""
    app = new_instance(tmp_path / "instance")
    with app.app_context():
        animator = make.user(Role.RAQ)
        recording = consents.propose(make.open_room(make.intervision([animator])))
        consents.start_anew(recording)
        secret, uid = slices.claim(recording), recording.uid
        db.session.commit()
        headers = signed_in(app, animator, open_session) | {"X-Device": secret}
        db.session.remove()
        db.engine.dispose()
    return app, uid, headers


def put(server, uid, headers, number, content):
    about = {
        "X-Part": "0", "X-Milliseconds": "5000", "X-SHA256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        path = f"/enregistrements/{uid}/tranches/{number}"
        connection.request("PUT", path, content, headers | about)
        return connection.getresponse().status
    finally:
        connection.close()


def send_until_killed(server, uid, headers, numbers, lock, promised):
    while True:
        with lock:
            number = next(numbers)
        content = os.urandom(5000)
        try:
            status = put(server, uid, headers, number, content)
        except (OSError, HTTPException):
            return
        assert status == 200
        promised[number] = content


def test_a_server_killed_while_devices_send_keeps_every_acknowledged_slice(device, tmp_path):
    app, uid, headers = device
    promised: dict[int, bytes] = {}
    numbers, lock = iter(range(slices.MOST_SLICES)), threading.Lock()
    server = Server(tmp_path / "instance")
    try:
        for _ in range(KILLS):
            server.start()
            before = len(promised)
            with ThreadPoolExecutor(DEVICES) as pool:
                sent = [
                    pool.submit(send_until_killed, server, uid, headers, numbers, lock, promised)
                    for _ in range(DEVICES)
                ]
                until = time.monotonic() + 30
                while len(promised) < before + random.randint(10, 40):
                    assert time.monotonic() < until, "hardly anything was sent"
                    time.sleep(0.01)
                server.kill()
            for each in sent:
                each.result()
        server.start()
        assert all(put(server, uid, headers, n, c) == 200 for n, c in list(promised.items())[:5])
    finally:
        server.stop()
    with app.app_context():
        recording = db.session.query(Recording).one()
        key = vault.open_key(recording.wrapped_key, consents.key_name(uid))
        held = slices._numbers(recording.id)
        assert set(promised) <= held
        for number in held:
            sealed = store().get(slices.slice_name(uid, number))
            plain = key.unseal(sealed, slices.slice_context(uid, number))
            assert plain == promised.get(number, plain)
