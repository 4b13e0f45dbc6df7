"""What a worker may load of relays: their own."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from raqnet.access import Principal
from raqnet.actors.models import Actor
from raqnet.db import db
from raqnet.journal.models import OPEN_RELAYS, Relay, RelayStep
from raqnet.journal.queries_interventions import Cursor
from raqnet.lists.models import ListValue
from raqnet.people.models import Organisation

PAGE = 20


class RelayRow(NamedTuple):
    """A relay as a list shows it; `gone` when its service was archived meanwhile, `named` while it
    is known by a name alone.
    """

    id: int
    service: str
    gone: bool
    state: str
    opened_on: date
    state_on: date
    failure: str
    note: str
    version: int
    actor_id: int | None
    stepped: bool  # there is a step to take back; without one, undoing takes the relay away
    named: bool


@dataclass(frozen=True)
class Closed:
    """A page of closed relays, the latest first."""

    rows: list[RelayRow]
    after: Cursor | None


def find(user: Principal, relay_id: int) -> Relay | None:
    """One of one's own."""
    return db.session.scalar(
        select(Relay).where(Relay.id == relay_id, Relay.worker_id == user.worker_id)
    )


def open_of(user: Principal) -> list[RelayRow]:
    """One's own that wait for an answer, the oldest first; for the home page too."""
    query = _rows(user).where(Relay.state.in_(OPEN_RELAYS))
    found = db.session.execute(query.order_by(Relay.opened_on, Relay.id))
    return [RelayRow(*row) for row in found]


def closed_of(user: Principal, after: Cursor | None = None) -> Closed:
    """A page of one's own that are closed."""
    query = _rows(user).where(Relay.state.not_in(OPEN_RELAYS))
    if after:
        key: Any = tuple_(Relay.state_on, Relay.id)
        query = query.where(key < tuple_(after.happened_on, after.id))
    newest = query.order_by(Relay.state_on.desc(), Relay.id.desc()).limit(PAGE + 1)
    rows = [RelayRow(*row) for row in db.session.execute(newest)]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return Closed(rows, Cursor(rows[-1].state_on, rows[-1].id) if more else None)


def _rows(user: Principal) -> Any:
    """With the name that the service goes by today."""
    sent_to, head = aliased(Actor), aliased(Actor)
    made = select(func.count(RelayStep.id)).where(RelayStep.relay_id == Relay.id)
    steps = made.scalar_subquery()
    rows: Any = (
        select(
            Relay.id, func.coalesce(head.name, Organisation.name, Relay.service_name),
            head.removed_at.is_not(None),
            Relay.state, Relay.opened_on, Relay.state_on, func.coalesce(ListValue.name, ""),
            Relay.note, Relay.version, head.id, steps > 1, Relay.service_name != "",
        )
        .outerjoin(sent_to, sent_to.id == Relay.actor_id)
        .outerjoin(head, head.id == func.coalesce(sent_to.family_id, sent_to.id))
        .outerjoin(Organisation, Organisation.id == Relay.organisation_id)
        .outerjoin(ListValue, ListValue.id == Relay.failure_id)
        .where(Relay.worker_id == user.worker_id)
    )  # fmt: skip
    return rows
