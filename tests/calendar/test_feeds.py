"""Feeds as clients see them: what is in them, for whom, and what a client may rely on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar import eventtexts, feeds, subscriptions, version
from raqnet.calendar.filters import Filters
from raqnet.calendar.models import Action, EventText, Occurrence, Subscription
from raqnet.db import db
from tests import factories as make
from tests.calendar.readers import READERS, expand_with_icalendar

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(app):
    clock.clock.freeze(NOW)


def subscribe(user, **values):
    filters = values.pop("filters", Filters())
    _row, token = subscriptions.create(user.id, values.pop("name", "Test"), filters, **values)
    db.session.commit()
    return f"/flux/{token}.ics"


def fetch(client, url, **headers):
    return client.get(url, headers=headers)


def summaries(text):
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2030))
    found = expand_with_icalendar(text, first, last)
    return sorted(row[2] for row in found)


def override(series, day, **values):
    """Replace one date of a series by a row of its own."""
    moment = clock.from_local(datetime.combine(day, time(10)))
    row = Action(
        uid=series.uid, series_id=series.id, recurrence_id=moment, kind=series.kind,
        title=values.pop("title", series.title), starts_at=values.pop("starts_at", moment),
        ends_at=values.pop("ends_at", moment + timedelta(hours=2)),
        last_ends_at=moment + timedelta(hours=2), visibility=values.pop("visibility", "hosts"),
        activity_id=series.activity_id, exdates=[], sequence=1, **values,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    occurrence = db.session.scalar(
        db.select(Occurrence).filter_by(series_id=series.id, recurrence_id=moment)
    )
    occurrence.action_id = row.id
    return row


def weekly(**values):
    """Four Tuesdays at ten, from 24 November 2026."""
    return make.action(
        date(2026, 11, 24), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=4", title="Marché", **values
    )


def test_a_feed_is_a_calendar_that_any_client_reads(client):
    make.action(date(2026, 12, 1), title="Vaccibus")
    answer = fetch(client, subscribe(make.user()))
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert summaries(answer.text) == ["Vaccibus"]
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_a_revoked_and_a_disabled_token_answer_alike(client):
    user = make.user()
    url = subscribe(user)
    gone = subscribe(user, name="autre")
    db.session.delete(db.session.scalar(db.select(Subscription).filter_by(name="autre")))
    user.disabled_at = clock.now()
    answers = [fetch(client, each) for each in (url, gone, "/flux/nothing.ics")]
    assert [each.status_code for each in answers] == [404, 404, 404]
    assert len({each.data for each in answers}) == 1


def test_hosts_never_receive_what_is_for_the_team_alone(client):
    make.action(date(2026, 12, 1), title="Intervision", visibility="team")
    make.action(date(2026, 12, 2), title="Vaccibus")
    assert summaries(fetch(client, subscribe(make.host())).text) == ["Vaccibus"]
    team = summaries(fetch(client, subscribe(make.user(Role.RAQ))).text)
    assert team == ["Intervision", "Vaccibus"]


def test_a_date_made_invisible_to_hosts_leaves_their_series(client):
    override(weekly(), date(2026, 12, 1), visibility="team", title="Marché, entre nous")
    assert summaries(fetch(client, subscribe(make.host())).text) == ["Marché"] * 3
    assert "Marché, entre nous" in summaries(fetch(client, subscribe(make.user())).text)


def test_a_filter_holds_for_each_date_of_a_series(client):
    schaerbeek, ixelles = make.commune(), make.commune()
    series = weekly(commune=schaerbeek)
    override(series, date(2026, 12, 1), title="Marché déplacé", commune_id=ixelles.id)
    user = make.user()
    here = fetch(client, subscribe(user, filters=Filters(commune=schaerbeek.id))).text
    there = fetch(client, subscribe(user, filters=Filters(commune=ixelles.id))).text
    assert summaries(here) == ["Marché"] * 3
    assert summaries(there) == ["Marché déplacé"]
    assert "RECURRENCE-ID" not in there


def test_a_date_turned_into_a_whole_day_replaces_its_old_hours(client):
    day = date(2026, 12, 1)
    override(
        weekly(), day, all_day=True, title="Grand marché",
        starts_at=clock.day_start(day), ends_at=clock.day_start(day + timedelta(days=1)),
    )  # fmt: skip
    text = fetch(client, subscribe(make.user())).text
    first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (2026, 2027))
    for read in READERS:
        assert [row[2] for row in read(text, first, last)].count("Marché") == 3
        assert (day, day + timedelta(days=1)) in [row[:2] for row in read(text, first, last)]


def test_a_cancelled_date_is_told_then_leaves_after_some_days(client):
    override(
        weekly(), date(2026, 12, 1), status="cancelled", cancelled_at=NOW, cancel_reason="Pluie"
    )
    url = subscribe(make.user())
    first = fetch(client, url)
    assert "[ANNULÉ] Marché" in first.text
    clock.clock.freeze(NOW + timedelta(days=16))
    later = fetch(client, url, **{"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert summaries(later.text) == ["Marché"] * 3


def test_the_default_window_is_90_days_back_and_18_months_ahead(client):
    for days, title in ((-92, "trop tôt"), (-88, "tôt"), (540, "tard"), (560, "trop tard")):
        make.action(NOW.date() + timedelta(days=days), title=title)
    user = make.user()
    assert summaries(fetch(client, subscribe(user)).text) == ["tard", "tôt"]
    assert len(summaries(fetch(client, subscribe(user, unlimited=True)).text)) == 4


def test_a_feed_of_a_year_holds_that_year_alone(client):
    make.action(date(2021, 10, 5), title="2021")
    make.action(date(2022, 1, 5), title="2022")
    assert summaries(fetch(client, subscribe(make.user(), year=2021)).text) == ["2021"]


def test_a_series_over_new_year_is_cut_between_two_yearly_feeds(client):
    make.action(date(2021, 12, 21), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=5", title="Marché")
    user = make.user()
    counts = [
        len(summaries(fetch(client, subscribe(user, year=year)).text)) for year in (2021, 2022)
    ]
    assert counts == [2, 3]


def test_a_large_feed_keeps_the_events_nearest_to_today(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "FEED_MAX_EVENTS", 2)
    for days in (-50, -1, 1, 50):
        make.action(NOW.date() + timedelta(days=days), title=f"{days}")
    assert summaries(fetch(client, subscribe(make.user())).text) == ["-1", "1"]


def test_nothing_new_is_a_304_without_a_body(client, monkeypatch):
    make.action(date(2026, 12, 1))
    url = subscribe(make.user())
    first = fetch(client, url)
    monkeypatch.setattr(feeds, "body", lambda *_: pytest.fail("built the body"))
    by_tag = fetch(client, url, **{"If-None-Match": first.headers["ETag"]})
    by_date = fetch(client, url, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_tag.status_code, by_tag.data) == (304, b"")
    assert (by_date.status_code, by_date.data) == (304, b"")


def test_every_visible_change_gives_another_etag(client):
    action = make.action(date(2026, 12, 1), title="avant")
    url = subscribe(make.user())
    before = fetch(client, url)
    db.session.get(Action, action.id).title = "après"
    after = fetch(client, url, **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert summaries(after.text) == ["après"]


def test_a_new_name_of_a_place_reaches_the_events_already_written(client):
    place = make.commune(name="Molenbek")
    make.action(date(2026, 12, 1), commune=place)
    url = subscribe(make.user())
    assert "Molenbek" in fetch(client, url).text
    place.name = "Molenbeek"
    assert "Molenbeek" in fetch(client, url).text


def test_another_public_address_reaches_the_events_already_written(client, app, monkeypatch):
    make.action(date(2026, 12, 1))
    url = subscribe(make.user())
    fetch(client, url)
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://raqnet.test")
    version.bump()
    assert "https://raqnet.test/calendrier/actions/" in fetch(client, url).text


def test_the_same_state_gives_the_same_bytes(client):
    for days in range(5):
        make.action(NOW.date() + timedelta(days=days))
    url = subscribe(make.user())
    first = fetch(client, url).data
    db.session.execute(db.delete(EventText))
    version.bump()
    assert fetch(client, url).data == first


def test_gzip_is_given_to_those_who_ask_and_can_be_switched_off(client, app, monkeypatch):
    make.action(date(2026, 12, 1))
    url = subscribe(make.user())
    zipped = fetch(client, url, **{"Accept-Encoding": "gzip"})
    plain = fetch(client, url)
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    monkeypatch.setitem(app.config, "FEED_GZIP", False)
    assert "Content-Encoding" not in fetch(client, url, **{"Accept-Encoding": "gzip"}).headers


def test_head_answers_as_get_without_the_body(client):
    make.action(date(2026, 12, 1))
    url = subscribe(make.user())
    got, head = fetch(client, url), client.head(url)
    assert head.data == b""
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(got.data))


def test_a_fetch_is_noted_every_few_minutes_at_the_most(client):
    url = subscribe(make.user())
    seen = []
    for minutes in (0, 2, 7):
        clock.clock.freeze(NOW + timedelta(minutes=minutes))
        fetch(client, url, **{"User-Agent": f"Google-Calendar-Importer {minutes}"})
        db.session.expire_all()
        seen.append(db.session.scalar(db.select(Subscription.last_agent))[-1])
    assert seen == ["0", "0", "7"]


def test_a_reminder_belongs_to_one_subscription(client):
    make.action(date(2026, 12, 1))
    user = make.user()
    assert "TRIGGER:-PT15M" in fetch(client, subscribe(user, alarm_minutes=15)).text
    assert "VALARM" not in fetch(client, subscribe(user)).text


def test_robots_may_fetch_feeds(client):
    assert "Allow: /flux/" in client.get("/robots.txt").text


def test_what_is_kept_does_not_grow_with_requests(client, app):
    make.action(date(2026, 12, 1))
    url = subscribe(make.user())
    for _ in range(3):
        fetch(client, url)
    size = app.extensions["raqnet_feeds"]._size
    for _ in range(20):
        fetch(client, url)
    assert app.extensions["raqnet_feeds"]._size == size


def test_texts_missing_for_many_events_are_all_written(app, monkeypatch):
    monkeypatch.setattr(eventtexts, "CHUNK", 2)
    for _ in range(5):
        make.action(date(2026, 12, 1))
    db.session.commit()
    eventtexts.complete("team")
    assert db.session.scalar(db.select(db.func.count()).select_from(EventText)) == 5
