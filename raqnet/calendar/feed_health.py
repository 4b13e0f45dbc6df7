"""How a feed does, in words: who came by, whether they are up to date, when they come again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, func, select

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Subscription
from raqnet.calendar.queries import matching, visible
from raqnet.db import db
from raqnet.i18n import day, hour

USUAL = (1, 24)  # hours between two visits of a client that nobody knows
SHORTEST, LONGEST = timedelta(hours=1), timedelta(hours=48)
AT_ONCE = 100  # feeds asked of in one query
PATIENCE = 2  # how many times its usual wait a client may be away before one wonders


@dataclass(frozen=True)
class Health:
    """What is told of a feed, and what to do where something seems wrong."""

    words: str
    advice: str = ""


def of_all(user: Principal, rows: Iterable[Subscription]) -> list[Health]:
    """How each of my feeds does, in one query."""
    feeds = list(rows)
    newest = _newest(user, sorted({row.query for row in feeds if row.last_fetched_at}))
    return [_of(row, newest.get(row.query)) for row in feeds]


def _of(row: Subscription, newest: datetime | None) -> Health:
    if row.last_fetched_at is None:
        return Health(_("Aucun agenda n'est encore venu le chercher."))
    name = subscriptions.agent_name(row.last_agent) or _("Un agenda")
    soonest, latest = _next(row, row.last_fetched_at)
    passed = _("%(name)s est passé %(ago)s", name=name, ago=ago(row.last_fetched_at))
    if clock.now() > row.last_fetched_at + PATIENCE * (latest - row.last_fetched_at):
        return Health(
            _("%(passed)s, plus rien depuis.", passed=passed),
            _("Vérifier que l'abonnement est encore dans cet agenda, ou s'y abonner à nouveau."),
        )
    state = _("un changement l'attend") if _has_news(row, newest) else _("à jour")
    expected = expectation(soonest, latest)
    return Health(_("%(passed)s, %(state)s ; %(next)s.", passed=passed, state=state, next=expected))


def _next(row: Subscription, last: datetime) -> tuple[datetime, datetime]:
    """When its client is expected again: as it came the last times, else as such clients do."""
    if row.previous_fetched_at is not None:
        gap = min(max(last - row.previous_fetched_at, SHORTEST), LONGEST)
        return last + gap, last + gap
    known = subscriptions.known_agent(row.last_agent)
    first, then = known.hours if known else USUAL
    return last + timedelta(hours=first), last + timedelta(hours=then)


def _newest(user: Principal, filters: Sequence[str]) -> dict[str, datetime | None]:
    """When what these filters let through last changed."""
    found: dict[str, datetime | None] = {}
    for first in range(0, len(filters), AT_ONCE):
        some = filters[first : first + AT_ONCE]
        columns = [_last_change(user, each).scalar_subquery() for each in some]
        found |= dict(zip(some, db.session.execute(select(*columns)).one(), strict=True))
    return found


def _last_change(user: Principal, query: str) -> Select[Any]:
    let_through = matching(Filters.from_query(query))
    return select(func.max(Action.dtstamp)).where(visible(user), *let_through)


def _has_news(row: Subscription, newest: datetime | None) -> bool:
    """Has something in this feed changed since its client came by?"""
    times = [moment for moment in (newest, row.changed_at) if moment is not None]
    return row.last_fetched_at is None or max(times) > row.last_fetched_at


def ago(moment: datetime) -> str:
    """'il y a 6 h', 'il y a 3 jours'."""
    minutes = max(0, (clock.now() - moment) // timedelta(minutes=1))
    if minutes < 60:
        return _("il y a %(num)d\u00a0min", num=max(1, minutes))
    if minutes < 48 * 60:
        return _("il y a %(num)d\u00a0h", num=minutes // 60)
    days = minutes // (24 * 60)
    return ngettext("il y a %(num)d jour", "il y a %(num)d jours", days)


def expectation(soonest: datetime, latest: datetime) -> str:
    """When the next visit is expected, as people say it."""
    if latest <= clock.now():
        return _("prochain passage attendu d'un moment à l'autre")
    if soonest == latest:
        return _("prochain passage attendu %(when)s", when=_about(latest))
    return _("prochain passage attendu avant %(when)s", when=_by(latest))


def _about(moment: datetime) -> str:
    return _("vers %(when)s", when=_by(moment))


def _by(moment: datetime) -> str:
    """'16h', 'demain 9h', 'mardi 3 mars, 9h'."""
    days = (clock.to_local(moment).date() - clock.today()).days
    told = hour(moment.replace(minute=0))
    if days == 0:
        return told
    return _("demain %(hour)s", hour=told) if days == 1 else f"{day(moment)}, {told}"
