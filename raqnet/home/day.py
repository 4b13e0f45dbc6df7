"""What a person needs first today: the dates ahead, and what waits for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from raqnet import clock
from raqnet.access import Principal, Role
from raqnet.actors import queries_own as own_sheets
from raqnet.actors.listing import Row as ActorRow
from raqnet.actors.queries_own import Mine
from raqnet.calendar import agenda, listing
from raqnet.calendar.access import audience
from raqnet.calendar.models import Action, Kind, Occurrence, Status, TeamKind
from raqnet.home import news
from raqnet.home.news import News
from raqnet.intervision import lines
from raqnet.intervision import queries as intervision
from raqnet.intervision.lines import Line
from raqnet.intervision.models import Intervision
from raqnet.journal import queries_relays
from raqnet.journal.queries_relays import RelayRow
from raqnet.journal.queries_saturation import Failing
from raqnet.planning import queries_hours as hours
from raqnet.planning import queries_proposals as proposals
from raqnet.planning import queries_reinforcement as reinforcement
from raqnet.planning.queries_reinforcement import Wanted
from raqnet.signals import queries as signals
from raqnet.signals.models import Signal

AHEAD = timedelta(days=7)
RECENTLY = timedelta(days=7)
MOST_WAITING = 3


@dataclass(frozen=True)
class Home:
    """The first page's content; lists are in order of time."""

    mine: bool  # the days are one's own, not everybody's
    entries: list[listing.Entry]
    waiting: list[listing.Entry]
    waiting_count: int
    collective_day: listing.Entry | None
    cancelled: list[listing.Entry]
    intervisions: list[Intervision]  # the rooms that are open, then what is planned today
    lines: list[Line]  # one's own lines of action
    relays: list[RelayRow]  # one's own that wait for an answer
    follow_ups: list[Mine]  # one's own sheets with something to do within the week
    to_verify: list[ActorRow]  # sheets of one's zones that nobody has verified for long
    news: list[News]
    saturated: list[Any]  # for the coordination and research
    failing: list[Failing]
    answers: list[Signal]  # to what one has signalled, not read yet
    wanted: list[Wanted]  # dates that look for the languages and skills that one has
    hours_count: int  # dates whose hours wait for one's decision
    proposals_count: int  # of hosts, that wait for one's answer


def of(user: Principal) -> Home:
    """The first page of a member of the team."""
    today, reader = clock.today(), audience(user)
    mine = user.worker_id is not None
    whose = [agenda.of(user).condition()] if mine else []
    ahead = listing.within(today, today + AHEAD)
    waits = [agenda.waiting(), *whose]
    shown = user.role in (Role.RAQ, Role.COORDINATION)
    joins = user.can("intervision.join")
    return Home(
        mine=mine,
        entries=listing.entries(reader, ahead, *whose),
        waiting=_latest(listing.entries(reader, *waits, _recent())) if shown else [],
        waiting_count=agenda.count(reader, *waits) if shown else 0,
        collective_day=_collective_day(user),
        cancelled=listing.entries(reader, *_cancelled()),
        intervisions=intervision.of_today(user) if joins else [],
        lines=lines.own(user) if joins else [],
        relays=queries_relays.open_of(user) if mine else [],
        follow_ups=_follow_ups(user) if mine else [],
        to_verify=own_sheets.to_verify(user, MOST_WAITING) if mine else [],
        news=news.lately(user),
        saturated=news.saturated(user),
        failing=news.failing(user),
        answers=signals.news(user),
        wanted=reinforcement.for_me(user),
        hours_count=hours.count_waiting(user),
        proposals_count=proposals.count_open(user),
    )


def _follow_ups(user: Principal) -> list[Mine]:
    """What is due within the week, or was."""
    soon = clock.today() + AHEAD
    return [each for each in own_sheets.due(user) if _by(each) <= soon][:MOST_WAITING]


def _by(mine: Mine) -> date:
    assert mine.sheet.follow_up_on is not None
    return mine.sheet.follow_up_on


def _recent() -> ColumnElement[bool]:
    """Of the last four weeks: older ones are on the page of all that waits."""
    return Occurrence.starts_at > clock.now() - timedelta(weeks=4)


def _latest(entries: list[listing.Entry]) -> list[listing.Entry]:
    return entries[::-1][:MOST_WAITING]


def _collective_day(user: Principal) -> listing.Entry | None:
    """The team's next day together."""
    together = and_(
        Action.kind == Kind.TEAM,
        Action.team_kind == TeamKind.COLLECTIVE_DAY,
        Action.status != Status.CANCELLED,
        Occurrence.ends_at > clock.now(),
        Occurrence.starts_at < clock.now() + 3 * AHEAD,
    )
    return next(iter(listing.entries(audience(user), together)), None)


def _cancelled() -> list[ColumnElement[bool]]:
    """What was called off lately and would have come soon: somebody may still count on it."""
    soon = Occurrence.starts_at < clock.now() + 2 * AHEAD
    return [
        Action.status == Status.CANCELLED,
        or_(Action.cancelled_at.is_(None), Action.cancelled_at > clock.now() - RECENTLY),
        Occurrence.ends_at > clock.now(),
        soon,
    ]
