"""The rules of a worker's own sheet on an actor.

Services change the session; the caller commits once.
"""

from collections.abc import Iterable
from typing import Any

from raqnet.access import Principal
from raqnet.actors import queries_own
from raqnet.actors.models import Actor, Collaboration
from raqnet.actors.words import is_refusal
from raqnet.db import INSERTS, db
from raqnet.drafts import services as drafts


def know(user: Principal, actor: Actor) -> bool:
    """Note that I know this actor; was it new? Two taps are one."""
    if queries_own.mine(user, actor):
        return False
    insert = INSERTS[db.engine.dialect.name]
    row = insert(Collaboration).values(actor_id=actor.id, worker_id=user.worker_id)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["actor_id", "worker_id"]))
    return True


def write(user: Principal, actor_id: int, sheet: Collaboration | None, **fields: Any) -> None:
    """Keep what I say of working with this actor; a reason only where there was a refusal."""
    if sheet is None:
        sheet = Collaboration(actor_id=actor_id, worker_id=user.worker_id)
        db.session.add(sheet)
    for name, value in fields.items():
        setattr(sheet, name, value)
    if not is_refusal(fields["outcome"]):
        sheet.refusal = None


def forget(user: Principal, sheet: Collaboration, words: Iterable[tuple[str, str]]) -> None:
    """Take my sheet away; its words, as its form sends them, are kept for me to put it back."""
    drafts.save(user, removed(sheet.actor_id), drafts.pack(list(words)))
    db.session.delete(sheet)


def removed(actor_id: int) -> str:
    """The key of the draft that holds the words of a sheet that I took away."""
    return f"/acteurs/{actor_id}/ma-fiche/retablir"
