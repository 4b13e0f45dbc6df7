"""The public feeds, as other people's programs read them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from raqnet import clock
from raqnet.calendar import series, standing
from raqnet.calendar import services as calendar
from raqnet.calendar.models import Occurrence
from raqnet.db import db
from raqnet.public import services
from raqnet.public.models import PublicAction, PublicProfile
from tests import factories as make
from tests.calendar.readers import READERS, expand_with_icalendar
from tests.queries import count_queries

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SPAN = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def noon(app):
    clock.clock.freeze(NOW)


def weekly(**values):
    """Five Tuesdays at ten, from 24 November 2026."""
    values.setdefault("visibility", "public")
    return make.action(
        date(2026, 11, 24), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=5", title="Marché", **values
    )


def dates(of):
    in_order = db.select(Occurrence).filter_by(series_id=of.id).order_by(Occurrence.starts_at)
    return db.session.scalars(in_order).all()


def feed(client, path="/quartiers/actions.ics"):
    answer = client.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    return answer.text


def seen(client, **values):
    return [(each[0], each[2]) for each in expand_with_icalendar(feed(client, **values), *SPAN)]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_sees_the_same_dates_as_our_pages(client, reader):
    made = weekly(exdates=["2026-12-01"])
    first, second, third, _last = dates(made)
    series.override(first, title="Marché de Noël", starts_at=first.starts_at + timedelta(hours=1),
                    ends_at=first.ends_at + timedelta(hours=1))  # fmt: skip
    series.override(second, title="Entre nous", visibility="team")
    standing.cancel_date(third, "Une raison à nous")
    make.action(date(2026, 12, 3), title="Pas pour vous", visibility="hosts")
    found = reader(feed(client), *SPAN)
    assert [(each[0].day, each[0].hour, each[2]) for each in found] == [
        (24, 10, "Marché de Noël"),
        (15, 9, "[ANNULÉ] Marché"),
        (22, 9, "Marché"),
    ]


def test_a_public_date_of_a_series_that_stays_among_us_comes_alone(client):
    made = weekly(visibility="team")
    series.override(dates(made)[1], title="Portes ouvertes", visibility="public")
    assert [title for _at, title in seen(client)] == ["Portes ouvertes"]
    assert "RECURRENCE-ID" not in feed(client)


def test_a_date_that_turned_to_a_whole_day_replaces_its_hours(client):
    made = weekly()
    start = clock.day_start(date(2026, 12, 1))
    series.override(
        dates(made)[1], all_day=True, starts_at=start, ends_at=start + timedelta(days=1)
    )
    found = [at for at, _title in seen(client)]
    assert date(2026, 12, 1) in found and len(found) == 5


def test_a_series_whose_dates_are_all_their_own_is_still_one(client):
    made = weekly()
    for number, each in enumerate(dates(made)):
        series.override(each, title=f"Marché {number}")
    assert sorted(title for _at, title in seen(client)) == [f"Marché {n}" for n in range(5)]


def test_the_identity_of_an_imported_event_stays_with_us(client):
    made = weekly(uid="marie.dupont@mutuelle.example")
    series.override(dates(made)[0], title="Autrement")
    assert "marie" not in feed(client) and "mutuelle" not in feed(client)


def test_opening_more_makes_a_newer_event(client):
    made = weekly(place="La place")
    before = feed(client)
    assert "SEQUENCE:0" in before and "La place" not in before
    clock.clock.freeze(NOW + timedelta(minutes=5))
    services.save(services.opening_of(made), {"fields": ["place"], "words_fr": "Venez, voisins"})
    after = feed(client)
    assert "SEQUENCE:1" in after and "LOCATION:La place" in after and "Venez\\, voisins" in after
    assert "DTSTAMP:20261120T090500Z" in after


def test_a_commune_a_host_and_dutch_have_feeds_of_their_own(client):
    here = make.neighbourhood(commune=make.commune(name="Forest"))
    house = make.organisation(name="Maison A & B")
    services.show_host(house, True)
    made = make.action(date(2026, 12, 1), at=time(9), title="Ici", visibility="public",
                       commune=here.commune, site=make.site(organisation=house))  # fmt: skip
    make.action(date(2026, 12, 1), title="Ailleurs", visibility="public", commune=make.commune())
    db.session.add(PublicAction(action_id=made.id, title_nl="Hier"))
    assert [t for _at, t in seen(client, path=f"/quartiers/communes/{here.commune_id}.ics")] == [
        "Ici"
    ]
    assert [t for _at, t in seen(client, path="/cadre/maison-a-b/actions.ics?langue=nl")] == [
        "Hier"
    ]
    dutch = feed(client, "/wijken/actions.ics")
    assert "SUMMARY:Hier" in dutch and "1000 Vorst" in dutch and "/wijken/data/" in dutch
    assert client.get("/quartiers/communes/999.ics").status_code == 404


def test_a_full_feed_holds_what_ends_first(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "FEED_MAX_EVENTS", 2)
    for day in (3, 1, 2):
        make.action(date(2026, 12, day), title=f"Jour {day}", visibility="public")
    assert [title for _at, title in seen(client)] == ["Jour 1", "Jour 2"]


def test_a_series_that_goes_on_as_another_stays_as_open(app):
    old = weekly(place="La place")
    services.save(services.opening_of(old), {"fields": ["place"]})
    new = weekly(continues_id=old.id)
    assert services.opening_of(new).fields == ["place"]
    services.save(services.opening_of(new), {"fields": []})
    series.edit(new, title="Un autre nom")
    assert services.opening_of(new).fields == []


def test_what_is_opened_of_a_series_later_does_not_open_the_one_that_went_on(app):
    old = weekly(place="La place")
    new = weekly(continues_id=old.id)
    services.save(services.opening_of(old), {"fields": ["place"]})
    series.edit(new, title="Un autre nom")
    assert not services.opening_of(new).fields


def test_this_date_and_all_that_follow_stay_as_open(app):
    old = weekly(place="La place")
    services.save(services.opening_of(old), {"fields": ["place"]})
    second = db.session.scalars(db.select(Occurrence).order_by(Occurrence.starts_at)).all()[1]
    new, _ = calendar.change_following(second, None, title="Un autre nom")
    assert services.opening_of(new).fields == ["place"]


def test_all_that_strangers_read_is_read_at_once_however_much_there_is(client):
    for number in range(6):
        made = make.action(date(2026, 12, 1 + number), visibility="public", commune=make.commune())
        db.session.add(PublicAction(action_id=made.id, fields=["languages"]))
        worker = make.assignment().worker
        db.session.add(PublicProfile(worker_id=worker.id, shown=True, shows_languages=True))
    with count_queries() as sent:
        client.get("/quartiers")
    assert len(sent) <= 9
    with count_queries() as sent:
        client.get("/quartiers/actions.ics")
        client.get("/wijken/actions.ics")
    assert len(sent) <= 6
