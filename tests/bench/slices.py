"""Five recordings at once: each device sends a slice every second, five times its real pace."""

import hashlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from raqnet.db import db
from raqnet.recordings import consents, slices
from tests import factories as make
from tests.bench import instances
from tests.bench.figure import Figure, at_most
from tests.bench.load import Asker, load, put
from tests.bench.servers import gunicorn

DEVICES, EVERY, BYTES = 5, 1.0, 20_000  # five seconds of Opus at 32 kbit/s
SECONDS = float(os.environ.get("RAQNET_BENCH_SECONDS", "30"))


def run(folder: Path) -> Iterator[Figure]:
    """How long a device waits for its slice to be kept for good."""
    askers = _devices(folder)
    with gunicorn("wsgi:app", folder, workers=2) as server:
        tally = load(server.port, askers, SECONDS)
    yield at_most("tranches : erreurs", len(tally.errors), 0, "")
    yield at_most("tranches : p95 de l'accusé", tally.percentile(0.95) * 1000, 100, "ms")


def _devices(folder: Path) -> list[Asker]:
    app = instances.empty(folder)
    made = []
    with app.app_context():
        for _ in range(DEVICES):
            animator = make.worker().user
            room = make.open_room(make.intervision([animator]))
            recording = consents.propose(room)
            consents.start_anew(recording)
            made.append((animator.email, recording.uid, slices.claim(recording)))
        db.session.commit()
        db.session.remove()
    own = instances.fragment(app)
    return [
        _sends(uid, instances.cookie(app, email) | own | {"X-Device": secret})
        for email, uid, secret in made
    ]


def _sends(uid: str, headers: dict[str, str]) -> Asker:
    numbers = itertools.count()

    def ask() -> tuple[str, bytes]:
        body = os.urandom(BYTES)
        about = {
            "X-Part": "0", "X-Milliseconds": "5000", "X-SHA256": hashlib.sha256(body).hexdigest(),
        }  # fmt: skip
        path = f"/enregistrements/{uid}/tranches/{next(numbers)}"
        return "slice", put(path, headers | about, body)

    return Asker(ask, EVERY)
