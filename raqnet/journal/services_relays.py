"""The rules of relays: opened, followed until the person was received or not, undone step by step.

Services change the session; the caller commits once.
"""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from raqnet import clock
from raqnet.db import db
from raqnet.journal.models import OPEN_RELAYS, Intervention, Relay, RelayState, RelayStep
from raqnet.journal.queries_services import Service
from raqnet.journal.telling import NEXT, Opening


class Moved(ValueError):
    """It stands elsewhere by now."""


def open_(worker_id: int, opening: Opening, row: Intervention | None = None) -> Relay:
    """A new relay of a worker, out of an intervention or by itself."""
    relay = Relay(
        worker_id=worker_id,
        intervention_id=row.id if row else None,
        actor_id=opening.service.actor_id,
        organisation_id=opening.service.organisation_id,
        service_name="" if opening.service.key else opening.service.name,
        opened_on=opening.opened_on,
        state=opening.state,
        state_on=opening.opened_on,
        note=opening.note,
    )
    db.session.add(relay)
    db.session.flush()
    db.session.add(RelayStep(relay_id=relay.id, state=opening.state))
    return relay


def open_with(worker_id: int, opening: Opening | None, row: Intervention) -> None:
    """The relay that comes with an intervention, if there is one."""
    if opening is not None:
        open_(worker_id, opening, row)


def move(relay: Relay, state: str, failure_id: int | None = None, on: date | None = None) -> None:
    """One step further (today, unless given); only what fails has a reason. Errors: Moved."""
    if relay.state not in OPEN_RELAYS or state not in NEXT[RelayState(relay.state)]:
        raise Moved
    relay.state, relay.state_on = state, on or clock.today()
    relay.failure_id = failure_id if state == RelayState.FAILED else None
    db.session.add(RelayStep(relay_id=relay.id, state=state, failure_id=relay.failure_id))
    db.session.flush()


def match(relay: Relay, service: Service) -> bool:
    """Say which service it is that was only named; False where it is said already.

    It is no step: nobody has followed the relay, so its version stays.
    """
    named = update(Relay).where(Relay.id == relay.id, Relay.service_name != "")
    known = named.values(
        actor_id=service.actor_id, organisation_id=service.organisation_id, service_name=""
    )
    found: Any = db.session.execute(known, execution_options={"synchronize_session": False})
    return bool(found.rowcount)


def undo(relay: Relay) -> bool:
    """Take the last step back; the first one takes the relay with it (then False)."""
    query = select(RelayStep).where(RelayStep.relay_id == relay.id).order_by(RelayStep.id.desc())
    steps = list(db.session.scalars(query.limit(3)))
    if len(steps) < 2:
        db.session.delete(relay)
        return False
    last, before = steps[:2]
    first = len(steps) == 2
    relay.state, relay.failure_id = before.state, before.failure_id
    relay.state_on = relay.opened_on if first else clock.to_local(before.at).date()
    db.session.delete(last)
    return True
