"""All figures of a year over 100,000 interventions and 10,000 dates, and over twice that.

The database is made row by row here: what the figures read, and nothing else.
"""

import os
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from raqnet import clock, create_app
from raqnet.access import Role
from raqnet.calendar.models import (
    Action,
    Activity,
    Evaluation,
    Mission,
    Occurrence,
    Visibility,
    action_languages,
    action_missions,
)
from raqnet.calendar.seeds import seed_lists as seed_calendar
from raqnet.config import create_secrets
from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.lists.models import ListValue, Special
from raqnet.lists.seeds import seed_lists
from raqnet.people.models import Language
from raqnet.people.seeds import seed_lists as seed_people
from raqnet.research import catalogue, spans
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from tests import factories as make
from tests.bench.figure import Figure, at_most
from tests.queries import count_queries
from tests.schema import make_schema

INTERVENTIONS, DATES, WORKERS = 100_000, 10_000, 18
YEAR = 2025
ROUNDS = 3
BLOCK = 5_000  # rows of one statement


def run(folder: Path) -> Iterator[Figure]:
    """The figures on SQLite, and on PostgreSQL where one is given."""
    yield from _on(_app(folder / "sqlite"), "SQLite")
    url = os.environ.get("RAQNET_TEST_POSTGRES", "")
    if url:
        yield from _on(_app(folder / "postgresql", url), "PostgreSQL")


def _app(folder: Path, url: str = "") -> Flask:
    folder.mkdir(parents=True, exist_ok=True)
    create_secrets(folder)
    settings: dict[str, Any] = {"INSTANCE": folder}
    return create_app(settings | ({"SQLALCHEMY_DATABASE_URI": url} if url else {}))


def _on(app: Flask, engine: str) -> Iterator[Figure]:
    with app.app_context():
        make_schema(app)
        fill(INTERVENTIONS, DATES, first=True)
        once, queries = measured(app)
        yield at_most(f"chiffres d'une année, {engine} : une page à froid", once, 1.5, "s")
        yield at_most(f"chiffres d'une année, {engine} : requêtes par chiffre", queries, 2, "")
        fill(INTERVENTIONS, DATES)
        twice, _queries = measured(app)
        yield at_most(
            f"chiffres d'une année, {engine} : deux fois plus de lignes", twice / once, 2.2
        )
        db.session.remove()


def measured(app: Flask) -> tuple[float, float]:
    """Seconds to count every figure with nothing kept (the best of a few), queries per figure."""
    taken = []
    for _round in range(ROUNDS):
        db.session.remove()
        db.engine.dispose()  # nothing of the database is kept by a connection either
        started = time.perf_counter()
        with app.test_request_context(), count_queries() as sent:
            every()
        taken.append(time.perf_counter() - started)
    return min(taken), len(sent) / len(catalogue.FIGURES)


def every() -> dict[str, float]:
    """Count all figures of the year as a page does; the seconds of each."""
    scope = Scope(date(YEAR, 1, 1), date(YEAR, 12, 31))
    asked = spans.compared(scope, Reader(Role.COORDINATION, Visibility.TEAM))
    seconds = {}
    for name, entry in catalogue.FIGURES.items():
        started = time.perf_counter()
        entry.count(entry, asked)
        seconds[name] = time.perf_counter() - started
    return seconds


# The rows ----------------------------------------------------------------------------------------


def fill(interventions: int, dates: int, first: bool = False) -> None:
    """So many rows more, spread over the year."""
    dice = random.Random(interventions if first else 1)  # noqa: S311 - the same rows each time
    if first:
        _people()
    _dates(dates, dice)
    _interventions(interventions, dice)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _people() -> None:
    seed_lists()
    seed_calendar()
    seed_people()
    for n in range(WORKERS):
        make.assignment(starts_on=date(YEAR - 1, 1, 1), worker=make.worker())
        make.activity(f"Activité mesurée {n}")
    db.session.commit()


def _ids(model: Any, *conditions: Any) -> list[int]:
    return list(db.session.scalars(select(model.id).where(*conditions).order_by(model.id)))


def _put(model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BLOCK):
        db.session.execute(insert(model), rows[start : start + BLOCK])


def _last(model: Any) -> int:
    return db.session.scalar(select(func.max(model.id))) or 0


def _dates(count: int, dice: random.Random) -> None:
    places = db.session.execute(select(make.Neighbourhood.id, make.Neighbourhood.commune_id)).all()
    activities, missions, languages = _ids(Activity), _ids(Mission), _ids(Language)
    begins = datetime(YEAR, 1, 1, 8, tzinfo=clock.BRUSSELS)
    actions, occurrences, evaluations, serves, spoken = [], [], [], [], []
    first = _last(Action) + 1
    for id_ in range(first, first + count):
        starts = begins + timedelta(days=dice.randrange(365), hours=dice.randrange(10))
        place = dice.choice(places)
        actions.append({
            "id": id_, "uid": f"mesure-{id_}", "kind": "collective", "title": f"Action {id_}",
            "activity_id": dice.choice(activities), "status": "confirmed", "visibility": "hosts",
            "mode": dice.choice(("renfort", "initiative", None)), "starts_at": starts,
            "ends_at": starts + timedelta(hours=2), "last_ends_at": starts + timedelta(hours=2),
            "neighbourhood_id": place[0], "commune_id": place[1], "version": 1,
        })  # fmt: skip
        occurrences.append({
            "id": id_, "series_id": id_, "action_id": id_, "recurrence_id": starts,
            "starts_at": starts, "ends_at": starts + timedelta(hours=2),
        })  # fmt: skip
        serves += [
            {"action_id": id_, "mission_id": each}
            for each in dice.sample(missions, dice.choice((0, 1, 1, 2)))
        ]
        spoken += [{"action_id": id_, "language_id": each} for each in dice.sample(languages, 2)]
        if dice.random() < 0.8:
            evaluations.append({
                "occurrence_id": id_, "state": "done", "present": dice.randrange(40),
                "participants_enough": dice.choice(("yes", "partly", "no")), "version": 1,
                "organisation": dice.randint(1, 4), "satisfaction": dice.randint(1, 4),
            })  # fmt: skip
    for model, rows in ((Action, actions), (Occurrence, occurrences), (Evaluation, evaluations),
                        (action_missions, serves), (action_languages, spoken)):  # fmt: skip
        _put(model, rows)


def _interventions(count: int, dice: random.Random) -> None:
    lists = {
        name: _ids(ListValue, ListValue.list_name == name, ListValue.special == Special.NONE)
        for name in ("place", "initiator", "theme", "deed", "non_recours", "barrier")
    }
    workers, places, languages = _ids(make.Worker), _ids(make.Neighbourhood), _ids(Language)
    rows, marks = [], []
    first = _last(Intervention) + 1
    for id_ in range(first, first + count):
        contacts = 1 if dice.random() < 0.95 else dice.randint(2, 20)
        rows.append({
            "id": id_, "worker_id": dice.choice(workers), "contacts": contacts, "version": 1,
            "happened_on": date(YEAR, 1, 1) + timedelta(days=dice.randrange(365)),
            "place_id": dice.choice(lists["place"]), "neighbourhood_id": dice.choice(places),
            "initiator_id": dice.choice(lists["initiator"]), "language_id": dice.choice(languages),
        })  # fmt: skip
        marked = [*dice.sample(lists["theme"], dice.randint(1, 2)),
                  *dice.sample(lists["deed"], dice.randint(1, 2))]  # fmt: skip
        marked += [dice.choice(lists["non_recours"])] * (dice.random() < 0.35)
        marked += [dice.choice(lists["barrier"])] * (dice.random() < 0.3)
        marks += [
            {"intervention_id": id_, "value_id": each, "count": dice.randint(1, contacts)}
            for each in marked
        ]
    _put(Intervention, rows)
    _put(InterventionMark, marks)
