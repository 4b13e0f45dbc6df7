"""Twenty rooms of twenty people: phones that poll every 2 s, animators who act every 5 s."""

import itertools
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.intervision import flipchart, live, moves, voting
from raqnet.intervision.script import StepKind
from tests import factories as make
from tests.bench import instances
from tests.bench.figure import Figure, at_most
from tests.bench.load import Answer, Asker, Tally, get, load, post
from tests.bench.servers import Server, gunicorn

ROOMS, PEOPLE, SECONDS = 20, 20, float(os.environ.get("RAQNET_BENCH_SECONDS", "60"))
PHONE_EVERY, JITTER, ACT_EVERY = 2.0, 0.15, 5.0
LATE = 0.2  # what a change may take beyond one polling interval, in seconds
VERSION = re.compile(rb'data-version="(\d+)')
GESTURES = ("demarrer", "plus", "moins", "parole")


@dataclass
class Room:
    """An open room: its animator's headers, those of the people in it, and when it changed."""

    id: int
    animator: dict[str, str]
    people: list[dict[str, str]]
    changed: dict[int, float] = field(default_factory=dict)


def run(folder: Path) -> Iterator[Figure]:
    """The figures of the load, beside the same load on an empty 204 route."""
    rooms, delays = _rooms(folder), list[float]()
    with gunicorn("wsgi:app", folder, workers=2) as server:
        used, tally = _under_load(server, lambda: _askers(rooms, delays))
    with gunicorn("tests.bench.empty:app", folder, workers=2) as nothing:
        base, _tally = _under_load(nothing, _empty_askers)
    late = max(delays) - PHONE_EVERY * (1 + JITTER)
    yield at_most("salles : erreurs", len(tally.errors), 0, "")
    yield at_most("salles : p99 de toutes les réponses", tally.percentile(0.99) * 1000, 100, "ms")
    yield at_most("salles : un changement, au-delà d'un intervalle", late * 1000, LATE * 1000, "ms")
    yield at_most("salles : processeur, fois la même charge sur une route vide", used / base, 1.5)


def _under_load(server: Server, askers: Callable[[], list[Asker]]) -> tuple[float, Tally]:
    """Seconds of processor time, and what came of it; code is loaded and caches are warm."""
    load(server.port, askers(), 3)
    before = server.cpu()
    tally = load(server.port, askers(), SECONDS)
    counts = {kind: len(taken) for kind, taken in tally.taken.items()}
    sys.stderr.write(f"  {counts}, {tally.errors[:3]}\n")
    return server.cpu() - before, tally


def _askers(rooms: list[Room], delays: list[float]) -> list[Asker]:
    acts = [_acts(room) for room in rooms]
    return acts + [_polls(room, person, delays) for room in rooms for person in room.people]


def _polls(room: Room, headers: dict[str, str], delays: list[float]) -> Asker:
    """A phone: it asks with the version that it has, and notes how late it heard of a new one."""
    path, known = f"/intervisions/{room.id}/etat?vue=salle&v=", [0]

    def heard(answer: Answer, at: float) -> None:
        found = VERSION.search(answer[2]) if answer[0] == 200 else None
        if found:
            missed = range(known[0] + 1, int(found[1]) + 1) if known[0] else ()
            delays.extend(at - room.changed[each] for each in missed if each in room.changed)
            known[0] = int(found[1])

    return Asker(lambda: ("poll", get(f"{path}{known[0]}", headers)), PHONE_EVERY, JITTER, heard)


def _acts(room: Room) -> Asker:
    """An animator: each gesture changes what all phones show."""
    gestures = itertools.cycle(GESTURES)

    def heard(answer: Answer, at: float) -> None:
        found = VERSION.search(answer[2])
        if found:
            room.changed[int(found[1])] = at

    def ask() -> tuple[str, bytes]:
        path = f"/intervisions/{room.id}/animation/{next(gestures)}"
        return "act", post(path, room.animator, urlencode({"key": str(uuid.uuid4())}).encode())

    return Asker(ask, ACT_EVERY, 0.0, heard)


def _empty_askers() -> list[Asker]:
    phones = ROOMS * (PEOPLE - 1)
    acts = [Asker(lambda: ("act", post("/vide", {}, b"")), ACT_EVERY) for _ in range(ROOMS)]
    return acts + [
        Asker(lambda: ("poll", get("/vide", {})), PHONE_EVERY, JITTER) for _ in range(phones)
    ]


def _rooms(folder: Path) -> list[Room]:
    """An instance with the rooms open: half of them at the inventory, half in an analysis."""
    app = instances.empty(folder)
    with app.app_context():
        made = [_room(number) for number in range(ROOMS)]
        db.session.commit()
        emails = [(id_, [each.email for each in people]) for id_, people in made]
        db.session.remove()
    fragment = instances.fragment(app)
    rooms = []
    for id_, addresses in emails:
        signed = [instances.cookie(app, each) | fragment for each in addresses]
        rooms.append(Room(id_, signed[0], signed[1:]))
    return rooms


def _room(number: int) -> tuple[int, list[User]]:
    people = [make.worker().user for _ in range(PEOPLE)]
    planned = make.intervision(people[:1], people[1:])
    room = make.open_room(planned, people[1:])
    for person in room.present:
        flipchart.add(room, f"Une situation vécue, racontée en une ligne par {person.id}", person)
    voting.choose(room, live.keys(room.cases[:2]))
    while room.step.kind != (StepKind.ANALYSIS if number % 2 else StepKind.INVENTORY):
        moves.forward(room)
    return planned.id, people
