"""What the queries of people tell: plain rows, so that no list holds a live object."""

from datetime import date
from typing import NamedTuple


class Named(NamedTuple):
    """Anything with a name that one may choose."""

    id: int
    name: str


class WorkerRow(NamedTuple):
    """A worker; `left_on` is the last day at work."""

    id: int
    user_id: int
    name: str
    phone: str
    left_on: date | None


class ZoneRow(NamedTuple):
    """A zone and its code ('05')."""

    id: int
    code: str

    @property
    def name(self) -> str:
        """What a list of choices shows."""
        return self.code


class CommuneRow(NamedTuple):
    """A commune."""

    id: int
    name: str
    postcode: str


class NeighbourhoodRow(NamedTuple):
    """A neighbourhood, its zone's code and its commune's name."""

    id: int
    name: str
    zone_id: int
    zone: str
    commune_id: int
    commune: str


class SiteRow(NamedTuple):
    """A place of a host."""

    id: int
    name: str
    organisation_id: int
    organisation: str
    kind: str
    address: str
    commune_id: int
    commune: str


class ListRow(NamedTuple):
    """An entry of an editable list."""

    id: int
    name: str
    retired: bool


class AbsenceRow(NamedTuple):
    """Days away, both included; never why."""

    id: int
    worker_id: int
    starts_on: date
    ends_on: date


class TeamRow(NamedTuple):
    """A worker at one site of a host, as its page shows the team of a day."""

    site_id: int
    site: str
    worker_id: int
    worker: str
    neighbourhoods: tuple[str, ...]
    absent: bool
    away_until: date | None = None  # the last day away, when absent


class CoverRow(NamedTuple):
    """A worker on a day, with one neighbourhood covered, or none."""

    worker_id: int
    worker: str
    phone: str
    neighbourhood_id: int | None
    site: str | None
    organisation: str | None


class TraitRow(NamedTuple):
    """A language or a skill of a worker; `kind` is the name of its table."""

    kind: str
    worker_id: int
    id: int
    name: str
    position: int
    retired: bool
