"""Rules: what they refuse, which dates they give, and what stays what when they change."""
# ruff: noqa: DTZ001 (a naive datetime here is a wall time in Brussels)

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from raqnet.calendar.recurrence import (
    MAX_OCCURRENCES,
    NTHS,
    Rule,
    RuleError,
    Slot,
    check,
    expand,
    pair,
    parse_rrule,
    rrule_text,
)
from raqnet.clock import BRUSSELS, day_start, from_local, to_local

TUESDAY = datetime(2021, 10, 12, 10)  # the second Tuesday of the month; naive wall time


def weekly(*weekdays, interval=1, until=None, count=None):
    return Rule("WEEKLY", interval, weekdays or (1,), None, until, count)


def monthly(nth, weekday=1, interval=1, until=None, count=None):
    return Rule("MONTHLY", interval, (weekday,), nth, until, count)


def timed(wall, hours=2.0):
    start = from_local(wall)
    return start, start + timedelta(hours=hours), False


def days(first, count=1):
    return day_start(first), day_start(first + timedelta(days=count)), True


def walls(slots):
    return [to_local(slot.starts_at).replace(tzinfo=None) for slot in slots]


def guilt(rule, when):
    with pytest.raises(RuleError) as caught:
        check(rule, *when)
    return caught.value.field, caught.value.code


unhurried = settings(deadline=None)  # a busy machine is not a failure


# What is refused


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [
        (Rule("DAILY", 1, (1,), None, None, 5), "freq", "unsupported"),
        (weekly(interval=0, count=5), "interval", "out-of-range"),
        (weekly(interval=13, count=5), "interval", "out-of-range"),
        (Rule("WEEKLY", 1, (), None, None, 5), "weekdays", "missing"),
        (weekly(7, count=5), "weekdays", "missing"),
        (Rule("MONTHLY", 1, (1, 2), 2, None, 5), "weekdays", "one-only"),
        (monthly(5, count=5), "nth", "out-of-range"),
        (monthly(None, count=5), "nth", "out-of-range"),
        (Rule("WEEKLY", 1, (1,), 2, None, 5), "nth", "out-of-range"),
        (weekly(), "ends", "endless"),
        (weekly(until=date(2021, 12, 1), count=3), "ends", "both"),
        (weekly(until=date(2021, 10, 11)), "until", "until-before-start"),
        (weekly(4, until=date(2021, 10, 13)), "until", "empty"),
        (weekly(count=0), "count", "empty"),
        (weekly(count=-3), "count", "empty"),
        (weekly(count=1), "count", "single"),
        (weekly(until=date(2021, 10, 18)), "until", "single"),
        (weekly(3, count=5), "weekdays", "start-not-in-rule"),
        (monthly(3, count=5), "nth", "start-not-in-rule"),
        (monthly(2, weekday=4, count=5), "weekdays", "start-not-in-rule"),
        (weekly(count=401), "count", "too-many"),
        (weekly(0, 1, 2, 3, 4, until=date(2024, 10, 12)), "until", "too-many"),
        (weekly(until=date(2026, 10, 20)), "until", "too-long"),
        (monthly(2, until=date(9999, 12, 31)), "until", "too-long"),
        (monthly(2, interval=12, count=7), "count", "too-long"),
    ],
)
def test_a_rule_that_cannot_be_kept_says_which_field_is_guilty_and_why(rule, field, code):
    assert guilt(rule, timed(TUESDAY)) == (field, code)


@pytest.mark.parametrize(
    ("rule", "when"),
    [
        (weekly(count=2), timed(TUESDAY)),
        (weekly(until=date(2026, 10, 12)), timed(TUESDAY)),
        (weekly(1, 3, interval=2, until=date(2021, 12, 20)), timed(TUESDAY)),
        (monthly(2, interval=12, count=5), timed(TUESDAY)),
        (monthly(-1, count=12), timed(datetime(2021, 10, 26, 10))),
        (weekly(count=10), days(date(2021, 10, 12), 6)),
        (weekly(0, 1, 2, 3, 4, count=MAX_OCCURRENCES), timed(TUESDAY)),
    ],
)
def test_a_rule_that_every_calendar_accepts_passes(rule, when):
    check(rule, *when)
    assert 2 <= len(expand(*when, rrule_text(rule, when[2]))) <= MAX_OCCURRENCES


def test_an_event_as_long_as_the_gap_between_two_dates_is_refused_as_outlook_does():
    assert guilt(weekly(count=5), days(date(2021, 10, 12), 7)) == ("interval", "overlap")
    two_days = timed(TUESDAY, hours=48)
    assert guilt(weekly(1, 3, count=5), two_days) == ("weekdays", "overlap")
    check(weekly(1, 3, count=5), *timed(TUESDAY, hours=47))


def test_a_start_that_changes_day_in_brussels_but_not_in_utc_is_judged_in_brussels():
    check(weekly(1, count=5), *timed(datetime(2021, 10, 12, 0, 30)))


# What is written and read


def test_a_rule_is_written_as_clients_expect():
    fortnightly = weekly(3, 1, interval=2, until=date(2021, 12, 20))
    assert rrule_text(fortnightly, False) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20211220T225959Z;WKST=MO"
    )
    assert rrule_text(monthly(-1, count=4), False) == "FREQ=MONTHLY;BYDAY=-1TU;COUNT=4"
    assert rrule_text(weekly(until=date(2021, 7, 1)), False).endswith("UNTIL=20210701T215959Z")


def test_an_all_day_rule_ends_on_a_date():
    assert rrule_text(weekly(until=date(2021, 12, 20)), True).endswith("UNTIL=20211220")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "FREQ=DAILY;COUNT=3",
        "FREQ=YEARLY;BYDAY=MO;COUNT=3",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=x",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=never",
        "FREQ=WEEKLY;BYDAY=2MO;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;INTERVAL=26;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO,SU;INTERVAL=2;WKST=SU;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,14;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;BYDAY=TU;COUNT=3",
        "FREQ=MONTHLY;BYDAY=2TU,4TU;COUNT=3",
        "FREQ=MONTHLY;BYDAY=2TU;BYSETPOS=2;COUNT=3",
        "FREQ=MONTHLY;BYMONTHDAY=12;COUNT=3",
        "FREQ=MONTHLY;BYDAY=TU;COUNT=3",
    ],
)
def test_what_a_rule_cannot_say_is_unsupported_never_guessed(text):
    with pytest.raises(RuleError) as caught:
        parse_rrule(text)
    assert caught.value.code == "unsupported"


def test_other_calendars_ways_of_saying_a_rule_are_understood():
    assert parse_rrule("RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;COUNT=4") == monthly(-1, count=4)
    assert parse_rrule("freq=weekly;wkst=su;byday=tu;count=4") == weekly(count=4)
    start = from_local(TUESDAY)
    assert parse_rrule("FREQ=WEEKLY;COUNT=4", start) == weekly(count=4)
    # A UNTIL earlier in the day than the event shuts that day out.
    for until in ("20211026T080000Z", "20211026T235959", "20211026"):
        assert parse_rrule(f"FREQ=WEEKLY;BYDAY=TU;UNTIL={until}", start).until.day == 26
    assert parse_rrule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20211026T000000Z", start).until.day == 25


# Which dates


def test_ten_o_clock_stays_ten_o_clock_across_both_changes():
    slots = expand(*timed(TUESDAY), rrule_text(weekly(until=date(2022, 4, 12)), False))
    assert {wall.time() for wall in walls(slots)} == {time(10)}
    assert {slot.starts_at.hour for slot in slots} == {8, 9}
    assert all(slot.starts_at.tzinfo is UTC for slot in slots)
    assert all(slot.ends_at - slot.starts_at == timedelta(hours=2) for slot in slots)


def test_an_event_without_a_rule_is_one_slot():
    start, end, _ = timed(TUESDAY)
    assert expand(start, end, False, None) == [Slot(start, start, end)]


def test_an_excluded_local_date_is_left_out_and_still_counts():
    when = timed(datetime(2021, 10, 12, 0, 30))  # in UTC, still the day before
    slots = expand(*when, "FREQ=WEEKLY;BYDAY=TU;COUNT=4", [date(2021, 10, 19)])
    assert [wall.day for wall in walls(slots)] == [12, 26, 2]


def test_an_all_day_occurrence_lasts_whole_days_when_the_clocks_change():
    slots = expand(*days(date(2021, 10, 23), 2), "FREQ=WEEKLY;BYDAY=SA;COUNT=2")
    assert [slot.ends_at - slot.starts_at for slot in slots] == [
        timedelta(hours=48),
        timedelta(hours=49),
    ]
    assert [to_local(slot.ends_at).hour for slot in slots] == [0, 0]


def test_a_night_lasts_exactly_as_long_when_the_clocks_change():
    slots = expand(*timed(datetime(2021, 10, 23, 22), 6), "FREQ=WEEKLY;BYDAY=SA;COUNT=3")
    assert [to_local(slot.ends_at).hour for slot in slots] == [4, 3, 4]


def test_a_time_in_the_spring_gap_takes_the_offset_from_before():
    slots = expand(*timed(datetime(2022, 3, 20, 2, 30)), "FREQ=WEEKLY;BYDAY=SU;COUNT=3")
    assert [wall.time() for wall in walls(slots)] == [time(2, 30), time(3, 30), time(2, 30)]


def test_a_time_in_the_autumn_double_hour_is_the_first():
    slots = expand(*timed(datetime(2021, 10, 24, 2, 30)), "FREQ=WEEKLY;BYDAY=SU;COUNT=2")
    assert slots[1].starts_at == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)


def test_a_rule_that_escaped_the_check_still_ends():
    assert len(expand(*timed(TUESDAY), "FREQ=WEEKLY;BYDAY=TU")) == MAX_OCCURRENCES


# Properties, against dateutil and recurring-ical-events

# Around the changes of 31 October 2021, 27 March 2022, 29 March and 25 October 2026, and between.
first_days = st.one_of(
    *(
        st.dates(change - timedelta(days=21), change + timedelta(days=21))
        for change in (
            date(2021, 10, 31),
            date(2022, 3, 27),
            date(2026, 3, 29),
            date(2026, 10, 25),
        )
    ),
    st.dates(date(2015, 1, 1), date(2035, 1, 1)),
)
# Readers part over 02:00 to 03:00 on the nights of change; the tests above say what we do.
times = st.times().map(lambda t: t.replace(second=0, microsecond=0)).filter(lambda t: t.hour != 2)


@st.composite
def series(draw):
    """A rule that passes the check, and when it starts and ends."""
    day, all_day = draw(first_days), draw(st.booleans())
    if all_day:
        when = days(day, draw(st.integers(1, 3)))
    else:
        when = timed(datetime.combine(day, draw(times)), draw(st.integers(1, 20)))
    ends = draw(
        st.one_of(
            st.fixed_dictionaries({"count": st.integers(2, 60)}),
            st.fixed_dictionaries({"until": st.dates(day, day + timedelta(days=900))}),
        )
    )
    interval = draw(st.integers(1, 12))
    nths = [(day.day + 6) // 7] if day.day < 29 else []
    nths += [-1] if (day + timedelta(days=7)).month != day.month else []
    if draw(st.booleans()):
        rule = monthly(draw(st.sampled_from(nths)), day.weekday(), interval, **ends)
    else:
        others = draw(st.sets(st.integers(0, 6), max_size=3))
        rule = weekly(day.weekday(), *others, interval=interval, **ends)
    try:
        check(rule, *when)
    except RuleError:
        assume(False)
    return rule, when


def as_event(rule, starts_at, ends_at, all_day):
    event = icalendar.Event()
    event.add("UID", "one")
    for name, moment in (("DTSTART", starts_at), ("DTEND", ends_at)):
        local = moment.astimezone(BRUSSELS)
        event.add(name, local.date() if all_day else local)
    event.add("RRULE", icalendar.vRecur.from_ical(rrule_text(rule, all_day)))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    return calendar


def instant(value):
    return value.astimezone(UTC) if isinstance(value, datetime) else day_start(value)


@unhurried
@given(series())
@example((weekly(6, count=3), timed(datetime(2021, 10, 24, 3))))
@example((weekly(6, count=3), timed(datetime(2022, 3, 20, 1))))
def test_our_dates_are_those_of_recurring_ical_events(case):
    rule, when = case
    slots = expand(*when, rrule_text(rule, when[2]))
    window = (slots[0].starts_at - timedelta(days=60), slots[-1].ends_at + timedelta(days=60))
    seen = recurring_ical_events.of(as_event(rule, *when)).between(*window)
    assert sorted(instant(event.start) for event in seen) == [slot.starts_at for slot in slots]
    changes = [s for s in slots if to_local(s.starts_at).dst() != to_local(s.ends_at).dst()]
    if when[2] or not changes:  # elsewhere it counts wall time; khal and libical agree with us
        assert sorted(instant(event.end) for event in seen) == [slot.ends_at for slot in slots]


@unhurried
@given(series())
def test_our_dates_are_those_of_dateutil_in_wall_time(case):
    rule, when = case
    text = rrule_text(rule, True)
    first = to_local(when[0]).replace(tzinfo=None)
    # dateutil reads UNTIL=<date> as its midnight, which would drop a timed event of that day.
    text = text if rule.until is None else f"{text.partition(';UNTIL')[0]};WKST=MO"
    expected = list(rrulestr(text, dtstart=first)[: 2 * MAX_OCCURRENCES])
    if rule.until is not None:
        expected = [wall for wall in expected if wall.date() <= rule.until]
    assert walls(expand(*when, rrule_text(rule, when[2]))) == expected


@unhurried
@given(series())
def test_a_rule_read_back_is_the_rule_that_was_written(case):
    rule, (starts_at, _, all_day) = case
    assert parse_rrule(rrule_text(rule, all_day)) == rule
    assert parse_rrule(rrule_text(rule, all_day), starts_at) == rule


@unhurried
@given(series())
def test_a_checked_series_starts_at_its_start_never_overlaps_and_stays_short(case):
    rule, when = case
    slots = expand(*when, rrule_text(rule, when[2]))
    assert (slots[0].starts_at, slots[0].ends_at) == when[:2]
    assert 2 <= len(slots) <= MAX_OCCURRENCES
    assert all(slot.recurrence_id == slot.starts_at for slot in slots)


@unhurried
@given(st.text(max_size=60) | st.text("FREQ=WKLYMONTHBDACIUV;,-+0123456789SZ", max_size=60))
def test_reading_any_text_gives_a_rule_or_says_unsupported(text):
    try:
        assert parse_rrule(text).nth in (None, *NTHS)
    except RuleError as error:
        assert error.code == "unsupported"


# What stays what


def slots_of(wall, rrule, exdates=()):
    return expand(*timed(wall), rrule, exdates)


def test_a_longer_series_keeps_its_dates_and_adds_the_rest():
    old = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    new = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=5")
    assert pair(old, new) == (dict(zip(old, new, strict=False)), [], new[3:])
    assert pair(new, old) == ({slot: slot for slot in old}, new[3:], [])


def test_another_hour_of_the_same_day_is_the_same_occurrence():
    old = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=6")
    new = slots_of(TUESDAY.replace(hour=18), "FREQ=WEEKLY;BYDAY=TU;COUNT=6")
    assert pair(old, new) == (dict(zip(old, new, strict=True)), [], [])


def test_another_day_of_the_same_week_is_the_same_occurrence():
    old = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU,FR;COUNT=6")
    new = slots_of(TUESDAY - timedelta(days=1), "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=6")
    assert pair(old, new) == (dict(zip(old, new, strict=True)), [], [])


def test_in_a_week_with_more_dates_than_before_nothing_is_guessed():
    old = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    new = slots_of(TUESDAY + timedelta(days=1), "FREQ=WEEKLY;BYDAY=WE,FR;COUNT=4")
    assert pair(old, new) == ({}, old, new)


def test_a_week_left_out_does_not_shift_the_others():
    old = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=4")
    new = slots_of(
        TUESDAY + timedelta(days=1), "FREQ=WEEKLY;BYDAY=WE;COUNT=4", [date(2021, 10, 20)]
    )
    kept, vanished, appeared = pair(old, new)
    assert kept == {old[0]: new[0], old[2]: new[1], old[3]: new[2]}
    assert (vanished, appeared) == ([old[1]], [])


def test_an_occurrence_that_was_moved_is_known_by_its_place_in_the_series():
    old = slots_of(TUESDAY, "FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    later = timedelta(days=3)
    moved = Slot(old[1].recurrence_id, old[1].starts_at + later, old[1].ends_at + later)
    kept, vanished, appeared = pair([old[0], moved, old[2]], old)
    assert kept[moved] == old[1]
    assert not vanished
    assert not appeared


@unhurried
@given(series(), series())
def test_pairing_neither_loses_nor_doubles_an_occurrence(before, after):
    old, new = (expand(*when, rrule_text(rule, when[2])) for rule, when in (before, after))
    kept, vanished, appeared = pair(old, new)
    assert sorted([*kept, *vanished], key=old.index) == old
    assert sorted([*kept.values(), *appeared], key=new.index) == new
