# ruff: noqa: DTZ001 (a naive datetime here is a wall time in Brussels)
"""What we write is read alike by icalendar, khal and libical, and no text can forge a line."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.calendar.ical import (
    CALENDAR_END,
    CANCELLED_PREFIX,
    Component,
    add_alarm,
    add_exdates,
    calendar_head,
    google_link,
    standalone,
    webcal_link,
    write_calendar,
    write_event,
)
from raqnet.calendar.recurrence import expand
from raqnet.clock import day_start, from_local, to_local
from raqnet.text import clean
from tests.calendar.readers import (
    READERS,
    expand_with_icalendar,
    expand_with_khal,
    expand_with_libical,
)

WRITTEN = datetime(2021, 10, 1, 12, tzinfo=UTC)
TUESDAY = datetime(2021, 10, 12, 10)
WINDOW = (datetime(2021, 9, 1, tzinfo=UTC), datetime(2022, 6, 1, tzinfo=UTC))
WEEKLY = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20220412T215959Z"
HOSTILE = (
    "a\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT\rBEGIN:VALARM\x00\x07"
    '; , \\ \\n " : é 👩🏽‍🌾 \x85 \u2028 \x0b \x0c \ud83d fin'
)

unhurried = settings(deadline=None)  # a busy machine is not a failure
reader = pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)


def component(starts=TUESDAY, hours=2, **changes):
    start = from_local(starts)
    given_fields = {
        "uid": "action-7@raqnet.example",
        "sequence": 0,
        "created": WRITTEN,
        "last_modified": WRITTEN,
        "dtstamp": WRITTEN,
        "starts_at": start,
        "ends_at": start + timedelta(hours=hours),
        "all_day": False,
        "summary": "Permanence",
    }
    return Component(**given_fields | changes)


def all_day(first, last, **changes):
    ends_at = day_start(last + timedelta(days=1))
    return component(starts_at=day_start(first), ends_at=ends_at, all_day=True, **changes)


def override(master, wall, moved_to=None, **changes):
    """The date of a series at `wall`, moved or not, always two hours."""
    start = from_local(moved_to or wall)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    return replace(
        master, rrule=None, exdates=(), recurrence_id=from_local(wall), **times, **changes
    )


def feed(*components):
    return write_calendar("Agenda", map(write_event, components))


def parsed(text):
    return icalendar.Calendar.from_ical(text)


def event_in(text):
    (event,) = parsed(write_calendar("Agenda", [text])).events
    return event


# Read alike by independent readers


@reader
def test_a_weekly_series_keeps_its_hour_across_both_clock_changes(read):
    master = component(rrule=WEEKLY)
    seen = read(feed(master), *WINDOW)
    slots = expand(master.starts_at, master.ends_at, False, WEEKLY)
    assert [(start, end) for start, end, *_ in seen] == [(s.starts_at, s.ends_at) for s in slots]
    assert {to_local(start).hour for start, *_ in seen} == {10}
    assert {start.hour for start, *_ in seen} == {8, 9}


@reader
def test_an_excluded_date_is_gone(read):
    kept_out = (from_local(datetime(2021, 10, 26, 10)), from_local(datetime(2021, 11, 2, 10)))
    seen = read(feed(component(rrule=WEEKLY, exdates=kept_out)), *WINDOW)
    assert not set(kept_out) & {start for start, *_ in seen}
    assert len(seen) == 25


@reader
def test_an_overridden_date_is_where_it_was_moved_and_nowhere_else(read):
    master = component(rrule=WEEKLY)
    place, moved_to = datetime(2021, 11, 2, 10), datetime(2021, 11, 4, 14)
    moved = override(master, place, moved_to, summary="Ailleurs")
    seen = read(feed(master, moved), *WINDOW)
    assert (moved.starts_at, moved.ends_at, "Ailleurs", "CONFIRMED") in seen
    assert from_local(datetime(2021, 11, 2, 10)) not in [start for start, *_ in seen]
    assert len(seen) == 27


@reader
def test_a_cancelled_date_says_so_in_its_status_and_in_its_title(read):
    master = component(rrule=WEEKLY)
    start = from_local(datetime(2022, 3, 29, 10))
    gone = override(master, datetime(2022, 3, 29, 10), status="CANCELLED")
    seen = {start: (title, status) for start, _, title, status in read(feed(master, gone), *WINDOW)}
    assert seen[start] == (CANCELLED_PREFIX + "Permanence", "CANCELLED")
    assert len(seen) == 27


@reader
def test_all_day_events_end_on_the_day_after_the_last(read):
    seen = read(feed(all_day(date(2021, 10, 30), date(2021, 11, 1))), *WINDOW)
    assert seen == [(date(2021, 10, 30), date(2021, 11, 2), "Permanence", "CONFIRMED")]


@reader
def test_an_all_day_series_takes_exclusions_and_overrides_by_date(read):
    rrule = "FREQ=WEEKLY;BYDAY=SA;UNTIL=20211113"
    master = all_day(date(2021, 10, 23), date(2021, 10, 24), rrule=rrule)
    master = replace(master, exdates=(day_start(date(2021, 10, 30)),))
    moved = all_day(
        date(2021, 11, 8), date(2021, 11, 8), recurrence_id=day_start(date(2021, 11, 6))
    )
    seen = read(feed(master, moved), *WINDOW)
    assert [(start, (end - start).days) for start, end, *_ in seen] == [
        (date(2021, 10, 23), 2),
        (date(2021, 11, 8), 1),
        (date(2021, 11, 13), 2),
    ]


@reader
def test_one_date_of_a_timed_series_can_become_all_day(read):
    master = component(rrule=WEEKLY)
    whole = all_day(date(2021, 11, 2), date(2021, 11, 2), series_all_day=False)
    whole = replace(whole, recurrence_id=from_local(datetime(2021, 11, 2, 10)))
    text = feed(master, whole)
    assert "RECURRENCE-ID;TZID=Europe/Brussels:20211102T100000\r\n" in text
    if read is not expand_with_khal:  # khal shows the replaced date as well
        assert len(read(text, *WINDOW)) == 27


@reader
def test_an_override_without_its_series_stands_alone(read):
    lone = [override(component(), TUESDAY + timedelta(days=days)) for days in (0, 7)]
    text = feed(*map(standalone, lone))
    assert "RECURRENCE-ID" not in text
    assert len(read(text, *WINDOW)) == 2


# Exact time, as RFC 5545 has it (3.8.5.3); recurring-ical-events counts such a night in wall time.
@pytest.mark.parametrize("read", [expand_with_khal, expand_with_libical])
def test_a_night_that_the_change_shortens_is_seen_as_in_our_rows(read):
    rrule = "FREQ=WEEKLY;BYDAY=SA;COUNT=3"
    night = component(datetime(2021, 10, 23, 22), 6, rrule=rrule)
    slots = expand(night.starts_at, night.ends_at, False, rrule)
    assert [(a, b) for a, b, *_ in read(feed(night), *WINDOW)] == [
        (slot.starts_at, slot.ends_at) for slot in slots
    ]


@reader
def test_an_event_in_the_second_hour_of_an_autumn_night_is_not_an_hour_early(read):
    second = datetime(2021, 10, 31, 1, 30, tzinfo=UTC)  # the second 02:30 in Brussels
    late = component(starts_at=second, ends_at=second + timedelta(hours=1))
    assert event_in(write_event(late)).start == second
    if read is not expand_with_icalendar:  # recurring-ical-events forgets which of the two it is
        assert [start for start, *_ in read(feed(late), *WINDOW)] == [second]


@reader
def test_hostile_text_adds_no_property_no_event_and_no_alarm(read):
    hostile = component(
        uid=HOSTILE,
        summary=HOSTILE,
        description=HOSTILE,
        location=HOSTILE,
        url="https://x.example/\r\nATTACH:https://y.example/\x00",
        categories=(HOSTILE, "b,c"),
    )
    text = add_alarm(write_event(hostile), 15, HOSTILE)
    seen = read(write_calendar(HOSTILE, [text]), *WINDOW)
    assert len(seen) == 1
    assert seen[0][2].replace("\r", "").startswith("a\nATTENDEE:mailto:x@example.org\nEND:VEVENT")
    names = re.findall(r"\r\n([A-Z-]+)", text)
    assert "ATTENDEE" not in names
    assert "ATTACH" not in names
    assert names.count("BEGIN") == 1


# Line by line


def test_what_every_event_says():
    text = write_event(component(geo=(50.846557, 4.351697), categories=("Permanence", "Midi")))
    assert text == (
        "BEGIN:VEVENT\r\n"
        "UID:action-7@raqnet.example\r\n"
        "SEQUENCE:0\r\n"
        "DTSTAMP:20211001T120000Z\r\n"
        "CREATED:20211001T120000Z\r\n"
        "LAST-MODIFIED:20211001T120000Z\r\n"
        "DTSTART;TZID=Europe/Brussels:20211012T100000\r\n"
        "DTEND;TZID=Europe/Brussels:20211012T120000\r\n"
        "SUMMARY:Permanence\r\n"
        "CATEGORIES:Permanence,Midi\r\n"
        "GEO:50.846557;4.351697\r\n"
        "STATUS:CONFIRMED\r\n"
        "TRANSP:OPAQUE\r\n"
        "END:VEVENT\r\n"
    )


def test_cancelled_and_all_day_events_leave_the_day_free():
    assert "\r\nTRANSP:TRANSPARENT\r\n" in write_event(component(status="CANCELLED"))
    assert "\r\nTRANSP:TRANSPARENT\r\n" in write_event(
        all_day(date(2021, 10, 12), date(2021, 10, 12))
    )


def test_the_address_is_repeated_in_the_description_once():
    url = "https://raqnet.example/a/1"
    once = event_in(write_event(component(url=url, description=f"Voir {url} ici")))
    assert once["DESCRIPTION"].count(url) == 1
    longer = event_in(write_event(component(url=url, description=f"Voir {url}2")))
    assert longer["DESCRIPTION"].endswith("\n\n" + url)
    assert event_in(write_event(component(url=url)))["DESCRIPTION"] == url


def test_exclusions_and_recurrence_ids_have_the_type_of_the_start():
    master = component(rrule=WEEKLY, exdates=(from_local(datetime(2021, 11, 2, 10)),))
    assert "\r\nEXDATE;TZID=Europe/Brussels:20211102T100000\r\n" in write_event(master)
    whole = all_day(
        date(2021, 11, 2), date(2021, 11, 2), recurrence_id=day_start(date(2021, 11, 2))
    )
    assert "\r\nRECURRENCE-ID;VALUE=DATE:20211102\r\n" in write_event(whole)


def test_the_calendar_says_its_name_zone_and_refresh_and_nothing_of_today():
    text = write_calendar("Agenda; équipe", [])
    assert text == calendar_head("Agenda; équipe") + CALENDAR_END
    for line in (
        "METHOD:PUBLISH",
        "NAME:Agenda\\; équipe",
        "X-WR-CALNAME:Agenda\\; équipe",
        "X-WR-TIMEZONE:Europe/Brussels",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "DTSTART:19700329T020000",
        "DTSTART:19701025T030000",
    ):
        assert f"\r\n{line}\r\n" in text
    assert "RDATE" not in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def test_the_zone_we_write_changes_when_brussels_does():
    zone = parsed(write_calendar("Agenda", [])).timezones[0].to_tz(lookup_tzid=False)
    for day in range(0, 366 * 30):
        noon = datetime(1997, 1, 1, 12) + timedelta(days=day)
        ours, theirs = noon.replace(tzinfo=zone), from_local(noon)
        assert ours.utcoffset() == to_local(theirs).utcoffset()


@unhurried
@given(st.text(st.sampled_from("aé€👩\u0301 \t\\;,\n"), min_size=60, max_size=400))
def test_folding_never_cuts_a_character_and_loses_nothing(words):
    text = write_event(component(description=words))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert all(len(line) > 0 for line in unfolded.split("\r\n")[:-1])
    assert str(event_in(text).get("DESCRIPTION", "")) == clean(words)


anything = st.text(st.characters(), max_size=120)  # surrogates and controls included


def as_kept(words):
    """Cleaned as we promise to: only a tab remains of the control characters, C1 included."""
    return re.sub("[\x7f-\x9f]", "", clean(words))


@unhurried
@given(anything, anything, anything, anything, st.lists(anything, max_size=3))
def test_any_text_in_any_field_comes_back_through_icalendar(uid, summary, body, place, tags):
    text = write_event(
        component(
            uid=uid, summary=summary, description=body, location=place, categories=tuple(tags)
        )
    )
    event = event_in(text)
    assert event["UID"] == as_kept(uid)
    assert event["SUMMARY"] == as_kept(summary)
    assert event.get("DESCRIPTION", "") == as_kept(body)
    assert event.get("LOCATION", "") == as_kept(place)
    assert [str(tag) for tag in event.categories] == [as_kept(tag) for tag in tags]


@unhurried
@given(anything, anything, anything)
def test_no_line_is_too_long_or_holds_a_control_character(words, url, name):
    text = write_event(component(summary=words, url=url, categories=(words, words)))
    text = write_calendar(name, [add_alarm(text, 30, words)])
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]", "".join(lines))
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1


# Spliced in without writing the event again


@reader
def test_more_dates_can_be_excluded_from_a_written_series(read):
    written = write_event(component(rrule=WEEKLY, exdates=(from_local(TUESDAY),)))
    more = [from_local(datetime(2021, 11, day, 10)) for day in (2, 9)]
    text = add_exdates(add_alarm(written, 60, "Rappel"), more, False)
    assert text.index("EXDATE;TZID=Europe/Brussels:20211109") < text.index("BEGIN:VALARM")
    assert len(read(write_calendar("Agenda", [text]), *WINDOW)) == 24
    assert add_exdates(written, [], False) == written


def test_excluding_from_a_series_leaves_its_overrides_alone():
    master = component(rrule=WEEKLY)
    both = write_event(master) + write_event(override(master, datetime(2021, 11, 2, 10)))
    text = add_exdates(both, [from_local(datetime(2021, 11, 9, 10))], False)
    assert [len(e.exdates) for e in parsed(write_calendar("", [text])).events] == [1, 0]


def test_an_alarm_rings_before_each_event_except_cancelled_ones():
    texts = write_event(component()) + write_event(component(status="CANCELLED"))
    planned, cancelled = parsed(write_calendar("", [add_alarm(texts, 90, "Bientôt")])).events
    (alarm,) = planned.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["DESCRIPTION"] == "Bientôt"
    assert alarm["TRIGGER"].dt == timedelta(minutes=-90)
    assert not cancelled.walk("VALARM")


def test_a_description_that_looks_like_an_end_is_not_one():
    text = write_event(component(description="x" * 62 + "END:VEVENT\nEND:VEVENT"))
    assert len(event_in(add_alarm(text, 5, "x")).walk("VALARM")) == 1


def test_an_override_alone_always_gets_the_same_uid_never_that_of_its_series():
    lone = replace(component(), recurrence_id=from_local(TUESDAY))
    assert standalone(lone).uid == "action-7-20211012T080000Z@raqnet.example"
    assert standalone(standalone(lone)) == standalone(lone)
    assert standalone(component()) == component()


# Links and speed


def test_links_for_subscribing():
    url = "https://raqnet.example/agenda/abc.ics"
    assert webcal_link(url) == "webcal://raqnet.example/agenda/abc.ics"
    assert google_link(url) == (
        "https://calendar.google.com/calendar/r?cid="
        "webcal%3A%2F%2Fraqnet.example%2Fagenda%2Fabc.ics"
    )


def test_ten_thousand_events_are_written_in_seconds_not_minutes():
    one = component(
        rrule=WEEKLY, description="Café des habitant·e·s\n" * 8, url="https://raqnet.example/a/1",
        location="Maison de quartier, rue Haute", categories=("Permanence",), geo=(50.84, 4.35),
    )  # fmt: skip
    before = perf_counter()
    text = write_calendar("Agenda", (write_event(one) for _ in range(10_000)))
    assert perf_counter() - before < 5  # under 1 s alone; other tests may share the machine
    assert len(text) > 5_000_000
