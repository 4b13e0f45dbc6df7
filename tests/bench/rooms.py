"""Twenty rooms of twenty people: phones that poll every 2 s, animators who act every 5 s."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from raqnet.accounts.models import User
from raqnet.db import db
from tests import factories as make
from tests.bench import instances
from tests.bench.figure import Figure, at_most
from tests.bench.load import Asker, Tally, get, load, post
from tests.bench.servers import ROOT, Server, gunicorn

ROOMS, PEOPLE, SECONDS = 20, 20, float(os.environ.get("RAQNET_BENCH_SECONDS", "60"))
PHONE_EVERY, ACT_EVERY = 2.0, 5.0
VERSION = re.compile(rb'data-version="([\d.]+)"')
GESTURES = ("demarrer", "plus", "moins", "parole")
Told = tuple[int, dict[str, str], bytes] | None


@dataclass(frozen=True)
class Room:
    """An open room: its animator's headers, and those of the people in it."""

    id: int
    animator: dict[str, str]
    people: list[dict[str, str]]


def run(folder: Path, empty: Server) -> Iterator[Figure]:
    """The figures of the load, beside the same load on an empty 204 route."""
    app, rooms = _rooms(folder)
    with gunicorn("wsgi:app", folder, workers=2) as server:
        load(server.port, _askers(rooms), 3)  # code is loaded, caches are warm
        before = server.cpu()
        tally = load(server.port, _askers(rooms), SECONDS)
        used = server.cpu() - before
    with gunicorn("tests.bench.empty:app", folder, workers=2) as nothing:
        load(nothing.port, _empty_askers(), 3)
        before = nothing.cpu()
        _told(load(nothing.port, _empty_askers(), SECONDS))
        base = nothing.cpu() - before
    _told(tally)
    yield at_most("salles : erreurs en une minute", len(tally.errors), 0, "")
    yield at_most("salles : p99 de toutes les réponses", tally.percentile(0.99) * 1000, 100, "ms")
    yield at_most("salles : processeur, fois la même charge sur une route vide", used / base, 1.5)


def _told(tally: Tally) -> None:
    counts = {kind: tally.count(kind) for kind in tally.taken}
    p99 = tally.percentile(0.99) * 1000
    sys.stderr.write(f"  {counts}, p99 {p99:.0f} ms, {tally.errors[:3]}\n")


def _askers(rooms: list[Room]) -> list[Asker]:
    askers = []
    for room in rooms:
        askers.append(Asker(_acts(room), ACT_EVERY))
        for person in room.people:
            askers.append(Asker(_polls(room, person), PHONE_EVERY, 0.15))
    return askers


def _polls(room: Room, headers: dict[str, str]):  # type: ignore[no-untyped-def]
    path = f"/intervisions/{room.id}/etat?vue=salle&v="
    known = ["0"]

    def ask(told: Told) -> tuple[str, bytes]:
        found = VERSION.search(told[2]) if told and told[0] == 200 else None
        if found:
            known[0] = found[1].decode()
        return "poll", get(path + known[0], headers)

    return ask


def _acts(room: Room):  # type: ignore[no-untyped-def]
    turn = [0]

    def ask(_told: Told) -> tuple[str, bytes]:
        gesture = GESTURES[turn[0] % len(GESTURES)]
        turn[0] += 1
        path = f"/intervisions/{room.id}/animation/{gesture}"
        return "act", post(
            path, room.animator, urlencode({"key": f"{turn[0]}-{os.getpid()}"}).encode()
        )

    return ask


def _empty_askers() -> list[Asker]:
    polls = [
        Asker(lambda _told: ("poll", get("/vide", {})), PHONE_EVERY, 0.15)
        for _ in range(ROOMS * (PEOPLE - 1))
    ]
    acts = [Asker(lambda _told: ("act", post("/vide", {}, b"")), ACT_EVERY) for _ in range(ROOMS)]
    return polls + acts


def _rooms(folder: Path) -> tuple[Flask, list[Room]]:
    """An instance with the rooms open in the round of the inventory."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "init"], check=True, cwd=ROOT,
        env=os.environ | {"RAQNET_INSTANCE": str(folder)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    app = instances.open_app(folder)
    with app.app_context():
        made = [_room() for _ in range(ROOMS)]
        db.session.commit()
        emails = [(id_, [each.email for each in people]) for id_, people in made]
        db.session.remove()
    fragment = _fragment(app)
    rooms = []
    for id_, addresses in emails:
        signed = [instances.cookie(app, each) | fragment for each in addresses]
        rooms.append(Room(id_, signed[0], signed[1:]))
    return app, rooms


def _room() -> tuple[int, list[User]]:
    people = [make.worker().user for _ in range(PEOPLE)]
    planned = make.intervision(people[:1], people[1:])
    room = make.open_room(planned, people[1:]).room
    room.stop, room.step_ms, room.step_given_ms = "1.0", 600_000, 600_000
    return planned.id, people


def _fragment(app: Flask) -> dict[str, str]:
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("0" * 40)  # type: ignore[arg-type]
    return {"HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": str(token)}
