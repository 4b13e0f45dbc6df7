"""The demo's people, places and lists as rows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.accounts.passwords import hash_password
from raqnet.calendar.models import Activity, Mission
from raqnet.db import db
from raqnet.demo import facts, people
from raqnet.people import models

PASSWORD = "raqnet-demo"  # noqa: S105 - known to all, and refused outside the demo
ROLES = {
    "raq": Role.RAQ,
    "ph": Role.HOST,
    "coordination": Role.COORDINATION,
    "recherche": Role.RESEARCH,
    "admin": Role.ADMIN,
}
MISSIONS = {"social_sante": "Social / santé", "covid": "Lutte contre le Covid"}


@dataclass
class Directory:
    """Rows by the names that the plan uses."""

    communes: dict[str, models.Commune] = field(default_factory=dict)
    zones: dict[str, models.Zone] = field(default_factory=dict)
    neighbourhoods: dict[str, models.Neighbourhood] = field(default_factory=dict)
    organisations: dict[str, models.Organisation] = field(default_factory=dict)
    sites: dict[str, models.Site] = field(default_factory=dict)
    languages: dict[str, models.Language] = field(default_factory=dict)
    skills: dict[str, models.Skill] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    missions: dict[str, Mission] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    workers: dict[str, models.Worker] = field(default_factory=dict)


def load_people(today: date) -> Directory:
    """Everybody and every place of the demo."""
    directory = Directory()
    _load_lists(directory)
    _load_places(directory)
    _load_accounts(directory)
    _load_workers(directory, today)
    db.session.flush()
    return directory


def _keep(row: Any) -> Any:
    db.session.add(row)
    return row


def _listed(model: Any, names: list[str]) -> dict[str, Any]:
    return {name: _keep(model(name=name, position=n)) for n, name in enumerate(names)}


def _load_lists(directory: Directory) -> None:
    spoken = [language for worker in people.workers() for language in worker.languages]
    offered = [
        language for texts in facts.activity_texts().values() for language in texts.languages
    ]
    known = [skill for worker in people.workers() for skill in worker.skills]
    directory.languages = _listed(models.Language, list(dict.fromkeys(spoken + offered)))
    directory.skills = _listed(models.Skill, sorted(set(known)))
    directory.activities = _listed(Activity, list(facts.activities()))
    directory.missions = {
        code: _keep(Mission(code=code, name=name, position=n))
        for n, (code, name) in enumerate(MISSIONS.items())
    }


def _load_places(directory: Directory) -> None:
    for commune in facts.communes().values():
        row = models.Commune(name=commune.name, postcode=commune.postcode)
        directory.communes[commune.name] = _keep(row)
    for zone in people.zones():
        directory.zones[zone.code] = _keep(models.Zone(code=zone.code))
    for place in people.neighbourhoods():
        directory.neighbourhoods[place.name] = _keep(
            models.Neighbourhood(
                name=place.name,
                zone=directory.zones[place.zone],
                commune=directory.communes[place.commune],
            )
        )
    _load_hosts(directory)


def _load_hosts(directory: Directory) -> None:
    for organisation in people.organisations():
        row = models.Organisation(name=organisation.name)
        directory.organisations[organisation.name] = _keep(row)
    for site in people.sites():
        directory.sites[site.name] = _keep(
            models.Site(
                name=site.name,
                organisation=directory.organisations[site.organisation],
                kind=site.kind or "",
                address=site.address,
                commune=directory.communes[site.commune],
            )
        )


def _load_accounts(directory: Directory) -> None:
    # One hash for all: the password is public, and hashing thirty times would take seconds.
    hashed = hash_password(PASSWORD)
    for account in people.accounts():
        row = User(
            email=account.email, name=account.name, role=ROLES[account.role], password_hash=hashed
        )
        directory.users[account.email] = _keep(row)
        db.session.flush()
        if account.organisation:
            organisation = directory.organisations[account.organisation]
            _keep(models.HostMember(user_id=row.id, organisation_id=organisation.id))


def _load_workers(directory: Directory, today: date) -> None:
    for worker in people.workers():
        directory.workers[worker.name] = _keep(
            models.Worker(
                user=directory.users[worker.email],
                phone=worker.phone,
                languages=[directory.languages[name] for name in worker.languages],
                skills=[directory.skills[name] for name in worker.skills],
            )
        )
    for stay in people.assignments():
        _keep(
            models.Assignment(
                worker=directory.workers[stay.worker],
                neighbourhood=directory.neighbourhoods[stay.neighbourhood],
                site=directory.sites[stay.site],
                starts_on=stay.since,
                ends_on=stay.until,
            )
        )
    db.session.flush()
    for away in people.absences(today):
        worker_id = directory.workers[away.worker].id
        _keep(models.Absence(worker_id=worker_id, starts_on=away.first, ends_on=away.last))
