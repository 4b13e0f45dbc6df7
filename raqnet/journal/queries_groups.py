"""The team's balance over a month that is over, and that of groups large enough; never a worker's.

Whoever noted no work for a host is left out: they would be known to have none.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.journal import groups, queries_balance
from raqnet.journal.balance import Balance, Share
from raqnet.journal.groups import Group
from raqnet.journal.stretches import Stretch
from raqnet.people.models import (
    Assignment,
    Commune,
    Neighbourhood,
    Organisation,
    Site,
    Worker,
    Zone,
)

COMMUNE, ZONE, HOST = "commune", "zone", "host"


@dataclass(frozen=True)
class Shown:
    """A group's shares in percents, and its hours, rounded; the team's own has no dimension."""

    dimension: str
    name: str
    percents: dict[Share, int]
    hours: int


def of_month(user: Principal, month: Stretch) -> list[Shown] | None:
    """The team, then the groups that may be shown; None where too few noted something."""
    return in_month(month) if user.can("journal.groups") else None


def in_month(month: Stretch) -> list[Shown] | None:
    """The same, for a reader who is known to be of the team."""
    if month.last >= clock.today():
        return None
    everyone = list(db.session.scalars(select(Worker.id)))
    noted = queries_balance.gather(everyone, month.first, month.last)
    known = {
        worker_id: queries_balance.weighed(each, month.first, month.last)
        for worker_id, each in noted.items()
        if each.host_works
    }
    team = Group("", "", frozenset(known))
    shown = groups.showable(team.people, _groups(month))
    return None if shown is None else [_shown(group, known) for group in (team, *shown)]


def _groups(month: Stretch) -> list[Group]:
    """By commune, zone and host: who was assigned there at some time in the month."""
    query = (
        select(Assignment.worker_id, Commune.name, Zone.code, Organisation.name)
        .join(Neighbourhood, Neighbourhood.id == Assignment.neighbourhood_id)
        .join(Commune, Commune.id == Neighbourhood.commune_id)
        .join(Zone, Zone.id == Neighbourhood.zone_id)
        .join(Site, Site.id == Assignment.site_id)
        .join(Organisation, Organisation.id == Site.organisation_id)
        .where(
            Assignment.starts_on <= month.last,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= month.first),
        )
    )
    return _by_place(db.session.execute(query))


def _by_place(rows: Iterable[Any]) -> list[Group]:
    people: dict[tuple[str, str], set[int]] = defaultdict(set)
    for worker_id, *places in rows:
        for place in zip((COMMUNE, ZONE, HOST), places, strict=True):
            people[place].add(worker_id)
    return [Group(*place, frozenset(ids)) for place, ids in people.items()]


def _shown(group: Group, known: dict[int, Balance]) -> Shown:
    sums = {share: sum(known[each].minutes[share] for each in group.people) for share in Share}
    whole = Balance(sums)
    return Shown(group.dimension, group.name, whole.percents, groups.rounded_hours(whole.total))
