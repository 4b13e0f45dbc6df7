"""The real server: somebody withdraws while the device sends, ends, and the sound is prepared."""

import hashlib
import json
import random
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from raqnet.access import Role
from raqnet.db import db
from raqnet.intervision import closing
from raqnet.recordings import consents, slices
from raqnet.recordings.models import Recording, Slice
from raqnet.store import store
from tests import factories as make
from tests.conftest import open_session
from tests.recordings import sounds
from tests.server import new_instance, serving, signed_in

pytestmark = pytest.mark.slow

ROUNDS, DEVICES, COUNT = 6, 2, 40
PATIENCE = 15  # seconds


class Sending:
    """A recording whose session is over and whose device still sends."""

    def __init__(self, app, animator):
        room = make.open_room(make.intervision([animator]), [animator])
        recording = consents.propose(room)
        consents.start_anew(recording)
        self.secret, self.uid, self.id = slices.claim(recording), recording.uid, recording.id
        closing.close(room)
        db.session.commit()
        self.answers = set()

    def ask(self, server, headers, method, path, body, **more):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            connection.request(method, path, body, headers | more)
            answer = connection.getresponse()
            answer.read()
            self.answers.add((method, answer.status))
            return answer.status
        finally:
            connection.close()

    def send(self, server, headers, contents):
        """Every slice and the end, over and over until the recording is gone."""
        while True:
            for number, content in enumerate(contents):
                about = {
                    "X-Device": self.secret, "X-Part": "0", "X-Milliseconds": "300",
                    "X-SHA256": hashlib.sha256(content).hexdigest(),
                }  # fmt: skip
                path = f"/enregistrements/{self.uid}/tranches/{number}"
                if self.ask(server, headers, "PUT", path, content, **about) == 404:
                    return
            end = json.dumps({"device": self.secret, "slices": len(contents)})
            kind = {"Content-Type": "application/json"}
            self.ask(server, headers, "POST", f"/enregistrements/{self.uid}/fin", end, **kind)


def test_a_withdrawal_meanwhile_leaves_nothing_and_breaks_nothing(tmp_path):
    app = new_instance(tmp_path / "instance")
    with app.app_context():
        animator = make.user(Role.RAQ)
        headers = signed_in(app, animator, open_session)
        all_ = [Sending(app, animator) for _ in range(ROUNDS)]
        db.session.remove()
        db.engine.dispose()
    contents = sounds.cut(sounds.recorded(12, [(4.0, 6.0)]), COUNT)
    with serving(tmp_path / "instance") as server:
        for each in all_:
            given = (server, headers, contents)
            devices = [threading.Thread(target=each.send, args=given) for _ in range(DEVICES)]
            for device in devices:
                device.start()
            time.sleep(random.uniform(0.2, 2.5))
            path = f"/enregistrements/{each.id}/retirer"
            assert each.ask(server, headers, "POST", path, "") == 303
            for device in devices:
                device.join(PATIENCE)
                assert not device.is_alive()
        with app.app_context():
            until = time.monotonic() + PATIENCE
            while store().names("recordings") and time.monotonic() < until:
                time.sleep(0.1)  # what was being prepared notices, and goes
            assert not db.session.query(Recording).count() + db.session.query(Slice).count()
            left = list(Path(app.instance_path).rglob("*recordings/*/*"))
            assert left == []
        answers = set().union(*(each.answers for each in all_))
        assert {status for _method, status in answers} <= {200, 303, 404, 409}, answers
