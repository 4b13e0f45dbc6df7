"""The rules of a worker's own sheet on an actor.

Services change the session; the caller commits once.
"""

from typing import Any

from raqnet.access import Principal
from raqnet.actors import queries_own
from raqnet.actors.models import Actor, Collaboration
from raqnet.actors.words import is_refusal
from raqnet.db import db
from raqnet.drafts.services import INSERTS


def know(user: Principal, actor: Actor) -> bool:
    """Note that I know this actor; was it new? Two taps are one."""
    if queries_own.mine(user, actor):
        return False
    insert = INSERTS[db.engine.dialect.name]
    row = insert(Collaboration).values(actor_id=actor.id, worker_id=user.worker_id)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["actor_id", "worker_id"]))
    return True


def write(user: Principal, actor: Actor, sheet: Collaboration | None, **fields: Any) -> None:
    """Keep what I say of working with this actor; a reason only where there was a refusal."""
    if sheet is None:
        sheet = Collaboration(actor_id=actor.id, worker_id=user.worker_id)
        db.session.add(sheet)
    for name, value in fields.items():
        setattr(sheet, name, value)
    if not is_refusal(fields["outcome"]):
        sheet.refusal = None


def forget(sheet: Collaboration) -> None:
    """Take my sheet away, with what it says."""
    db.session.delete(sheet)
