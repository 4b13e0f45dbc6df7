"""A host's own page: its sites, who is there today, what comes, what was done, what was answered.

Its own is what happens at one of its sites, or with a worker whom it lodges on that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.calendar import listing, periods, queries
from raqnet.calendar.access import REACH, audience
from raqnet.calendar.listing import Entry
from raqnet.calendar.models import Action, Comment, Occurrence
from raqnet.calendar.periods import Period
from raqnet.db import db
from raqnet.journal import queries_host_works as host_works
from raqnet.journal.by_day import Cursor
from raqnet.journal.queries_host_works import DonePage
from raqnet.people.models import HostMember, Organisation, Site
from raqnet.people.queries import site_team
from raqnet.people.rows import TeamRow
from raqnet.planning import queries_proposals
from raqnet.planning.models import HostProposal
from raqnet.research import house

STRETCH = timedelta(weeks=4)
DAY = timedelta(days=1)
THREADS = 10
WORDS = 200  # comments read at the most, over all threads
_FAMILY = func.coalesce(Action.series_id, Action.id)  # a series and its dates are spoken of as one


class SiteTeam(NamedTuple):
    """A site and who works from it today."""

    id: int
    name: str
    address: str
    team: list[TeamRow]


class Said(NamedTuple):
    """A remark or a request; `ours` when somebody of the organisation made it."""

    author: str
    at: datetime
    is_request: bool
    text: str
    ours: bool


class Thread(NamedTuple):
    """What the organisation said of an action, and all that followed, oldest first."""

    action_id: int
    title: str
    said: list[Said]

    @property
    def answered(self) -> bool:
        """Has somebody else said something since?"""
        return not all(each.ours for each in self.said)

    @property
    def asks(self) -> bool:
        """Did the organisation ask for something?"""
        return any(each.ours and each.is_request for each in self.said)


@dataclass(frozen=True)
class HostPage:
    """What the page shows; `coming` and `others` in order of time, `done` and `threads` newest."""

    organisation: str
    sites: list[SiteTeam]
    coming: list[Entry]
    others: list[Entry]
    done: list[Entry]
    threads: list[Thread]
    works: DonePage  # done for it in the month that is shown
    proposals: list[HostProposal]  # what it has proposed, and the answers, newest first

    def people(self, absent: bool) -> int:
        """How many workers are absent, or present, today; once each."""
        rows = (row for site in self.sites for row in site.team)
        return len({row.worker_id for row in rows if row.absent == absent})

    @property
    def present(self) -> int:
        """How many people came to what was done, where that is known."""
        return sum(each.present or 0 for each in self.done)

    @property
    def counted(self) -> int:
        """For how many of the dates done that is known."""
        return sum(each.present is not None for each in self.done)


def of(
    user: Principal, month: Period | None = None, after: Cursor | None = None
) -> HostPage | None:
    """The page of a host's member; None while the account belongs to no organisation.

    Of the work that was done for it, that of a month (this one), from `after` on.
    """
    if user.organisation_id is None:
        return None
    rows = _sites(user.organisation_id)
    entries, own = _dates(user, user.organisation_id)
    now, month = clock.now(), month or periods.month(clock.today())
    ahead = [each for each in entries if each.ends_at > now]
    return HostPage(
        organisation=rows[0][0],
        sites=_teams(rows, site_team(user.organisation_id, clock.today())),
        coming=[each for each in ahead if each.id in own],
        others=[each for each in ahead if each.id not in own],
        done=[each for each in reversed(entries) if each.id in own and _held(each, now)],
        threads=threads(user),
        works=host_works.done_for(user, month.start, month.end, after),
        proposals=queries_proposals.of_host(user),
    )


def _held(entry: Entry, now: datetime) -> bool:
    return entry.ends_at <= now and entry.state != "cancelled"


def _sites(organisation_id: int) -> list[Any]:
    """The organisation's name with each site; one row without a site where it has none."""
    query = (
        select(Organisation.name, Site.id, Site.name, Site.address)
        .outerjoin(Site, Site.organisation_id == Organisation.id)
        .where(Organisation.id == organisation_id)
        .order_by(Site.name)
    )
    return list(db.session.execute(query))


def _teams(rows: Iterable[Any], team: list[TeamRow]) -> list[SiteTeam]:
    return [
        SiteTeam(id_, name, address, [each for each in team if each.site_id == id_])
        for _organisation, id_, name, address in rows
        if id_ is not None
    ]


def _dates(user: Principal, organisation_id: int) -> tuple[list[Entry], set[int]]:
    """Four weeks back, only its own, and four weeks ahead; with the ids of its own."""
    first, last = clock.today() - STRETCH, clock.today() + STRETCH - DAY
    period, own = listing.within(first, last), house.own(organisation_id, first, last)
    dates = select(Occurrence.id).join(Action, Action.id == Occurrence.action_id)
    ids = db.session.scalars(dates.where(queries.visible(user), period, own))
    ahead = or_(own, Occurrence.ends_at > clock.now())
    return listing.entries(audience(user), period, ahead), set(ids)


def threads(user: Principal) -> list[Thread]:
    """The last actions of which the organisation said something, and what followed."""
    members = select(HostMember.user_id).where(HostMember.organisation_id == user.organisation_id)
    ours = Comment.author_id.in_(members)
    told = Comment.visibility.in_(REACH[audience(user)])
    spoken_of = (
        select(_FAMILY)
        .select_from(Comment)
        .join(Action, Action.id == Comment.action_id)
        .where(queries.visible(user), ours)
        .group_by(_FAMILY)
        .order_by(func.max(Comment.id).desc())
        .limit(THREADS)
        .correlate(None)
    )
    query = (
        select(
            _FAMILY, Action.id, Action.title,
            User.name, Comment.at, Comment.is_request, Comment.text, ours,
        )
        .select_from(Comment)
        .join(Action, Action.id == Comment.action_id)
        .outerjoin(User, User.id == Comment.author_id)
        .where(queries.visible(user), told, _FAMILY.in_(spoken_of))
        .order_by(Comment.at.desc(), Comment.id.desc())
        .limit(WORDS)
    )  # fmt: skip
    return _gathered(db.session.execute(query))


def _gathered(rows: Iterable[Any]) -> list[Thread]:
    """Comments, newest first, by what they speak of; what came before one's own is left out."""
    found: dict[int, list[Any]] = {}
    for family, *row in rows:
        found.setdefault(family, []).insert(0, row)
    return [_thread(said) for said in found.values() if any(row[-1] for row in said)]


def _thread(rows: list[Any]) -> Thread:
    begun = next(n for n, row in enumerate(rows) if row[-1])
    action_id, title, *_said = rows[begun]
    return Thread(action_id, title, [_one(*row[2:]) for row in rows[begun:]])


def _one(author: str | None, at: Any, is_request: bool, text: str, ours: Any) -> Said:
    return Said(author or "", at, is_request, text, bool(ours))
