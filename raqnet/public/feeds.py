"""The public feed: each public action's VEVENT in both languages, out of what was opened alone.

Which dates a series gives to anybody is read from its rows, not from its exceptions: whatever took
a date away, it is an EXDATE here. The UID is a public one: an imported action's own may tell whose
it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import or_, select

from raqnet import clock
from raqnet.cache import Kept
from raqnet.calendar import ical, recurrence
from raqnet.calendar.eventtexts import ICAL_STATUS
from raqnet.calendar.models import Action, Occurrence, Status
from raqnet.db import db
from raqnet.public import bilingual, opened
from raqnet.public.bilingual import DUTCH, FRENCH
from raqnet.public.book import Book, House, Town
from raqnet.public.models import PublicAction
from raqnet.public.opened import Shown

BACK = timedelta(days=7)  # what is over is of little use to a stranger
SHELF_BYTES = 16 * 1024 * 1024


class Event(NamedTuple):
    """An action's text in each language, and by what it is chosen."""

    town_id: int | None
    organisation_id: int | None
    french: str
    dutch: str


@dataclass(frozen=True)
class Shelf:
    """Every event that is in some public feed."""

    events: tuple[Event, ...]
    changed_at: datetime

    def __len__(self) -> int:
        return sum(len(each.french) + len(each.dutch) for each in self.events) + 1

    def feed(self, name: str, language: str, town: Town | None, house: House | None) -> str:
        """The calendar of everything, of a commune or of a host."""
        texts = (
            each.dutch if language == DUTCH else each.french
            for each in self.events
            if (town is None or each.town_id == town.id)
            and (house is None or each.organisation_id == house.organisation_id)
        )  # fmt: skip
        return "".join((ical.calendar_head(name), *texts, ical.CALENDAR_END))


def init_app(app: Flask) -> None:
    """Give each process its own store."""
    app.extensions["public_shelves"] = Kept[Shelf](SHELF_BYTES)


def shelf(book: Book) -> Shelf:
    """The events as of this book."""
    if not book.stamp:
        return _read(book)
    store: Kept[Shelf] = current_app.extensions["public_shelves"]
    return store.kept_or_made((book.stamp, book.today), lambda: _read(book))


def _read(book: Book) -> Shelf:
    rows = db.session.execute(_statement()).all()
    told = dict(zip((row.action_id for row in rows), opened.shown(rows), strict=True))
    given = _given(rows)
    events = tuple(_event(row, told[row.action_id], given) for row in rows)
    return Shelf(events, book.stamp[1] if book.stamp else clock.now())


def _statement() -> Any:
    """The public actions of the feed's window, those nearest in time first where there are many."""
    config, today = current_app.config, clock.today()
    first, last = today - BACK, today + timedelta(days=config["FEED_DAYS_AHEAD"])
    start, end = clock.day_span(first, last)
    forgotten = clock.day_start(today) - timedelta(days=config["CANCELLED_DAYS"])
    return (
        opened.joined(select(*opened.COLUMNS, *_TIMES))
        .where(
            Action.starts_at < end,
            Action.last_ends_at > start,
            or_(Action.status != Status.CANCELLED, Action.cancelled_at >= forgotten),
        )
        .order_by(Action.last_ends_at, Action.id)
        .limit(config["FEED_MAX_EVENTS"])
    )


_TIMES = (
    Action.series_id,
    Action.recurrence_id,
    Action.starts_at,
    Action.ends_at,
    Action.rrule,
    Action.sequence,
    Action.dtstamp,
    opened.series.all_day.label("series_all_day"),
    PublicAction.version,
    PublicAction.changed_at,
)


@dataclass(frozen=True)
class Given:
    """Which dates each series gives to anybody, where its rule puts them; a page of each action."""

    here: set[int]
    recurrence_ids: dict[int, set[datetime]]
    pages: dict[int, int]


def _given(rows: Sequence[Any]) -> Given:
    """A series' own dates, and those that an override, which is here too, puts in place of one."""
    here = {row.action_id: row for row in rows}
    columns = (Occurrence.id, Occurrence.series_id, Occurrence.action_id, Occurrence.recurrence_id)
    query = select(*columns).where(Occurrence.action_id.in_(list(here)))
    ids: dict[int, set[datetime]] = defaultdict(set)
    pages: dict[int, int] = {}
    for id_, series_id, action_id, recurrence_id in db.session.execute(
        query.order_by(Occurrence.id)
    ):
        pages.setdefault(action_id, id_)
        if not _apart(here[action_id]):
            ids[series_id].add(recurrence_id)
    return Given(set(here), ids, pages)


def _apart(row: Any) -> bool:
    """Has this date turned from hours to whole days, or back? It travels as an event of its own."""
    return row.series_id is not None and row.series_all_day != row.all_day


def _event(row: Any, shown: Shown, given: Given) -> Event:
    made = _component(row, shown, given)
    alone = row.series_id is not None and (_apart(row) or row.series_id not in given.here)
    texts = [
        ical.write_event(ical.standalone(each) if alone else each)
        for each in (_worded(made, row, shown, given, language) for language in (FRENCH, DUTCH))
    ]
    return Event(shown.town.id if shown.town else None, shown.organisation_id, *texts)


def _component(row: Any, shown: Shown, given: Given) -> dict[str, Any]:
    """What does not depend on the language."""
    # Opening more is a change of the event too, and readers go by its number and its time.
    changed_at = max(row.dtstamp, row.changed_at) if row.changed_at else row.dtstamp
    return {
        "uid": f"public-{shown.family_id}@raqnet",
        "sequence": row.sequence + (row.version or 0),
        "created": changed_at,
        "last_modified": changed_at,
        "dtstamp": changed_at,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "all_day": row.all_day,
        "rrule": row.rrule,
        "exdates": tuple(_exdates(row, given)),
        "recurrence_id": row.recurrence_id,
        "series_all_day": row.series_all_day,
        "status": ICAL_STATUS[Status(row.status)],
    }


def _exdates(row: Any, given: Given) -> Iterator[datetime]:
    """The dates of the rule that this feed does not give."""
    if row.rrule is None:
        return
    here = given.recurrence_ids[row.action_id]
    for slot in recurrence.expand(row.starts_at, row.ends_at, row.all_day, row.rrule):
        if slot.recurrence_id not in here:
            yield slot.recurrence_id


def _worded(
    made: dict[str, Any], row: Any, shown: Shown, given: Given, language: str
) -> ical.Component:
    page = given.pages.get(row.action_id)
    return ical.Component(
        **made,
        summary=bilingual.said(shown.title, shown.title_nl, language).text,
        description="\n".join(_lines(shown, language)),
        location=", ".join(_where(shown, language)),
        url=bilingual.date_url(page, language) if page else "",
    )


def _lines(shown: Shown, language: str) -> Iterable[str]:
    w = bilingual.words(language)
    spoken = ", ".join(bilingual.spoken(each, language).text for each in shown.languages)
    labelled = ((w["audience"], shown.audience), (w["languages"], spoken), (w["host"], shown.host))
    if text := bilingual.said(shown.words_fr, shown.words_nl, language).text:
        yield text
    yield from (f"{label} : {text}" for label, text in labelled if text)


def _where(shown: Shown, language: str) -> Iterable[str]:
    yield from filter(None, (shown.place, shown.address, shown.neighbourhood))
    if shown.town:
        yield f"{shown.town.postcode} {bilingual.commune(shown.town.name, language)}"
