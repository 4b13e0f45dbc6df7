"""Mails that a command sends: kept in a table, so that a crash loses none and none leaves twice.

A mail is claimed in a transaction of its own before it leaves. Whoever dies between the claim and
the word that it was taken leaves it claimed: nobody knows whether it left, so it does not leave
again by itself, and is told as uncertain.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from raqnet import clock, mail
from raqnet.db import INSERTS, Model, db
from raqnet.digest import hash_token

# How long a mail that was not taken waits, after each try; then a day each time …
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180, 360, 720, 1440))
LASTS = timedelta(days=7)  # … until it is too old: what it says is no longer so
KEPT = timedelta(days=90)  # a row without its words, so that its key is not entered again
IN_HAND = timedelta(minutes=10)  # a claim that is older is nobody's any more


class OutboxMail(Model):
    """A mail to send; `key` says what it is, so that it is entered once.

    It is claimed before it leaves. Claimed and not sent, nobody knows whether it left: it does not
    leave again.
    """

    __tablename__ = "outbox_mails"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(20000))
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    next_at: Mapped[datetime] = mapped_column(default=clock.now)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(60), default="")


WAITING = (
    OutboxMail.claimed_at.is_(None),
    OutboxMail.sent_at.is_(None),
    OutboxMail.given_up_at.is_(None),
)


@dataclass
class Round:
    """What became of the mails that were due: how many by outcome, and why some wait."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: set[str] = field(default_factory=set)


def enter(key: str, recipient: str, subject: str, body: str) -> bool:
    """Let a mail wait, in the caller's transaction; False where its key was entered before."""
    row = {"key": key, "recipient": recipient, "subject": subject, "body": body}
    entering = INSERTS[db.engine.dialect.name](OutboxMail).values(**row)
    entering = entering.on_conflict_do_nothing(index_elements=["key"]).returning(OutboxMail.id)
    return db.session.scalar(entering) is not None


def forget(recipient: str) -> None:
    """Drop what waits for this address, in the caller's transaction."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.recipient == recipient, *WAITING))


def send_due() -> Round:
    """Send what is due, each mail in transactions of its own; stop where the server is down.

    It ends the session's transaction: nothing is held while the server is spoken to.
    """
    db.session.rollback()
    _tidy()
    done = Round()
    while (claimed := _claim_next()) is not None:
        outcome = _send(claimed, done)
        done.outcomes[outcome] += 1
        if outcome == "down":
            break
    return done


def uncertain() -> list[Any]:
    """The mails that may have left or not: id and key, oldest first."""
    query = select(OutboxMail.id, OutboxMail.key).where(*_lost()).order_by(OutboxMail.id)
    return list(db.session.execute(query))


def waiting() -> int:
    """How many mails wait to be sent."""
    return db.session.scalar(select(func.count(OutboxMail.id)).where(*WAITING)) or 0


def send_again(mail_id: int) -> bool:
    """Let an uncertain mail leave once more, as somebody has decided; False where there is none."""
    freed = update(OutboxMail).where(OutboxMail.id == mail_id, *_lost())
    return _change(freed.values(claimed_at=None, next_at=clock.now()))


def _lost() -> tuple[Any, ...]:
    """Claimed and not known to be sent, by nobody who may still have it in hand."""
    over = or_(OutboxMail.claimed_at < clock.now() - IN_HAND, OutboxMail.failure != "")
    return OutboxMail.claimed_at.is_not(None), OutboxMail.sent_at.is_(None), over


def _tidy() -> None:
    """Give up what is too old, and forget what has long been sent."""
    now = clock.now()
    old = update(OutboxMail).where(OutboxMail.created_at < now - LASTS, *WAITING)
    _change(old.values(given_up_at=now, body="", failure="trop vieux"))
    _change(delete(OutboxMail).where(OutboxMail.created_at < now - KEPT))


def _claim_next() -> Any:
    """Take the mail that has waited longest; None where nothing is due.

    Whoever takes it first has it: the others find it claimed.
    """
    now = clock.now()
    due = (*WAITING, OutboxMail.next_at <= now)
    while True:
        with db.engine.connect() as connection:
            query = select(OutboxMail.id).where(*due).order_by(OutboxMail.next_at, OutboxMail.id)
            mail_id = connection.scalar(query.limit(1))
        if mail_id is None:
            return None
        taken = update(OutboxMail).where(OutboxMail.id == mail_id, *due)
        if _change(taken.values(claimed_at=now, tries=OutboxMail.tries + 1, failure="")):
            return _words(mail_id)


def _words(mail_id: int) -> Any:
    columns = (
        OutboxMail.id, OutboxMail.key, OutboxMail.recipient, OutboxMail.subject,
        OutboxMail.body, OutboxMail.tries,
    )  # fmt: skip
    with db.engine.connect() as connection:
        return connection.execute(select(*columns).where(OutboxMail.id == mail_id)).one()


def _send(claimed: Any, done: Round) -> str:
    """Hand a claimed mail to the server, and note what became of it."""
    identity = f"<{hash_token(claimed.key)[:32]}@raqnet>"
    try:
        mail.deliver(claimed.recipient, claimed.subject, claimed.body, identity)
    except mail.NotSent as error:
        return _put_back(claimed, error, done)
    except mail.Uncertain as error:
        done.reasons.add(str(error))
        _note(claimed.id, failure=str(error))
        return "uncertain"
    _note(claimed.id, sent_at=clock.now(), body="", failure="")
    return "sent"


def _put_back(claimed: Any, error: mail.NotSent, done: Round) -> str:
    """It certainly did not leave: it waits longer each time, or is given up."""
    done.reasons.add(error.reason)
    if error.for_good:
        _note(claimed.id, claimed_at=None, given_up_at=clock.now(), body="", failure=error.reason)
        return "refused"
    wait = WAITS[min(claimed.tries, len(WAITS)) - 1]
    _note(claimed.id, claimed_at=None, next_at=clock.now() + wait, failure=error.reason)
    return "down" if error.down else "later"


def _note(mail_id: int, **values: Any) -> None:
    _change(update(OutboxMail).where(OutboxMail.id == mail_id).values(**values))


def _change(statement: Any) -> bool:
    """One statement in a transaction of its own; did it change anything?"""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        return bool(connection.execute(statement).rowcount)
