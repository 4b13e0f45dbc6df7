"""Feeds: who asks, what has changed since, and the body, joined from the events' kept texts.

A feed is asked for far more often than the calendar changes. So the question "is there anything
new?" is one query on a raw connection, and a body stays in memory under the calendar's version.
"""

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, literal_column, or_, select, type_coerce, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType

from raqnet import clock
from raqnet.access import PERMISSIONS, TEAM, Role
from raqnet.accounts.models import User
from raqnet.cache import Kept
from raqnet.calendar import eventtexts, ical
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import (
    Action,
    CalendarState,
    EventText,
    Kind,
    Occurrence,
    Status,
    Subscription,
    Visibility,
    action_workers,
)
from raqnet.calendar.queries import matching, visible_to
from raqnet.db import Raw, db, raw_instant
from raqnet.digest import hash_token
from raqnet.people.models import Worker

FETCH_NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Feed:
    """A subscription as it is asked for, with the calendar's state at that moment."""

    id: int
    name: str
    query: str
    year: int | None
    unlimited: bool
    alarm_minutes: int | None
    changed_at: datetime
    last_fetched_at: datetime | None
    audience: Visibility
    worker_id: int | None
    version: int
    calendar_changed_at: datetime

    @property
    def key(self) -> tuple[Any, ...]:
        """What a body depends on: feeds with the same key share it."""
        return (
            self.name, self.query, self.year, self.unlimited, self.alarm_minutes,
            self.audience, self.worker_id, self.version, self.calendar_changed_at,
            eventtexts.written_with(), clock.today(),
        )  # fmt: skip

    @property
    def etag(self) -> str:
        """A strong validator; it also moves when time alone changes the content."""
        state = f"{self.id} {self.changed_at.timestamp()} {self.key}"
        return hashlib.blake2b(state.encode(), digest_size=16).hexdigest()

    @property
    def last_modified(self) -> datetime:
        """When the content last changed: by hand, or by the window's move at midnight."""
        midnight = clock.day_start(clock.today())
        return max(self.calendar_changed_at, self.changed_at, midnight)


_LOOKUP = Raw(
    select(
        Subscription.id,
        Subscription.name,
        Subscription.query,
        Subscription.year,
        Subscription.unlimited,
        Subscription.alarm_minutes,
        Subscription.changed_at,
        Subscription.last_fetched_at,
        User.role,
        CalendarState.version,
        CalendarState.changed_at,
        Worker.id,
    )
    .join(User, User.id == Subscription.user_id)
    .join(CalendarState, CalendarState.id == literal_column("1"))
    .outerjoin(Worker, Worker.user_id == User.id)
    .where(Subscription.token_hash == bindparam("token_hash"), User.disabled_at.is_(None))
)


def find(token: str) -> Feed | None:
    """The feed of this token; unknown and revoked are the same. One query, no ORM session."""
    row = _LOOKUP.first(db.engine, token_hash=hash_token(token))
    return _feed(row) if row else None


def _feed(row: Sequence[Any]) -> Feed:
    role = Role(row[8])
    return Feed(
        id=row[0],
        name=row[1],
        query=row[2],
        year=row[3],
        unlimited=bool(row[4]),
        alarm_minutes=row[5],
        changed_at=raw_instant(row[6]),
        last_fetched_at=raw_instant(row[7]) if row[7] else None,
        audience=Visibility.TEAM if role in TEAM else Visibility.HOSTS,
        worker_id=row[11] if role in PERMISSIONS["evaluation.write"] else None,
        version=row[9],
        calendar_changed_at=raw_instant(row[10]),
    )


def note_fetch(feed: Feed, agent: str) -> None:
    """Remember that a client came by, every few minutes at the most, unless it came for news."""
    last = feed.last_fetched_at
    if last and clock.now() - last < FETCH_NOTED_EVERY and last >= feed.calendar_changed_at:
        return
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(
            update(Subscription)
            .where(Subscription.id == feed.id)
            .values(
                previous_fetched_at=Subscription.last_fetched_at,
                last_fetched_at=clock.now(),
                last_agent=agent[:200],
            )
        )


def body(feed: Feed, zipped: bool = False) -> bytes:
    """The whole feed, UTF-8; kept in memory until the calendar changes."""
    kept: Kept[bytes] = current_app.extensions["raqnet_feeds"]
    key = (*feed.key, zipped)
    found = kept.get(key)
    if found is None:
        found = gzip.compress(body(feed), 6, mtime=0) if zipped else _join(feed).encode()
        kept.put(key, found)
    return found


def _join(feed: Feed) -> str:
    eventtexts.complete(feed.audience)
    with db.engine.connect() as connection:
        rows = connection.execute(_selected(feed)).all()
        if not feed.unlimited and len(rows) > current_app.config["FEED_MAX_EVENTS"]:
            rows = _nearest(connection, rows, current_app.config["FEED_MAX_EVENTS"])
        absent = _absent_overrides(connection, {row.id for row in rows})
        if feed.year is not None:
            _cut(connection, feed.year, rows, absent)
        texts = _texts(rows, absent)
        if feed.worker_id is not None:
            _add_links(rows, texts, _mine(connection, feed.worker_id))
    if feed.alarm_minutes is not None:
        words = _("Rappel")
        texts = [ical.add_alarm(text, feed.alarm_minutes, words) for text in texts]
    return "".join((ical.calendar_head(feed.name), *texts, ical.CALENDAR_END))


def _selected(feed: Feed) -> Select[*tuple[Any, ...]]:
    """The events of a feed, one row for each VEVENT.

    Ten thousand rows pass here: only columns that need no conversion are read.
    """
    cutoff = clock.day_start(clock.today()) - timedelta(days=current_app.config["CANCELLED_DAYS"])
    statement: Select[*tuple[Any, ...]] = (
        select(
            Action.id,
            Action.series_id,
            type_coerce(Action.all_day, NullType).label("all_day"),
            EventText.text,
            EventText.alone,
        )
        .join(EventText, EventText.action_id == Action.id)
        .where(
            EventText.audience == feed.audience,
            visible_to(feed.audience),
            or_(Action.status != Status.CANCELLED, Action.cancelled_at >= cutoff),
            *matching(Filters.from_query(feed.query)),
        )
        .order_by(Action.id)  # a series before its overrides, and no sorting of five megabytes
    )
    window = _window(feed)
    if window is None:
        return statement
    return statement.where(Action.starts_at < window[1], Action.last_ends_at > window[0])


def _window(feed: Feed) -> tuple[datetime, datetime] | None:
    """The instants between which a feed shows events; None for all of time."""
    if feed.year is not None:
        return clock.day_span(date(feed.year, 1, 1), date(feed.year, 12, 31))
    if feed.unlimited:
        return None
    today, config = clock.today(), current_app.config
    first = today - timedelta(days=config["FEED_DAYS_BACK"])
    return clock.day_span(first, today + timedelta(days=config["FEED_DAYS_AHEAD"]))


def _nearest(connection: Connection, rows: Sequence[Any], most: int) -> Sequence[Any]:
    """At most `most` rows, those nearest to the present; clients silently drop larger feeds."""
    now = clock.now()
    spans: Any = connection.execute(select(Action.id, Action.starts_at, Action.last_ends_at))
    away = {
        action_id: max(starts_at - now, now - last_ends_at, timedelta(0))
        for action_id, starts_at, last_ends_at in spans
    }
    nearest = {row.id for row in sorted(rows, key=lambda row: away[row.id])[:most]}
    return [row for row in rows if row.id in nearest]


def _cut(
    connection: Connection, year: int, rows: Sequence[Any], absent: dict[int, list[datetime]]
) -> None:
    """Take the dates of other years out of the series, so that no date stands in two archives."""
    first, end = clock.day_span(date(year, 1, 1), date(year, 12, 31))
    here = {row.id for row in rows}
    outside = select(Occurrence.series_id, Occurrence.recurrence_id).where(
        Occurrence.action_id == Occurrence.series_id,
        or_(Occurrence.starts_at >= end, Occurrence.ends_at <= first),
    )
    series = outside.join(Action, Action.id == Occurrence.series_id).where(
        Action.rrule.is_not(None), Action.starts_at < end, Action.last_ends_at > first
    )
    for series_id, recurrence_id in connection.execute(series):
        if series_id in here:
            absent[series_id].append(recurrence_id)


def _texts(rows: Sequence[Any], absent: dict[int, list[datetime]]) -> list[str]:
    """Each row's text: a series without its overrides that are not here, an override alone
    where its series is not here."""
    here = {row.id for row in rows}
    texts = []
    for row in rows:
        if row.series_id is not None and row.series_id not in here:
            texts.append(row.alone)
        elif row.id in absent:
            texts.append(ical.add_exdates(row.text, absent[row.id], row.all_day))
        else:
            texts.append(row.text)
    return texts


def _mine(connection: Connection, worker_id: int) -> set[int]:
    """The collective actions that a worker is to evaluate."""
    rows = (
        select(Action.id)
        .join(action_workers, action_workers.c.action_id == Action.id)
        .where(action_workers.c.worker_id == worker_id, Action.kind == Kind.COLLECTIVE)
        .where(Action.status != Status.CANCELLED)
    )
    return set(connection.scalars(rows))


def _add_links(rows: Sequence[Any], texts: list[str], mine: set[int]) -> None:
    """Say in one's own events where they are evaluated."""
    words = _("Évaluer :")
    for n, row in enumerate(rows):
        if row.id in mine:
            link = f"{current_app.config['PUBLIC_URL']}/calendrier/actions/{row.id}/evaluer"
            texts[n] = ical.add_words(texts[n], f"{words} {link}")


def _absent_overrides(connection: Connection, here: set[int]) -> dict[int, list[datetime]]:
    """For each series that is here, the dates whose overrides do not replace them in place.

    A date that turned from hours to whole days (or back) counts among them: some clients show
    the old date beside it, so it travels as an event of its own.
    """
    series = aliased(Action)
    overrides: Any = connection.execute(
        select(
            Action.id,
            Action.series_id,
            Action.recurrence_id,
            (Action.all_day != series.all_day).label("apart"),
        ).join(series, series.id == Action.series_id)
    )
    absent: dict[int, list[datetime]] = defaultdict(list)
    for action_id, series_id, recurrence_id, apart in overrides:
        if series_id in here and (apart or action_id not in here):
            absent[series_id].append(recurrence_id)
    return absent
