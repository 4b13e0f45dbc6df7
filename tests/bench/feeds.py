"""Feeds of 10,000 events: the body, right after an edit, the 304, and memory."""

import time
from collections.abc import Iterator
from pathlib import Path

import icalendar
from flask import Flask
from sqlalchemy import select

from raqnet.calendar import eventtexts, ical
from raqnet.calendar.access import REACH
from raqnet.calendar.models import Action, Visibility
from raqnet.db import db
from tests.bench import instances
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.measure import per_request
from tests.bench.servers import Browser, Server, gunicorn

REQUESTS = 300


def run(folder: Path, empty: Server) -> Iterator[Figure]:
    """The feeds' figures, on an instance of 10,000 generated actions."""
    app = instances.open_app(folder)
    path = instances.feed(app, "coordination@raqnet.test")
    library = with_icalendar(app)
    with gunicorn("wsgi:app", folder) as server:
        browser, nothing = Browser(server.port), Browser(empty.port)
        headers, body = browser.get(path)
        events = body.count(b"BEGIN:VEVENT")
        yield at_least("flux : événements servis", events, 10_000, "")

        def after_edit() -> None:
            edit(app)
            browser.get(path)

        def unchanged() -> None:
            browser.get(path, 304, If_None_Match=headers["ETag"])

        warm, cold = per_request((server, lambda: browser.get(path), 10), (server, after_edit, 2))
        yield at_least("flux de 10 000, en mémoire : fois moins qu'icalendar", library / warm, 50)
        yield at_least("flux de 10 000, après un changement : de même", library / cold, 50)
        headers, _body = browser.get(path)
        not_modified, base = per_request(
            (server, unchanged, REQUESTS), (empty, lambda: nothing.get("/"), REQUESTS)
        )
        yield at_most("304 : fois le temps d'une route vide", not_modified / base, 2)
        yield at_most(
            "mémoire après 200 flux de plus : croissance", growth(server, browser, path), 1.05
        )


def growth(server: Server, browser: Browser, path: str) -> float:
    """How many times the memory after 20 bodies is held after 200 more."""
    for _ in range(20):
        browser.get(path)
    before = server.memory()
    for _ in range(200):
        browser.get(path)
    return server.memory() / before


def edit(app: Flask) -> None:
    """Change one event, as a colleague would."""
    with app.app_context():
        action = db.session.scalars(select(Action).order_by(Action.id.desc()).limit(1)).one()
        action.title = f"Titre {time.monotonic_ns()}"
        action.sequence += 1
        db.session.commit()
        db.session.remove()


def with_icalendar(app: Flask) -> float:
    """Processor seconds in which the library builds and writes the same events."""
    with app.app_context():
        reach = REACH[Visibility.TEAM]
        statement = select(Action).where(Action.visibility.in_(reach)).options(*eventtexts.TOLD)
        actions = db.session.scalars(statement).unique().all()
        events = [eventtexts.component(each) for each in actions if not each.series_id]
        db.session.remove()
    started = time.process_time()
    calendar = icalendar.Calendar()
    for event in events:
        calendar.add_component(_library_event(event))
    calendar.to_ical()
    return time.process_time() - started


def _library_event(component: ical.Component) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", component.uid)
    event.add("sequence", component.sequence)
    event.add("dtstamp", component.dtstamp)
    event.add("created", component.created)
    event.add("last-modified", component.last_modified)
    event.add("dtstart", component.starts_at)
    event.add("dtend", component.ends_at)
    event.add("summary", component.summary)
    event.add("description", component.description)
    event.add("location", component.location)
    event.add("categories", list(component.categories))
    event.add("status", component.status)
    event.add("url", component.url)
    if component.rrule:
        event.add("rrule", icalendar.vRecur.from_ical(component.rrule))
    if component.geo:
        event.add("geo", component.geo)
    return event
