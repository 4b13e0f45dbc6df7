"""Where relays fail lately, and why, by anybody: for the team, and never whose they are.

A relay that failed counts under its reason from its last step on. One that was proposed and that
nobody has answered for `SILENT_AFTER` counts as without an answer from then on. Either is told for
`LATELY`, so that what was forgotten in a list accuses no service for ever.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from raqnet import clock
from raqnet.access import TEAM, Principal
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.journal.models import Relay, RelayState
from raqnet.lists.models import ListValue
from raqnet.people.models import Organisation

LATELY = timedelta(days=30)
SILENT_AFTER = timedelta(days=14)


class Failure(NamedTuple):
    """How many relays failed for one reason; without a reason, how many nobody answered."""

    reason: str
    times: int


class Failing(NamedTuple):
    """A service to which relays fail: an actor's sheet, or a host; the commonest reason first."""

    actor_id: int | None
    organisation_id: int | None
    name: str
    failures: list[Failure]

    @property
    def times(self) -> int:
        """How many relays failed there."""
        return sum(each.times for each in self.failures)


_SENT_TO, _HEAD = aliased(Actor), aliased(Actor)
_REASON, _KEPT = aliased(ListValue), aliased(ListValue)


def at(user: Principal, actor: Actor) -> list[Failure]:
    """Why relays to an actor's whole family fail, the commonest reason first."""
    found = _read(user, _SENT_TO.family_id == actor.family_id)
    return found[0].failures if found else []


def everywhere(user: Principal) -> list[Failing]:
    """Every service to which relays fail, the worst first."""
    listed = _HEAD.removed_at.is_(None) & _HEAD.id.is_not(None)
    return _read(user, listed | Relay.organisation_id.is_not(None))


def at_hosts(user: Principal) -> list[Failing]:
    """The hosts to which relays fail, the worst first."""
    return _read(user, Relay.organisation_id.is_not(None))


def _read(user: Principal, where: ColumnElement[bool]) -> list[Failing]:
    if user.role not in TEAM:
        return []
    times = func.count(Relay.id)
    reason = func.coalesce(_KEPT.name, "")
    service = (_HEAD.id, Organisation.id, func.coalesce(_HEAD.name, Organisation.name))
    query = (
        select(*service, reason, times)
        .select_from(Relay)
        .outerjoin(_SENT_TO, _SENT_TO.id == Relay.actor_id)
        .outerjoin(_HEAD, _HEAD.id == func.coalesce(_SENT_TO.family_id, _SENT_TO.id))
        .outerjoin(Organisation, Organisation.id == Relay.organisation_id)
        .outerjoin(_REASON, _REASON.id == Relay.failure_id)
        .outerjoin(_KEPT, _KEPT.id == func.coalesce(_REASON.merged_into_id, _REASON.id))
        .where(or_(_failed(), _silent()), where)
        .group_by(*service, reason)
        .order_by(times.desc(), reason)
    )
    return _gathered(db.session.execute(query))


def _failed() -> ColumnElement[bool]:
    return and_(Relay.state == RelayState.FAILED, Relay.state_on > clock.today() - LATELY)


def _silent() -> ColumnElement[bool]:
    since = clock.today() - SILENT_AFTER
    fresh = Relay.state_on > since - LATELY
    return and_(Relay.state == RelayState.PROPOSED, Relay.state_on <= since, fresh)


def _gathered(rows: Iterable[Any]) -> list[Failing]:
    found: dict[tuple[Any, ...], Failing] = {}
    for actor_id, organisation_id, name, *failure in rows:
        service = (actor_id, organisation_id, name)
        found.setdefault(service, Failing(*service, [])).failures.append(Failure(*failure))
    return sorted(found.values(), key=lambda each: (-each.times, each.name))
