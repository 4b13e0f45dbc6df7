"""What is a host's own: dates at its sites or with workers it lodges that day; its month, whole."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import listing, queries
from raqnet.calendar.filters import Filters
from raqnet.calendar.listing import Entry
from raqnet.calendar.models import Action, Occurrence, Visibility, action_workers
from raqnet.db import db
from raqnet.journal import queries_host_works as host_works
from raqnet.people.models import Assignment, Organisation, Site
from raqnet.research import catalogue, published
from raqnet.research.answers import Answer, Desk
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope

THEMES = "interventions-thematiques"  # the figure of people that the page of the month tells


@dataclass(frozen=True)
class HouseMonth:
    """What was done with a house in a month, as the house itself may read it."""

    id: int
    name: str
    month: Scope
    held: list[Entry]
    works: list[tuple[str, int]]  # how often each kind; never how long
    people: Answer | None  # in its protected form

    @property
    def present(self) -> int:
        """How many people came, where that was noted."""
        return sum(each.present or 0 for each in self.held)

    @property
    def counted(self) -> int:
        """For how many dates that is known."""
        return sum(each.present is not None for each in self.held)


def month_of(organisation_id: int, month: Scope) -> HouseMonth | None:
    """A house's month; None where there is no such house."""
    name = db.session.scalar(select(Organisation.name).where(Organisation.id == organisation_id))
    if name is None:
        return None
    first, last = month.first, month.last
    within, mine = listing.within(first, last), own(organisation_id, first, last)
    dates = listing.entries(Visibility.HOSTS, within, mine)
    held = [each for each in dates if each.ends_at <= clock.now() and each.state != "cancelled"]
    works = host_works.kinds_for(organisation_id, first, last)
    return HouseMonth(organisation_id, name, month, held, works, _people(organisation_id, month))


def _people(organisation_id: int, month: Scope) -> Answer | None:
    entry = catalogue.FIGURES.get(THEMES)
    if entry is None:
        return None
    itself = Reader(Role.HOST, Visibility.HOSTS, organisation_id)
    answer = Desk(itself).answer(entry, replace(month, organisation=organisation_id), whole=False)
    return replace(answer, figure=answer.figure and published.of_now(answer.figure))


def names() -> list[tuple[int, str]]:
    """All houses, for whoever chooses one."""
    query = select(Organisation.id, Organisation.name).order_by(Organisation.name)
    return [(id_, name) for id_, name in db.session.execute(query)]


def own(organisation_id: int, first: date, last: date) -> ColumnElement[bool]:
    """On `Action` and `Occurrence`: at one of its sites, or with a worker it lodges that day."""
    at_site = and_(*queries.matching(Filters(organisation=organisation_id)))
    lodged = _lodged(organisation_id, first - listing.MAX_DURATION, last)
    return or_(at_site, *(_with(workers, *days) for days, workers in lodged.items()))


def _lodged(organisation_id: int, first: date, last: date) -> dict[tuple[date, date], set[int]]:
    """Which workers it lodges from when to when, between two days."""
    query = (
        select(Assignment.worker_id, Assignment.starts_on, Assignment.ends_on)
        .join(Site, Site.id == Assignment.site_id)
        .where(
            Site.organisation_id == organisation_id,
            Assignment.starts_on <= last,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= first),
        )
    )
    found: dict[tuple[date, date], set[int]] = {}
    for worker_id, starts_on, ends_on in db.session.execute(query):
        days = max(starts_on, first), min(ends_on or last, last)
        found.setdefault(days, set()).add(worker_id)
    return found


def _with(workers: set[int], first: date, last: date) -> ColumnElement[bool]:
    start, end = clock.day_span(first, last)
    theirs = exists(
        select(1).where(
            action_workers.c.action_id == Action.id, action_workers.c.worker_id.in_(workers)
        )
    )
    return and_(theirs, Occurrence.starts_at >= start, Occurrence.starts_at < end)
