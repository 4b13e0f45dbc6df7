"""The demo as it stands in the database: what the report counted, and figures that follow."""

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.calendar import agenda, series, services, standing, subscriptions
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, Activity, Evaluation, Occurrence, Visibility
from raqnet.calendar.queries import WHOLE
from raqnet.db import db
from raqnet.demo.facts import rows
from raqnet.demo.load import load
from raqnet.people.models import Assignment, Neighbourhood, Organisation, Site, Worker, Zone
from raqnet.research import catalogue, spans
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from tests.calendar.readers import READERS

FIRST, LAST = date(2021, 9, 1), date(2021, 12, 20)


@pytest.fixture
def loaded(app):
    load(date(2026, 11, 22))
    db.session.commit()
    return app


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def expected():
    """Annex 5: events per commune."""
    totals = Counter()
    for row in rows("actions_2021"):
        totals[row["commune"]] += int(row["events"])
    return dict(totals)


def by_commune():
    reader = Reader(Role.RESEARCH, Visibility.TEAM)
    question = spans.compared(Scope(FIRST, LAST), reader)
    entry = catalogue.FIGURES["actions-par-commune"]
    rows = entry.count(entry, question).rows
    return {row.name: row.values[0] for row in rows if row.values[0]}


def test_the_demo_is_the_autumn_of_2021_as_the_report_counted_it(loaded, client):
    found = [count(each) for each in (Zone, Neighbourhood, Worker, Site, Organisation)]
    assert found == [10, 30, 18, 16, 13]
    roles = Counter(db.session.scalars(db.select(User.role)))
    assert (roles[Role.RAQ], roles[Role.HOST], count(Assignment)) == (18, 13, 30)
    assert by_commune() == expected()
    assert sum(by_commune().values()) == 152
    assert count(Evaluation) > 130
    assert agenda.count(Visibility.TEAM, agenda.waiting()) > 10
    assert_feed_expands_to_152_dates_in_every_reader(client)


def assert_feed_expands_to_152_dates_in_every_reader(client):
    user = db.session.scalar(db.select(User).filter_by(email="coordination@raqnet.test"))
    only = Filters(kind="collective")
    _row, token = subscriptions.create(user.id, "2021", only, year=2021, unlimited=True)
    text = client.get(f"/flux/{token}.ics").text
    year = [datetime(y, 1, 1, tzinfo=UTC) for y in (2021, 2022)]
    assert [len(read(text, *year)) for read in READERS] == [152] * 3
    unfolded = text.replace("\r\n ", "")
    places = set(re.findall(r"LOCATION:(?:.*\\, )?\d{4} (.+)\r", unfolded))
    assert places == set(expected())


def test_figures_follow_what_is_added_cancelled_and_moved(loaded):
    vaccibus = db.session.scalars(
        db.select(Action)
        .join(Action.activity)
        .where(Activity.name == "Vaccibus", Action.series_id.is_(None))
        .options(*WHOLE)
        .order_by(Action.id)
        .limit(1)
    ).one()
    starts_at = clock.from_local(datetime.combine(date(2021, 10, 6), time(10)))
    added = services.create(
        None, kind="collective", title="Une de plus", starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2), activity=vaccibus.activity,
        commune=vaccibus.commune, all_day=False, rrule=None, exdates=[],
    )  # fmt: skip
    db.session.commit()
    assert sum(by_commune().values()) == 153
    standing.cancel(added, "Pluie")
    db.session.commit()
    assert sum(by_commune().values()) == 152
    moved = db.session.scalars(
        db.select(Occurrence).join(Action, Action.id == Occurrence.series_id)
        .where(Action.rrule.is_not(None), Occurrence.starts_at < clock.day_start(LAST))
        .order_by(Occurrence.id).limit(1)
    ).one()  # fmt: skip
    away = clock.from_local(datetime.combine(date(2022, 2, 1), time(10)))
    series.override(moved, starts_at=away, ends_at=away + timedelta(hours=1))
    db.session.commit()
    assert sum(by_commune().values()) == 151
