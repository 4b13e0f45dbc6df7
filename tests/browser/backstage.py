"""Behind the pages: rows that a test needs to find on the server, made without a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select

from raqnet import clock, create_app
from raqnet.accounts.models import User, UserSession
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from raqnet.intervision.models import Template
from raqnet.people.models import Worker
from tests import factories as make
from tests.browser.server import Server


@cache
def _app(folder: Path) -> Flask:
    return create_app({"INSTANCE": folder, "DEMO": True, "SQLALCHEMY_DATABASE_URI": ""})


@contextmanager
def backstage(server: Server) -> Iterator[None]:
    """Inside the server's own database, at the server's own time; what is made is committed."""
    with _app(server.folder).app_context():
        clock.clock.freeze(datetime.now(UTC).replace(microsecond=0) + server.shift)
        try:
            yield
            db.session.commit()
        finally:
            clock.clock.freeze(None)
            db.session.remove()
            db.engine.dispose()


def action_of(server: Server, who: str, title: str, days: int = 2, **values: Any) -> int:
    """An action of a worker, `days` from the server's today, at 10; returns its date's id."""
    with backstage(server):
        account = db.session.scalars(select(User).filter_by(email=f"{who}@raqnet.test")).one()
        worker = db.session.scalars(select(Worker).filter_by(user_id=account.id)).one()
        day = clock.today() + timedelta(days=days)
        made = make.action(day, time(10), title=title, workers=[worker], **values)
        return _date_of(made)


def _date_of(made: Action) -> int:
    rows = select(Occurrence.id).where(Occurrence.series_id == made.id)
    return int(db.session.scalars(rows.order_by(Occurrence.starts_at)).first() or 0)


def today(server: Server) -> date:
    """The day that it is on the server."""
    with backstage(server):
        return clock.today()


def end_sessions(server: Server, who: str) -> None:
    """End every session of a person, as another device of theirs might."""
    with backstage(server):
        account = select(User.id).where(User.email == f"{who}@raqnet.test")
        db.session.execute(delete(UserSession).where(UserSession.user_id.in_(account)))


def intervision_of(server: Server, animators: list[str], expected: list[str]) -> int:
    """A session that these people animate and are expected at; returns its id."""
    with backstage(server):
        leads, others = ([_user(who) for who in names] for names in (animators, expected))
        template = db.session.scalars(select(Template).filter_by(is_default=True)).one()
        return int(make.intervision(leads, others, template=template).id)


def _user(who: str) -> User:
    return db.session.scalars(select(User).filter_by(email=f"{who}@raqnet.test")).one()


def end_last_session(server: Server) -> None:
    """End the session that began last; taken from the browser alone, its cookie might come back
    with an answer that is on its way."""
    with backstage(server):
        last = db.session.scalar(select(func.max(UserSession.id)))
        db.session.execute(delete(UserSession).where(UserSession.id == last))
