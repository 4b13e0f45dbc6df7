"""Rows for tests: each maker fills in what the test does not care about."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.actors.models import Actor, Collaboration
from raqnet.calendar import services
from raqnet.calendar.models import Action, Activity, ClosedPeriod, Kind, Mission, Occurrence
from raqnet.db import db
from raqnet.intervision import default, live, planning, seating
from raqnet.intervision.live import Live
from raqnet.intervision.models import Intervision, Template
from raqnet.intervision.script import Script
from raqnet.journal.models import (
    HostWork,
    Intervention,
    InterventionMark,
    Relay,
    StartingEntry,
    StartingPeriod,
)
from raqnet.lists.models import ListValue
from raqnet.people.models import (
    Absence,
    Assignment,
    Commune,
    HostMember,
    Language,
    Neighbourhood,
    Organisation,
    Site,
    Skill,
    Worker,
    Zone,
)
from raqnet.planning.models import HostProposal, Reinforcement, ReinforcementJoin
from raqnet.signals.models import Dossier, DossierState, DossierStep, Echo, Signal, SignalKind
from raqnet.text import fold

numbers = itertools.count(1)


def _save(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def user(role: Role = Role.COORDINATION, **values: Any) -> User:
    """An account; it has no password unless one is given as `password_hash`."""
    n = next(numbers)
    values.setdefault("email", f"person{n}@raqnet.test")
    values.setdefault("name", f"Personne {n}")
    return _save(User(role=role, **values))


def worker(**values: Any) -> Worker:
    """A RAQ with an account."""
    account = values.pop("user", None) or user(Role.RAQ)
    return _save(Worker(user=account, user_id=account.id, **values))


def organisation(**values: Any) -> Organisation:
    """A host organisation."""
    values.setdefault("name", f"Maison {next(numbers)}")
    return _save(Organisation(**values))


def host(of: Organisation | None = None) -> User:
    """A person of a host organisation."""
    account = user(Role.HOST)
    _save(HostMember(user_id=account.id, organisation_id=(of or organisation()).id))
    return account


def commune(**values: Any) -> Commune:
    """A commune."""
    values.setdefault("name", f"Commune {next(numbers)}")
    values.setdefault("postcode", "1000")
    return _save(Commune(**values))


def zone(**values: Any) -> Zone:
    """A zone."""
    values.setdefault("code", f"Z{next(numbers)}")
    return _save(Zone(**values))


def neighbourhood(**values: Any) -> Neighbourhood:
    """A neighbourhood, in a zone and a commune of its own unless given."""
    values.setdefault("name", f"Quartier {next(numbers)}")
    values.setdefault("zone", values.pop("zone", None) or zone())
    values.setdefault("commune", values.pop("commune", None) or commune())
    return _save(Neighbourhood(**values))


def site(**values: Any) -> Site:
    """A site of a host."""
    values.setdefault("name", f"Site {next(numbers)}")
    values.setdefault("organisation", values.pop("organisation", None) or organisation())
    values.setdefault("commune", values.pop("commune", None) or commune())
    return _save(Site(**values))


def assignment(**values: Any) -> Assignment:
    """A worker's neighbourhood and site, since the first day unless said otherwise."""
    values["worker"] = values.get("worker") or worker()
    values["neighbourhood"] = values.get("neighbourhood") or neighbourhood()
    values["site"] = values.get("site") or site()
    values.setdefault("starts_on", date(2021, 4, 1))
    return _save(Assignment(**values))


def language(name: str | None = None) -> Language:
    """A language."""
    return _save(Language(name=name or f"langue {next(numbers)}"))


def skill(name: str | None = None) -> Skill:
    """A skill."""
    return _save(Skill(name=name or f"compétence {next(numbers)}"))


def activity(name: str | None = None) -> Activity:
    """An activity."""
    return _save(Activity(name=name or f"Activité {next(numbers)}"))


def mission(name: str | None = None, code: str | None = None) -> Mission:
    """A mission."""
    n = next(numbers)
    return _save(Mission(name=name or f"Mission {n}", code=code or f"mission-{n}"))


def action(day: date | None = None, at: time = time(10), hours: float = 2, **values: Any) -> Action:
    """A collective action on `day` (tomorrow by default), with its occurrences."""
    day = day or clock.today() + timedelta(days=1)
    starts_at = clock.from_local(datetime.combine(day, at))
    values.setdefault("starts_at", starts_at)
    values.setdefault("ends_at", starts_at + timedelta(hours=hours))
    values.setdefault("kind", Kind.COLLECTIVE)
    if values["kind"] == Kind.COLLECTIVE:
        values["activity"] = values.get("activity") or activity()
    values.setdefault("title", f"Action {next(numbers)}")
    values.setdefault("visibility", "hosts")
    values.setdefault("uid", f"test-{next(numbers)}@raqnet.test")
    made = services.add(Action(**values))
    db.session.flush()
    return made


def occurrence_of(made: Action) -> Occurrence:
    """The first occurrence of an action."""
    return db.session.scalars(
        db.select(Occurrence).filter_by(series_id=made.id).order_by(Occurrence.starts_at)
    ).first()


def closed_period(starts_on: date, ends_on: date, name: str | None = None) -> ClosedPeriod:
    """Days on which series may leave off."""
    name = name or f"Congé {next(numbers)}"
    return _save(ClosedPeriod(name=name, starts_on=starts_on, ends_on=ends_on))


def absence(of: Worker, starts_on: date, ends_on: date | None = None) -> Absence:
    """Days away of a worker; one day unless said otherwise."""
    return _save(Absence(worker_id=of.id, starts_on=starts_on, ends_on=ends_on or starts_on))


def intervision_template(script: Script = default.SCRIPT, **values: Any) -> Template:
    """The report's nine steps, or another script."""
    values.setdefault("name", f"Modèle {next(numbers)}")
    return _save(Template(script=script.to_json(), **values))


def intervision(
    animators: Sequence[User] = (), expected: Sequence[User] = (), **values: Any
) -> Intervision:
    """A session planned for tomorrow morning, on a date of its own in the calendar."""
    animators = list(animators) or [worker().user]
    day = clock.today() + timedelta(days=1)
    values["template"] = values.get("template") or intervision_template()
    cases_wanted = values.pop("cases_wanted", 2)
    place = values.pop("place", "La grande salle")
    date_ = planning.put_on_calendar(
        animators[0].id,
        clock.from_local(datetime.combine(day, time(9))),
        clock.from_local(datetime.combine(day, time(12, 30))),
        place, [*animators, *expected],
    )  # fmt: skip
    plan = planning.Plan(values.pop("template"), animators, list(expected), cases_wanted)
    made = planning.create(animators[0].id, date_, plan)
    for name, value in values.items():
        setattr(made, name, value)
    db.session.flush()
    return made


def open_room(of: Intervision, people: Sequence[User] = ()) -> Live:
    """The session with its room open, and these people in it."""
    planning.open_room(of)
    db.session.flush()
    found = live.find(of.id)
    assert found is not None
    for each in people:
        seating.join(found, each, admitted=True)
    db.session.flush()
    return found


def value(list_name: str, name: str | None = None, **values: Any) -> ListValue:
    """A value of a list."""
    n = next(numbers)
    return _save(ListValue(list_name=list_name, name=name or f"Valeur {n}", position=n, **values))


def actor(**values: Any) -> Actor:
    """A local actor; its family is itself."""
    values.setdefault("name", f"Acteur {next(numbers)}")
    values.setdefault("sort_name", fold(values["name"]))
    values["type"] = values.get("type") or value("actor_type")
    made = _save(Actor(**values))
    made.family_id = made.family_id or made.id
    db.session.flush()
    return made


def collaboration(**values: Any) -> Collaboration:
    """A worker's own sheet on an actor."""
    values["worker"] = values.get("worker") or worker()
    values["actor"] = values.get("actor") or actor()
    return _save(Collaboration(**values))


def intervention(**values: Any) -> Intervention:
    """An anonymous intervention of a worker, today, on one theme."""
    values["worker"] = values.get("worker") or worker()
    values["place"] = values.get("place") or value("place")
    values.setdefault("happened_on", clock.today())
    themes = values.pop("themes", None) or [value("theme")]
    made = _save(Intervention(**values))
    for each in themes:
        _save(InterventionMark(intervention_id=made.id, value_id=each.id))
    return made


def relay(**values: Any) -> Relay:
    """A relay to an actor, proposed today."""
    values["worker"] = values.get("worker") or worker()
    if not values.get("organisation"):
        values["actor"] = values.get("actor") or actor()
    values.setdefault("opened_on", clock.today())
    values.setdefault("state_on", values["opened_on"])
    return _save(Relay(**values))


def host_work(**values: Any) -> HostWork:
    """An hour for the host, today."""
    values["worker"] = values.get("worker") or worker()
    values["organisation"] = values.get("organisation") or organisation()
    values["kind"] = values.get("kind") or value("host_work")
    values.setdefault("happened_on", clock.today())
    values.setdefault("minutes", 60)
    return _save(HostWork(**values))


def starting_period(of: Worker, starts_on: date, ends_on: date, **values: Any) -> StartingPeriod:
    """Days on which a worker is asked to keep the starting journal."""
    return _save(StartingPeriod(worker_id=of.id, starts_on=starts_on, ends_on=ends_on, **values))


def starting_entry(of: Worker, day: date | None = None, **values: Any) -> StartingEntry:
    """A day of a worker's starting journal, today's."""
    for name in ("helped", "hard", "questions"):
        values.setdefault(name, f"{name} {next(numbers)}")
    return _save(StartingEntry(worker_id=of.id, happened_on=day or clock.today(), **values))


def signal(author: User | None = None, place: Neighbourhood | None = None, **values: Any) -> Signal:
    """Something that a colleague has seen, in a neighbourhood."""
    author = author or worker().user
    values.setdefault("kind", SignalKind.BARRIER)
    values.setdefault("text", f"Un obstacle vu {next(numbers)} fois")
    made = _save(Signal(author_id=author.id, **values))
    _save(Echo(signal_id=made.id, user_id=author.id, neighbourhood_id=place.id if place else None))
    return made


def echo(of: Signal, by: User | None = None, place: Neighbourhood | None = None) -> Echo:
    """Somebody else has seen it too."""
    by = by or worker().user
    place_id = place.id if place else None
    return _save(Echo(signal_id=of.id, user_id=by.id, neighbourhood_id=place_id))


def dossier(*signals: Signal, **values: Any) -> Dossier:
    """A file that carries these signals, open unless said otherwise."""
    values.setdefault("title", f"Dossier {next(numbers)}")
    values.setdefault("state", DossierState.OPEN)
    made = _save(Dossier(figures=values.pop("figures", []), **values))
    states = [DossierState.OPEN, values["state"]]
    for state in dict.fromkeys(states):
        _save(DossierStep(dossier_id=made.id, state=state))
    for each in signals:
        each.dossier_id = made.id
    db.session.flush()
    return made


def proposal(at: Site, by: User | None = None, **values: Any) -> HostProposal:
    """What a host proposes at its place, tomorrow morning unless said otherwise."""
    morning = datetime.combine(clock.today() + timedelta(days=1), time(10))
    values.setdefault("title", f"Proposition {next(numbers)}")
    values.setdefault("starts_at", clock.from_local(morning))
    values.setdefault("ends_at", values["starts_at"] + timedelta(hours=2))
    author_id = by.id if by else None
    return _save(
        HostProposal(
            organisation_id=at.organisation_id, site_id=at.id, author_id=author_id, **values
        )
    )


def joined(occurrence: Occurrence, wanted: int = 2) -> ReinforcementJoin:
    """Somebody who has joined a date that looks for so many colleagues."""
    asked = _save(Reinforcement(occurrence_id=occurrence.id, wanted=wanted, taken=1))
    return _save(ReinforcementJoin(reinforcement_id=asked.id, worker_id=worker().id))
