"""Who the demo shows: hosts, places of work, workers and accounts; every person is invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from raqnet.demo.facts import rows

MAIL_DOMAIN = "raqnet.test"
PROJECT_START = date(2021, 4, 1)
_ABSENCES = (  # worker, days from the present day to the first one, length in days, reason
    ("RAQ 2", -9, 5, "congé"),
    ("RAQ 4", 0, 3, "congé"),
    ("RAQ 7", -1, 2, "formation"),
    ("RAQ 9", 3, 1, "récupération"),
    ("RAQ 12", 6, 10, "congé"),
    ("RAQ 15", 13, 2, "formation"),
    ("RAQ 18", 20, 12, "congé"),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A host organisation; the e-mail is its account's, the phone number is fictional."""

    name: str
    kind: str | None
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Site:
    """An address where an organisation hosts workers."""

    name: str
    organisation: str
    kind: str | None
    address: str
    postcode: str
    commune: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A group of neighbourhoods covered by two or three workers."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One of the thirty neighbourhoods; its commune is a proposal."""

    name: str
    zone: str
    commune: str


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker without a person's name; languages, skills and phone are invented."""

    name: str
    email: str
    phone: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """A worker covers a neighbourhood from a site; `until` None means still."""

    worker: str
    neighbourhood: str
    zone: str
    site: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Absence:
    """A worker is away, both days included; the reason never speaks of health."""

    worker: str
    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in; `role` is raq, ph, coordination, recherche or admin."""

    email: str
    name: str
    role: str
    worker: str | None = None
    organisation: str | None = None


@cache
def sites() -> tuple[Site, ...]:
    """The sixteen sites of annex 1."""
    return tuple(
        Site(
            name=row["site"],
            organisation=row["organisation"],
            kind=row["kind"] or None,
            address=f"{row['address']}, {row['postcode']} {row['commune']}",
            postcode=row["postcode"],
            commune=row["commune"],
        )
        for row in rows("hosts")
    )


@cache
def organisations() -> tuple[Organisation, ...]:
    """The host organisations, in order of first appearance."""
    kinds: dict[str, str | None] = {}
    for site in sites():
        kinds.setdefault(site.organisation, site.kind)
    return tuple(
        Organisation(name, kind, f"ph{number}@{MAIL_DOMAIN}", f"+32 2 555 01 {number:02d}")
        for number, (name, kind) in enumerate(kinds.items(), start=1)
    )


def zones() -> tuple[Zone, ...]:
    """The ten zones."""
    return tuple(Zone(row["code"], row["name"]) for row in rows("zones"))


@cache
def neighbourhoods() -> tuple[Neighbourhood, ...]:
    """The thirty neighbourhoods."""
    return tuple(
        Neighbourhood(row["neighbourhood"], row["zone"], row["commune"])
        for row in rows("neighbourhoods")
    )


@cache
def workers() -> tuple[Worker, ...]:
    """The eighteen workers, RAQ 1 to RAQ 18."""
    return tuple(_worker(number, row) for number, row in enumerate(rows("workers"), start=1))


@cache
def assignments() -> tuple[Assignment, ...]:
    """Who covers which neighbourhood from where, since the project's first day."""
    return tuple(
        Assignment(
            worker=row["worker"],
            neighbourhood=row["neighbourhood"],
            zone=row["zone"],
            site=row["site"],
            since=PROJECT_START,
            until=None,
        )
        for row in rows("neighbourhoods")
    )


def absences(today: date) -> tuple[Absence, ...]:
    """Some absences around `today`."""
    return tuple(
        Absence(worker, start, start + timedelta(days=length - 1), reason)
        for worker, offset, length, reason in _ABSENCES
        for start in (today + timedelta(days=offset),)
    )


def accounts() -> tuple[Account, ...]:
    """Every account: workers, one per organisation, coordination, research, administration."""
    team = [Account(w.email, w.name, "raq", worker=w.name) for w in workers()]
    hosts = [Account(o.email, f"PH {o.name}", "ph", organisation=o.name) for o in organisations()]
    office = [
        Account(f"coordination@{MAIL_DOMAIN}", "Coordination", "coordination"),
        Account(f"recherche@{MAIL_DOMAIN}", "Recherche-action", "recherche"),
        Account(f"admin@{MAIL_DOMAIN}", "Administration", "admin"),
    ]
    return (*team, *hosts, *office)


def organisation_of(worker: str) -> Organisation:
    """The organisation that hosts a worker."""
    site = next(a.site for a in assignments() if a.worker == worker)
    name = next(s.organisation for s in sites() if s.name == site)
    return next(o for o in organisations() if o.name == name)


def _worker(number: int, row: Mapping[str, str]) -> Worker:
    return Worker(
        name=row["worker"],
        email=f"raq{number}@{MAIL_DOMAIN}",
        phone=f"0470 00 00 {number:02d}",
        languages=tuple(row["languages"].split(";")),
        skills=tuple(row["skills"].split(";")),
    )
