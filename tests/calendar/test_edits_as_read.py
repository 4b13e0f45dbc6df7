"""After each kind of edit every independent reader sees the dates that the database has."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.calendar import closing, recurrence, services, subscriptions, undo
from raqnet.calendar.eventtexts import ICAL_STATUS
from raqnet.calendar.filters import Filters
from raqnet.calendar.ical import CANCELLED_PREFIX
from raqnet.calendar.models import ActionChange, Occurrence, Status
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from tests import factories as make
from tests.calendar.readers import READERS

FIRST = date(2027, 2, 22)  # a Monday; the clocks go forward on the 28th of March
WINDOW = (clock.day_start(date(2027, 1, 1)), clock.day_start(date(2028, 1, 1)))
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _january(app):
    clock.clock.freeze(clock.day_start(date(2027, 1, 15)))
    yield
    clock.clock.freeze(None)


def rule(**values):
    return recurrence.rrule_text(
        Rule("WEEKLY", **{"interval": 1, "weekdays": (0,)} | values), False
    )


@pytest.fixture
def series(app):
    """Nine Mondays over the change of clocks; the third cancelled, the fifth an hour later."""
    made = make.action(FIRST, rrule=rule(count=9))
    services.cancel_date(dates(made)[2], "férié")
    services.override(dates(made)[4], None, "La salle est prise", **later(dates(made)[4]))
    db.session.commit()
    return made


def dates(action):
    rows = db.select(Occurrence).where(Occurrence.series_id == action.id)
    return db.session.scalars(rows.order_by(Occurrence.recurrence_id)).all()


def later(row, hours=1):
    return {"starts_at": row.starts_at + HOUR * hours, "ends_at": row.ends_at + HOUR * hours}


def close(series):
    services.edit(series, skips_closed=True)
    among = [closing.Span("Congé", FIRST, FIRST + timedelta(days=8))]
    closing.apply(closing.effects(among), among, None)


def whole_days(series):
    start, end = clock.day_span(FIRST, FIRST)
    services.edit(series, starts_at=start, ends_at=end, all_day=True)


def undone(series):
    services.change_following(dates(series)[3], None, **later(dates(series)[3], 3))
    last = db.select(ActionChange).order_by(ActionChange.id.desc())
    undo.undo(db.session.scalars(last).first())


def evaluated_stays(series):
    """The first two have taken place, and what is said of one keeps it where it was."""
    january = clock.now()
    clock.clock.freeze(dates(series)[1].ends_at)
    services.evaluate(dates(series)[1], present=4)
    services.edit(series, rrule=rule(count=9, weekdays=(1,)), **later(series, 24))
    assert clock.to_local(dates(series)[1].starts_at).weekday() == 0
    clock.clock.freeze(january)  # what was cancelled long ago is no more in a feed


def once_where_it_had_been_moved(series):
    services.override(dates(series)[0], None, **later(dates(series)[0], 50))
    services.edit(series, rrule=None)


EDITS = {
    "none": lambda s: None,
    "one moved": lambda s: services.override(dates(s)[1], None, **later(dates(s)[1], 26)),
    "all an hour later": lambda s: services.edit(s, **later(s)),
    "all on another day": lambda s: services.edit(
        s, rrule=rule(count=9, weekdays=(1,)), **later(s, 24)
    ),
    "fewer": lambda s: services.edit(s, rrule=rule(count=4)),
    "following elsewhere": lambda s: services.change_following(dates(s)[3], None, title="Suite"),
    "following later": lambda s: services.change_following(dates(s)[3], None, **later(dates(s)[3])),
    "following every second week": lambda s: services.change_following(
        dates(s)[1], None, rrule=rule(interval=2, until=date(2027, 4, 30))
    ),
    "closed days": close,
    "whole days": whole_days,
    "undone": undone,
    "an evaluated date stays": evaluated_stays,
    "no more than once": once_where_it_had_been_moved,
}  # fmt: skip


def seen_by_us():
    """What the database has, as readers tell it."""
    rows = db.select(Occurrence).options(joinedload(Occurrence.action))
    found = []
    for each in db.session.scalars(rows):
        row, hours = each.action, (each.starts_at, each.ends_at)
        if row.all_day:
            hours = tuple(clock.to_local(moment).date() for moment in hours)
        prefix = CANCELLED_PREFIX if row.status == Status.CANCELLED else ""
        found.append((*hours, prefix + row.title, ICAL_STATUS[row.status]))
    return sorted(found, key=lambda one: (one[0].isoformat(), one[1].isoformat(), one[2:]))


def feed(client):
    _row, token = subscriptions.create(make.user().id, "Tout", Filters(), unlimited=True)
    db.session.commit()
    return client.get(f"/flux/{token}.ics")


@pytest.mark.parametrize("edit", EDITS)
def test_every_reader_sees_the_dates_that_there_are(series, client, edit):
    EDITS[edit](series)
    db.session.commit()
    text = feed(client).text
    expected = seen_by_us()
    assert expected
    for read in READERS:
        assert read(text, *WINDOW) == expected, read


def test_a_move_is_told_in_the_feed_for_some_days_and_then_no_more(series, client):
    _row, token = subscriptions.create(make.user().id, "Tout", Filters(), unlimited=True)
    url = f"/flux/{token}.ics"
    services.edit(series, None, "Le local ferme plus tôt", **later(series))
    first = client.get(url)
    words = first.text.replace("\r\n ", "")
    assert "Déplacé (avant : lundi\\, 10h) : Le local ferme plus tôt" in words
    assert "Déplacé (avant : lundi 22 mars 2027\\, 10h) : La salle est prise" in words
    db.session.refresh(series)
    before = series.sequence
    clock.clock.freeze(clock.now() + timedelta(days=16))
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "Déplacé" not in again.text
    db.session.refresh(series)
    assert (series.moved_from, series.sequence) == (None, before + 1)
    for read in READERS:
        still = [each for each in seen_by_us() if each[3] != "CANCELLED"]
        assert read(again.text, *WINDOW) == still, read
    unchanged = client.get(url, headers={"If-None-Match": again.headers["ETag"]})
    assert unchanged.status_code == 304


def test_a_date_moved_back_is_as_if_it_had_never_moved(series):
    fifth = dates(series)[4]
    assert fifth.action_id != series.id
    row = services.override(fifth, None, **later(fifth, -1))
    assert (row.moved_from, row.move_reason) == (None, "")
