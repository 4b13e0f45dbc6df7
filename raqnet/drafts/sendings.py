"""Which forms of a person's devices have arrived."""

from datetime import timedelta

from sqlalchemy import delete

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import INSERTS, db
from raqnet.drafts.models import Sending

KEPT = timedelta(days=60)  # longer than any device stays without a network


def enter(user: Principal, key: str) -> bool:
    """Note that this form arrived, with what it changes; False where it had arrived before."""
    insert = INSERTS[db.engine.dialect.name]
    row = insert(Sending).values(user_id=user.id, key=key, at=clock.now())
    entered = row.on_conflict_do_nothing(index_elements=["user_id", "key"]).returning(Sending.key)
    return db.session.scalar(entered) is not None


def expire() -> None:
    """Forget what arrived long ago."""
    db.session.execute(delete(Sending).where(Sending.at <= clock.now() - KEPT))
