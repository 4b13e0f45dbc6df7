"""What a person may load of recordings; every lookup of the subject passes here."""

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from raqnet.access import Principal
from raqnet.db import db
from raqnet.intervision.models import Intervision, animators
from raqnet.recordings.models import Recording

# In the room ------------------------------------------------------------------------------------


def find_led(user: Principal, uid: str) -> Recording | None:
    """The recording of a session that one animates, by its name."""
    mine = exists(
        select(1).where(
            animators.c.intervision_id == Recording.intervision_id, animators.c.user_id == user.id
        )
    )
    return db.session.scalar(
        select(Recording)
        .where(Recording.uid == uid, mine)
        .options(joinedload(Recording.intervision))
    )


def find_session(user: Principal, intervision_id: int) -> Intervision | None:
    """A session that one animates."""
    mine = exists(
        select(1).where(
            animators.c.intervision_id == Intervision.id, animators.c.user_id == user.id
        )
    )
    return db.session.scalar(select(Intervision).where(Intervision.id == intervision_id, mine))
