"""The search of actors as one types, over 10,000 of them; a late page against the first."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

from raqnet import clock
from raqnet.access import Role
from raqnet.actors import keys
from raqnet.actors.models import Actor, ActorWord
from raqnet.db import db
from tests import factories as make
from tests.bench import instances
from tests.bench.figure import Figure, at_most
from tests.bench.measure import per_request
from tests.bench.servers import Browser, Server, gunicorn
from tests.queries import count_queries

ACTORS = 10_000
EMAIL = "mesure@raqnet.test"
TYPED = ("p", "ph", "phar", "pharmacie", "rue", "rue bon", "maison bonn", "bonnevie zan", "zzz")
ROUNDS = 60  # of each
_FIRST = ("Maison", "Centre", "Service", "Espace", "Pharmacie", "École", "Comité", "Antenne")
_SECOND = ("Bonnevie", "Dailly", "Bara", "Peterbos", "Noyer", "Liedts", "Brabant", "Helmet")
_SYLLABLES = ("ba", "lo", "mi", "ter", "ran", "vi", "dou", "sel", "qua", "fer", "zan", "gro")


def run(folder: Path, empty: Server) -> Iterator[Figure]:
    """The figures of the search on one instance."""
    app = instances.empty(folder)
    with app.app_context():
        fill(ACTORS)
        late = cursor_of(ACTORS - 200)
        db.session.remove()
    headers = instances.cookie(app, EMAIL)
    with gunicorn("wsgi:app", folder) as server:
        browser, nothing = Browser(server.port, headers), Browser(empty.port)
        ask = _asker(browser, instances.fragment(app))
        base, taken = percentiles(lambda: nothing.get("/"), [_words(ask, each) for each in TYPED])
        yield at_most(f"recherche parmi {ACTORS} acteurs : p95 d'une route vide", taken / base, 3)
        first, last = per_request(
            (server, lambda: browser.get("/acteurs"), 20),
            (server, lambda: browser.get(f"/acteurs?suite={late}"), 20),
        )
        yield at_most(
            "liste d'acteurs : une page lointaine au regard de la première", last / first, 1.2
        )
    yield at_most("recherche d'acteurs : requêtes", queries(app, headers), 2, "")


def percentiles(
    base: Callable[[], object], others: list[Callable[[], object]]
) -> tuple[float, float]:
    """The seconds within which 95 % came, of one request and of all others, in turns."""
    for each in (base, *others):
        each()
    empty, taken = [], []
    for _ in range(ROUNDS):
        for each in others:
            empty.append(_seconds(base))
            taken.append(_seconds(each))
    return _p95(empty), _p95(taken)


def _asker(browser: Browser, fragment: dict[str, str]) -> Callable[[str], object]:
    asking = {name.replace("-", "_"): value for name, value in fragment.items()}
    return lambda words: browser.get(f"/acteurs?q={words.replace(' ', '+')}", **asking)


def _words(ask: Callable[[str], object], words: str) -> Callable[[], object]:
    return lambda: ask(words)


def _seconds(request: Callable[[], object]) -> float:
    started = time.perf_counter()
    request()
    return time.perf_counter() - started


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(0.95 * len(seconds))]


def queries(app: Flask, headers: dict[str, str]) -> int:
    """How many statements a search sends once what can be chosen is known."""
    client = app.test_client()
    client.set_cookie(*headers["Cookie"].split("=", 1))
    client.get("/acteurs?q=phar")
    with app.app_context(), count_queries() as counted:
        client.get("/acteurs?q=phar")
    return len(counted)


def cursor_of(place: int) -> str:
    """Where the page after so many sheets begins."""
    row = select(Actor.id, Actor.sort_name).order_by(Actor.sort_name, Actor.id).offset(place)
    id_, sort_name = db.session.execute(row.limit(1)).one()
    return f"{id_}.{sort_name}".replace(" ", "+")


def fill(count: int) -> None:
    """So many actors with the words of real ones, and somebody who searches."""
    make.user(Role.COORDINATION, email=EMAIL)
    dice = random.Random(1)  # noqa: S311 - the same names every time
    last = db.session.scalar(select(func.max(Actor.id))) or 0
    rows = [_row(last + n, dice) for n in range(1, count + 1)]
    db.session.execute(insert(Actor), rows)
    words = [
        {"word": word, "actor_id": row["id"]}
        for row in rows
        for word in keys.words(row["name"], row["address"], row["specifics"])
    ]
    db.session.execute(insert(ActorWord), words)
    db.session.commit()


def _row(number: int, dice: random.Random) -> dict[str, object]:
    name = f"{dice.choice(_FIRST)} {dice.choice(_SECOND)} {_invented(dice)} {number}"
    return {
        "id": number, "family_id": number, "name": name, "sort_name": keys.sort_name(name),
        "address": f"Rue {_invented(dice)} {number % 200}", "phone": f"02 {number:07}",
        "specifics": " ".join(_invented(dice) for _ in range(25)), "verified_on": clock.today(),
    }  # fmt: skip


def _invented(dice: random.Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))
