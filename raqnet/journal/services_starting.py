"""The rules of the starting journal: on for a period, one entry a day, its author's alone.

Services change the session; the caller commits once.
"""

from datetime import date

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from raqnet import clock, mail
from raqnet.accounts.models import User
from raqnet.db import db
from raqnet.holidays import is_worked
from raqnet.i18n import day_short
from raqnet.journal import queries_starting as queries
from raqnet.journal.models import StartingEntry, StartingPeriod
from raqnet.people.services import Refused, refuse_backwards


class Known(Exception):
    """There is an entry of that day."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day


def write(worker_id: int, *, happened_on: date, **texts: str) -> StartingEntry:
    """Write the entry of a day. Errors: Refused outside a period, Known for a second one."""
    if not queries.is_on(worker_id, happened_on):
        raise Refused("happened_on", _("Le journal de démarrage n'est pas demandé ce jour-là."))
    entry = StartingEntry(worker_id=worker_id, happened_on=happened_on, **texts)
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except IntegrityError as error:
        raise Known(happened_on) from error
    return entry


def rewrite(entry: StartingEntry, **texts: str) -> None:
    """Change what an entry says; its day stays."""
    for name, text in texts.items():
        setattr(entry, name, text)


# Periods ---------------------------------------------------------------------------------------


def set_period(
    period: StartingPeriod, worker_id: int, starts_on: date, ends_on: date, reminders: bool
) -> StartingPeriod:
    """Ask a worker to keep it from one day to another. Errors: Refused."""
    refuse_backwards(starts_on, ends_on)
    _refuse_overlap(period, worker_id, starts_on, ends_on)
    period.worker_id, period.reminders = worker_id, reminders
    period.starts_on, period.ends_on = starts_on, ends_on
    db.session.add(period)
    db.session.flush()
    return period


def _refuse_overlap(period: StartingPeriod, worker_id: int, starts_on: date, ends_on: date) -> None:
    query = select(StartingPeriod).where(
        StartingPeriod.worker_id == worker_id,
        StartingPeriod.starts_on <= ends_on,
        StartingPeriod.ends_on >= starts_on,
    )
    with db.session.no_autoflush:
        others = [each for each in db.session.scalars(query) if each is not period]
    if others:
        days = {"first": day_short(others[0].starts_on), "last": day_short(others[0].ends_on)}
        raise Refused("starts_on", _("Déjà demandé du %(first)s au %(last)s.", **days))


def end_period(period: StartingPeriod) -> None:
    """Ask no longer; what was written stays its author's."""
    db.session.delete(period)


# Reminders -------------------------------------------------------------------------------------


def remind() -> int:
    """Send today's reminders, each once however often this runs; returns how many left.

    Each is committed by itself.
    """
    today = clock.today()
    if not is_worked(today):
        return 0
    waiting = [(period.id, user) for period, user in queries.to_remind(today)]
    return sum(_remind(period_id, user, today) for period_id, user in waiting)


def _remind(period_id: int, user: User, today: date) -> bool:
    """One mail, unless another run was faster."""
    unsent = or_(StartingPeriod.reminded_on.is_(None), StartingPeriod.reminded_on < today)
    taken = db.session.execute(
        update(StartingPeriod)
        .where(StartingPeriod.id == period_id, unsent)
        .values(reminded_on=today)
        .execution_options(synchronize_session=False)
    )
    won = bool(taken.rowcount)  # type: ignore[attr-defined]
    if won:
        url = f"{current_app.config['PUBLIC_URL']}/journal/demarrage/nouvelle"
        mail.send_when_saved(user.email, "mail/starting_reminder.txt", name=user.name, url=url)
    db.session.commit()
    return won
