"""The week by mail, for whoever has asked for it: what is planned, and what waits to be evaluated.

It says titles, hours and places: a mail is read by whoever holds the phone, so that nothing of the
journal is in it.
"""

from typing import Any, NamedTuple

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select, true

from raqnet import clock, outbox
from raqnet.access import Principal, Role
from raqnet.accounts.models import User
from raqnet.calendar import agenda, listing, shown
from raqnet.calendar.access import audience
from raqnet.calendar.listing import Entry
from raqnet.db import db
from raqnet.home.day import AHEAD
from raqnet.people.models import HostMember, Worker

MOST = 50  # dates; their words fit in the body of a mail that waits
EVALUATE = (Role.RAQ, Role.COORDINATION)


class Week(NamedTuple):
    """What a mail says."""

    coming: list[Entry]
    waiting: list[Entry]
    waiting_count: int


def enter_all() -> int:
    """Let this week's mails wait, each once however often this runs; returns how many are new.

    Each is committed by itself. Who has nothing planned and nothing to evaluate gets none.
    """
    return sum(_enter(reader) for reader in _readers())


def _readers() -> list[Principal]:
    rows = db.session.execute(_WANTED).all()
    db.session.rollback()
    return [_reader(row) for row in rows]


_WANTED: Any = (
    select(
        User.id, User.name, User.email, User.role, User.locale, User.approves_hours,
        HostMember.organisation_id, Worker.id.label("worker_id"),
    )
    .outerjoin(HostMember, HostMember.user_id == User.id)
    .outerjoin(Worker, Worker.user_id == User.id)
    .where(User.weekly_digest, User.disabled_at.is_(None))
    .order_by(User.id)
)  # fmt: skip


def _reader(row: Any) -> Principal:
    """The person as the calendar's queries want to know them; nobody is signed in here."""
    return Principal(
        id=row.id, session_id=0, name=row.name, email=row.email, role=Role(row.role),
        locale=row.locale, approves_hours=row.approves_hours,
        organisation_id=row.organisation_id, worker_id=row.worker_id,
        awaits_second_factor=False, has_second_factor=False,
    )  # fmt: skip


def _enter(reader: Principal) -> bool:
    year, week, _day = clock.today().isocalendar()
    said = week_of(reader)
    if not (said.coming or said.waiting_count):
        db.session.rollback()
        return False
    subject, body = words(reader, said)
    entered = outbox.enter(f"digest:{reader.id}:{year}-W{week:02d}", reader.email, subject, body)
    db.session.commit()
    return entered


def week_of(reader: Principal) -> Week:
    """One's own dates of the seven days from today on, and what waits for one's evaluation."""
    today, eyes = clock.today(), audience(reader)
    whose = agenda.of(reader).condition()
    known = listing.known_looks()
    ahead = listing.within(today, today + AHEAD - listing.DAY)
    coming = listing.entries(eyes, ahead, whose, known=known)
    if reader.role not in EVALUATE:
        return Week(coming, [], 0)
    mine = whose if reader.worker_id is not None else true()
    latest = agenda.latest_waiting(eyes, mine, known)
    return Week(coming, latest, agenda.count(eyes, agenda.waiting(), mine))


def words(reader: Principal, said: Week) -> tuple[str, str]:
    """The subject and the body, in the reader's language."""
    today = clock.today()
    days = listing.by_day(said.coming[:MOST], today, today + AHEAD - listing.DAY)
    with force_locale(reader.locale):
        page = current_app.jinja_env.get_template("mail/digest.txt")
        text = page.render(
            name=reader.name, today=today, days=sorted(days.items()), said=said, shown=shown,
            url=current_app.config["PUBLIC_URL"],
        )  # fmt: skip
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"
