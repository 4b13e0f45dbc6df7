"""Taking recovered time, and putting it back."""

from datetime import date

from sqlalchemy import select

from raqnet.access import Principal
from raqnet.db import db
from raqnet.people.models import Worker
from raqnet.planning import queries_recovery as queries
from raqnet.planning.models import Recovery


class TooMuch(Exception):
    """More than what is left; `left` are minutes."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def take(user: Principal, day: date, minutes: int, note: str = "") -> Recovery:
    """Take so many minutes on a day; two taps at once find one balance. Errors: TooMuch."""
    mine = select(Worker.id).where(Worker.id == user.worker_id).with_for_update()
    worker_id = db.session.scalars(mine).one()
    left = queries.balance(user).left
    if minutes > left:
        raise TooMuch(left)
    row = Recovery(worker_id=worker_id, day=day, minutes=minutes, note=note, author_id=user.id)
    db.session.add(row)
    db.session.flush()
    return row


def give_back(row: Recovery) -> None:
    """It was not taken after all."""
    db.session.delete(row)
    db.session.flush()
