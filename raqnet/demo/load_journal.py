"""The demo's journal as rows: actors, sheets, interventions, relays, work for the host."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.actors import services
from raqnet.actors.models import Actor, Collaboration
from raqnet.db import db
from raqnet.demo import journal
from raqnet.demo.facts import communes
from raqnet.demo.journal import DemoActor, DemoIntervention
from raqnet.demo.load_people import Directory
from raqnet.demo.people import assignments
from raqnet.journal.models import (
    HostWork,
    Intervention,
    InterventionMark,
    Relay,
    RelayState,
    RelayStep,
    StartingEntry,
    StartingPeriod,
)
from raqnet.lists.models import ListValue
from raqnet.lists.seeds import seed_lists
from raqnet.people.models import Worker

Ids = dict[tuple[str, str], int]
# What became of the relays to one actor lately, so that its sheet shows that it answers nobody.
_RELAYS = (
    (RelayState.FAILED, "sans réponse", 4), (RelayState.FAILED, "sans réponse", 9),
    (RelayState.FAILED, "sans réponse", 16), (RelayState.FAILED, "service saturé", 20),
    (RelayState.CONFIRMED, None, 12), (RelayState.CONFIRMED, None, 25),
    (RelayState.TAKEN, None, 3), (RelayState.PROPOSED, None, 1), (RelayState.TAKEN, None, 8),
    (RelayState.PROPOSED, None, 18),
)  # fmt: skip
_DAYS = (
    ("Une collègue du centre m'a présenté aux associations du quartier.",
     "Beaucoup de portes fermées l'après-midi : j'ai gardé la liste pour repasser.",
     "À qui demander un local pour une rencontre ?", ""),
    ("La maraude à deux : on ose plus facilement.",
     "La pluie, et un stand sans abri. On s'est mis sous le porche de la bibliothèque.",
     "Faut-il noter aussi les conversations très courtes ?", "Une carte du quartier aiderait."),
)  # fmt: skip


def load_journal(directory: Directory, today: date) -> None:
    """Everything of the journal that is not on the calendar."""
    seed_lists()
    db.session.flush()
    query = select(ListValue.list_name, ListValue.name, ListValue.id)
    ids = {(row[0], row[1]): row[2] for row in db.session.execute(query)}
    made = _load_actors(directory, today, ids)
    _load_interventions(directory, today, ids)
    _load_relays(directory, today, ids, made)
    _load_host_works(directory, today, ids)
    _load_starting(directory, today)


# Actors ------------------------------------------------------------------------------------------


def _load_actors(directory: Directory, today: date, ids: Ids) -> list[Actor]:
    values = {row.id: row for row in db.session.scalars(select(ListValue))}
    users = {row.id: row for row in db.session.scalars(select(User))}
    made: dict[int, Actor] = {}
    for name, numbered in _by_worker(journal.actors()).items():
        worker = directory.workers[name]
        author = users[worker.user_id]
        sheets = [
            _sheet(each, n, values[ids["actor_type", each.type]], author, directory, today)
            for n, each in numbered
        ]
        actors = services.create_all(author.id, sheets)
        for (n, each), actor in zip(numbered, actors, strict=True):
            db.session.add(_collaboration(each, actor, worker, ids))
            made[n] = actor
    return [made[n] for n in sorted(made)]


def _by_worker(actors: Iterable[DemoActor]) -> dict[str, list[tuple[int, DemoActor]]]:
    found: dict[str, list[tuple[int, DemoActor]]] = {}
    for n, each in enumerate(actors):
        found.setdefault(each.worker, []).append((n, each))
    return found


def _sheet(
    each: DemoActor, n: int, kind: ListValue, author: User, directory: Directory, today: date
) -> dict[str, Any]:
    place = directory.neighbourhoods[each.neighbourhood]
    latitude, longitude = _near(place.commune.name, n)
    return {
        "name": each.name,
        "type": kind,
        "address": f"Rue Inventée {n + 1}",
        "neighbourhood": place,
        "commune": place.commune,
        "latitude": latitude,
        "longitude": longitude,
        "phone": f"02 000 00 {n % 100:02d}" if n < 100 else f"02 000 01 {n % 100:02d}",
        "email": f"acteur{n + 1}@raqnet.test",
        "contact": "L'accueil",
        "opening_hours": "Du lundi au vendredi, 9h-12h et 13h-16h" if n % 2 else "Sur rendez-vous",
        "publics": "Tout public" if n % 3 else "Habitant·es du quartier",
        "specifics": "Demander un interprète deux jours avant." if n % 4 == 0 else "",
        "specifics_nl": "Vraag twee dagen vooraf een tolk." if n % 4 == 0 else "",
        "capacity": each.capacity,
        "capacity_note": "Liste d'attente de trois mois" if each.capacity == "saturated" else "",
        "verified_on": today - timedelta(days=each.verified_days_ago),
        "verified_by_id": author.id,
    }


def _near(commune: str, n: int) -> tuple[float, float]:
    """Somewhere around the commune's centre: no address of the demo is a real one."""
    latitude, longitude = communes()[commune].coordinates
    return round(latitude + (n % 7 - 3) * 0.002, 5), round(longitude + (n % 11 - 5) * 0.002, 5)


def _collaboration(each: DemoActor, actor: Actor, worker: Worker, ids: Ids) -> Collaboration:
    return Collaboration(
        actor_id=actor.id,
        worker_id=worker.id,
        first_contact_on=each.met_on,
        known_through_id=ids["known_through", each.known_through],
        initiated_by=each.initiated_by,
        outcome_id=ids["outcome", each.outcome],
        refusal_id=ids["refusal", each.refusal] if each.refusal else None,
        shared=each.shared,
    )


# Interventions -----------------------------------------------------------------------------------


def _load_interventions(directory: Directory, today: date, ids: Ids) -> None:
    rows, marks = [], []
    for number, each in enumerate(journal.interventions(today), 1):
        rows.append(_intervention(number, each, directory, ids))
        marks += [
            {"intervention_id": number, "value_id": ids[name], "count": 1} for name in _ticked(each)
        ]
    db.session.execute(insert(Intervention), rows)
    db.session.execute(insert(InterventionMark), marks)
    _go_on_from(len(rows))


def _go_on_from(last: int) -> None:
    """Rows with ids of our own leave PostgreSQL's sequence behind."""
    if db.session.get_bind().dialect.name == "postgresql":
        sequence = db.func.pg_get_serial_sequence("interventions", "id")
        db.session.execute(select(db.func.setval(sequence, last)))


def _intervention(
    number: int, each: DemoIntervention, directory: Directory, ids: Ids
) -> dict[str, Any]:
    area = next(one.neighbourhood for one in assignments() if one.worker == each.worker)
    return {
        "id": number,
        "worker_id": directory.workers[each.worker].id,
        "happened_on": each.on,
        "contacts": 1,
        "place_id": ids["place", each.place],
        "initiator_id": ids["initiator", each.initiator],
        "neighbourhood_id": directory.neighbourhoods[area].id,
        "language_id": directory.languages[each.language].id if each.language else None,
        "minutes": each.minutes,
        "note": each.note,
        "version": 1,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }


def _ticked(each: DemoIntervention) -> list[tuple[str, str]]:
    ticked = [("theme", name) for name in each.themes] + [("deed", name) for name in each.deeds]
    if each.non_recours:
        ticked.append(("non_recours", each.non_recours))
    if each.barrier:
        ticked.append(("barrier", each.barrier))
    return ticked


# The rest ----------------------------------------------------------------------------------------


def _load_relays(directory: Directory, today: date, ids: Ids, made: list[Actor]) -> None:
    """Relays of three workers: to an actor that answers badly, to another, the last to a host."""
    workers = [directory.workers[f"RAQ {n}"] for n in (1, 2, 3)]
    host = directory.sites[assignments()[0].site].organisation_id
    for n, (state, reason, ago) in enumerate(_RELAYS):
        on, is_last = today - timedelta(days=ago), n == len(_RELAYS) - 1
        relay = Relay(
            worker_id=workers[n % 3].id,
            actor_id=None if is_last else made[3 if n < 6 else 40].id,
            organisation_id=host if is_last else None,
            opened_on=on - timedelta(days=2),
            state=state,
            state_on=on,
            failure_id=ids["relay_failure", reason] if reason else None,
        )
        db.session.add(relay)
        db.session.flush()
        db.session.add(RelayStep(relay_id=relay.id, state=state, failure_id=relay.failure_id))


def _load_host_works(directory: Directory, today: date, ids: Ids) -> None:
    homes = {each.worker: directory.sites[each.site].organisation for each in assignments()}
    for each in journal.host_works(today):
        db.session.add(
            HostWork(
                worker_id=directory.workers[each.worker].id,
                organisation=homes[each.worker],
                happened_on=each.on,
                kind_id=ids["host_work", each.kind],
                minutes=each.minutes,
                also_mission=each.also_mission,
            )
        )


def _load_starting(directory: Directory, today: date) -> None:
    """One worker began lately, and is asked to write each day."""
    worker = directory.workers["RAQ 18"]
    first = today - timedelta(days=10)
    period = StartingPeriod(
        worker_id=worker.id, starts_on=first, ends_on=today + timedelta(days=50)
    )
    db.session.add(period)
    for n, (helped, hard, questions, comment) in enumerate(_DAYS):
        db.session.add(
            StartingEntry(
                worker_id=worker.id, happened_on=first + timedelta(days=n), helped=helped,
                hard=hard, questions=questions, comment=comment,
            )
        )  # fmt: skip
