"""What events of other programs are read as; icalendar and recurring-ical-events agree on dates."""

import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet.calendar import dates
from raqnet.clock import BRUSSELS
from raqnet.outside import parts
from raqnet.outside.files import gather, text_of
from raqnet.outside.lines import MOST_CHARACTERS
from raqnet.outside.parts import Event, Part
from raqnet.outside.values import Unreadable
from tests.calendar.readers import expand_with_icalendar
from tests.outside.ics import HOUR, calendar, event, read, utc

CUSTOM = """BEGIN:VTIMEZONE
TZID:Notre fuseau
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
""".replace("\n", "\r\n")


def only(*events: str, **options: Any) -> Part:
    (part,) = read(*events, **options).parts
    return part


def starts(found: Event) -> list[datetime]:
    """When everything that came of an event begins."""
    return sorted(start for start, _end in spans(found))


def spans(found: Event) -> list[tuple[datetime, datetime]]:
    told = []
    for part in found.parts:
        own = {each.key: each for each in part.dates}
        for slot in dates.slots_by({n: getattr(part, n) for n in (*parts.HOURS, *parts.RULE)}):
            mine = own.get(slot.recurrence_id.isoformat())
            if mine is None or not mine.cancelled:
                told.append(
                    (mine.starts_at, mine.ends_at) if mine else (slot.starts_at, slot.ends_at)
                )
    return sorted(told)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Brussels",
        "Romance Standard Time",
        "romance standard time",
        "/mozilla.org/20050126_1/Europe/Brussels",
        '"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"',
        '"Romance Standard Time"',
    ],
)
def test_a_zone_is_understood_by_the_name_that_any_program_gives_it(zone: str) -> None:
    part = only(event(dtstart=f";TZID={zone}:20260710T100000"))
    assert part.starts_at == utc(2026, 7, 10, 8)


def test_a_zone_under_a_name_of_the_files_own_is_known_by_its_hours() -> None:
    told = event(dtstart=";TZID=Notre fuseau:20260710T100000")
    assert only(told, head=CUSTOM).starts_at == utc(2026, 7, 10, 8)


def test_a_zone_that_nothing_explains_is_not_guessed() -> None:
    with pytest.raises(Unreadable, match="zone"):
        read(event(dtstart=";TZID=Chez nous:20260710T100000"))


def test_a_time_without_a_zone_is_one_of_brussels() -> None:
    assert only(event(dtstart=":20260710T100000")).starts_at == utc(2026, 7, 10, 8)


def test_a_day_is_a_whole_day_here() -> None:
    part = only(event(dtstart=";VALUE=DATE:20260710", dtend=";VALUE=DATE:20260712", duration=""))
    assert part.all_day and part.ends_at - part.starts_at == timedelta(days=2)
    assert part.starts_at.astimezone(BRUSSELS) == datetime(2026, 7, 10, tzinfo=BRUSSELS)


def test_outlooks_midnights_are_whole_days_too() -> None:
    told = event("a", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", start="20260710T000000", duration="P1D")
    assert only(told).all_day


def test_what_tells_no_end_lasts_an_hour_and_says_so() -> None:
    found = read(event("a", duration="PT0S"))
    assert found.parts[0].ends_at - found.parts[0].starts_at == HOUR
    assert parts.NO_END in found.remarks


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"dtstart": ""}, "no-start"),
        ({"dtstart": ":demain"}, "hours"),
        ({"dtstart": ":20261301T100000"}, "hours"),
        ({"dtstart": ":19010101T100000"}, "year"),
        ({"dtend": ";TZID=Europe/Brussels:20260310T090000"}, "hours"),
        ({"duration": "P40D"}, "long"),
        ({"duration": "PT"}, None),
        ({"rrule": "FREQ=SECONDLY"}, "rule"),
        ({"rrule": "FREQ=DAILY;INTERVAL=0"}, "rule"),
        ({"rrule": "FREQ=DAILY;BYHOUR=1,2,3"}, "rule"),
        ({"rrule": "FREQ=WEEKLY;UNTIL=hier"}, "hours"),
        ({"rrule": "nonsense"}, "rule"),
        ({"rrule": "FREQ=WEEKLY;COUNT=2", "exdate": "20260310T100000,20260317T100000"}, "no-dates"),
    ],
)
def test_what_cannot_be_read_says_why(told: dict[str, str], reason: str | None) -> None:
    if reason is None:
        read(event(**told))
        return
    with pytest.raises(Unreadable) as error:
        read(event(**told))
    assert error.value.code == reason


def test_rules_that_would_never_end_are_over_soon() -> None:
    hostile = [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=400",
        "FREQ=WEEKLY;COUNT=999999999",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=" + ",".join(map(str, range(1, 31))),
    ]
    for rule in hostile:
        try:
            found = read(event(start="20000101T100000", rrule=rule))
        except Unreadable as error:
            assert error.code in ("rule", "no-dates")
        else:
            assert len(starts(found)) <= 400


def test_an_endless_rule_is_cut_to_this_year_and_the_next_and_says_so() -> None:
    found = read(event(start="20190101T100000", rrule="FREQ=WEEKLY"), today=date(2026, 3, 2))
    (part,) = found.parts
    assert parts.CLIPPED in found.remarks and part.rrule and part.rrule.startswith("FREQ=WEEKLY")
    assert (starts(found)[0].date(), starts(found)[-1].date()) == (
        date(2026, 1, 6),
        date(2027, 12, 28),
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,TH",
        "FREQ=DAILY;BYDAY=MO,WE,FR",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TU",
        "FREQ=WEEKLY;INTERVAL=3;WKST=SU;BYDAY=SU,TU",
    ],
)
def test_an_old_endless_rule_gives_the_dates_that_others_see(rule: str) -> None:
    told = event(start="20060103T100000", rrule=rule)
    window = (utc(2025, 12, 31, 23), utc(2027, 12, 31, 23))
    theirs = [each[0] for each in expand_with_icalendar(calendar(told), *window)]
    assert starts(read(told)) == theirs[:400]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9;COUNT=4"]
)
def test_a_rule_that_gives_no_date_is_soon_over(rule: str) -> None:
    began = time.process_time()
    for year in (2026, 2099):
        with suppress(Unreadable):
            read(event(rrule=rule, start=f"{year}0310T100000"))
    assert time.process_time() - began < 2  # seconds; to the end of all years it takes ten


def test_the_same_file_says_the_same_all_year_long() -> None:
    told = event(rrule="FREQ=WEEKLY")
    assert read(told, today=date(2026, 3, 2)).mark == read(told, today=date(2026, 12, 30)).mark


def test_a_rule_that_we_cannot_say_becomes_dates_apart() -> None:
    found = read(event(rrule="FREQ=MONTHLY;BYMONTHDAY=10;COUNT=5"))
    assert len(found.parts) == 5 and parts.APART in found.remarks
    assert not any(part.rrule for part in found.parts)
    assert len({part.key for part in found.parts}) == 5


def test_a_date_that_differs_and_one_that_is_excepted_stay_with_their_series() -> None:
    found = read(
        event(rrule="FREQ=WEEKLY;COUNT=4", exdate=";TZID=Europe/Brussels:20260317T100000"),
        event("un@ailleurs", "RECURRENCE-ID;TZID=Europe/Brussels:20260324T100000",
              start="20260325T140000", summary="Ailleurs"),
    )  # fmt: skip
    (part,) = found.parts
    assert part.exdates == ("2026-03-17",)
    (own,) = part.dates
    assert (own.key, own.title) == ("2026-03-24T09:00:00+00:00", "Ailleurs")
    assert own.starts_at == utc(2026, 3, 25, 13)


def test_the_newest_of_two_versions_counts() -> None:
    part = only(event(sequence="2", summary="Neuf"), event(sequence="1", summary="Vieux"))
    assert part.title == "Neuf"


def test_two_events_under_one_uid_are_not_confused() -> None:
    with pytest.raises(Unreadable, match="twice"):
        read(event(), event(start="20260511T100000"))


def test_who_was_invited_is_not_kept_for_a_moment() -> None:
    told = event("a", "ATTENDEE;CN=Amina:mailto:amina@exemple.be", "ORGANIZER:mailto:b@exemple.be",
                 "BEGIN:VALARM", "SUMMARY:Amina", "END:VALARM")  # fmt: skip
    assert "amina" not in str(gather(calendar(told)).groups).lower()


def test_a_description_loses_the_marks_of_a_web_page_and_its_excess() -> None:
    found = read(event(description="<b>Bonjour</b><br>à tous\\, " + "x" * 3000))
    assert found.parts[0].aim.startswith("Bonjour\nà tous, xx") and len(found.parts[0].aim) == 2000
    assert parts.CUT in found.remarks


def test_no_control_character_reaches_a_title() -> None:
    assert only(event(summary="A\\nB\x0bC\x00D")).title == "A BCD"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04....", "zip"),
        (b"%PDF-1.7 \x00\x01", "no-calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no-events"),
        (b"x" * (10 * 1024 * 1024 + 1), "big"),
    ],
)
def test_what_is_no_calendar_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        gather(text_of(data))
    assert error.value.code == reason


def test_an_event_that_breaks_off_leaves_the_others_readable() -> None:
    broken = "BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Coupé\r\n"
    found = {
        each.uid: each.reason for each in gather(calendar(event("a"), broken, event("c"))).groups
    }
    assert found == {"a": "", "b": "broken", "c": ""}


def test_an_event_longer_than_any_is_refused_alone() -> None:
    long = "\r\n".join(f"EXDATE:{'2' * 5000}" for _n in range(MOST_CHARACTERS // 5000 + 2))
    found = {
        each.uid: each.reason for each in gather(calendar(event("a", long), event("b"))).groups
    }
    assert found == {"a": "broken", "b": ""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_accents_survive_every_encoding(encoding: str) -> None:
    text = calendar(event(summary="Été à l'école"))
    assert (
        gather(text_of(text.encode(encoding))).groups[0].components[0]["SUMMARY"][0][1]
        == "Été à l'école"
    )


RULES = st.one_of(
    st.builds(
        "FREQ=WEEKLY;INTERVAL={};COUNT={};BYDAY={}".format,
        st.integers(1, 3), st.integers(2, 30),
        st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR"]), min_size=1, unique=True).map(
            lambda days: ",".join(sorted({*days, "TU"}))
        ),
    ),
    st.builds("FREQ=DAILY;INTERVAL={};COUNT={}".format, st.integers(1, 20), st.integers(2, 40)),
    st.builds("FREQ=MONTHLY;COUNT={};BYDAY=2TU".format, st.integers(2, 20)),
    st.builds("FREQ=MONTHLY;COUNT={};BYMONTHDAY=10".format, st.integers(2, 20)),
    st.builds("FREQ=YEARLY;COUNT={}".format, st.integers(2, 4)),
    st.builds("FREQ=WEEKLY;UNTIL=2026{:02}28T080000Z".format, st.integers(4, 12)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    rule=RULES,
    zone=st.sampled_from(["Europe/Brussels", "America/New_York", "UTC"]),
    excepted=st.sets(st.integers(0, 5), max_size=2),
    moved=st.integers(0, 6),
)
def test_other_readers_see_the_same_dates(
    rule: str, zone: str, excepted: set[int], moved: int
) -> None:
    """Whatever repeats: the dates that we keep are those that recurring-ical-events finds."""
    plain = event(rrule=rule, dtstart=f";TZID={zone}:20260310T100000")
    window = (utc(2026, 1, 1), utc(2031, 1, 1))
    walls = [
        each[0].astimezone(ZoneInfo(zone))  # type: ignore[union-attr]
        for each in expand_with_icalendar(calendar(plain), *window)
    ]
    gone = [f"EXDATE;TZID={zone}:{walls[n]:%Y%m%dT%H%M%S}" for n in excepted if n < len(walls)]
    events = [event("un@ailleurs", *gone, rrule=rule, dtstart=f";TZID={zone}:20260310T100000")]
    if moved < len(walls) and moved not in excepted:
        events.append(
            event("un@ailleurs", f"RECURRENCE-ID;TZID={zone}:{walls[moved]:%Y%m%dT%H%M%S}",
                  dtstart=f";TZID={zone}:{walls[moved] + HOUR:%Y%m%dT%H%M%S}")
        )  # fmt: skip
    theirs = sorted(each[:2] for each in expand_with_icalendar(calendar(*events), *window))
    if theirs:
        assert spans(read(*events)) == theirs


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200), st.sampled_from(["DTSTART", "RRULE", "EXDATE", "DTEND", "GEO", "UID"])
)
def test_nothing_that_is_written_breaks_the_reader(text: str, name: str) -> None:
    told = event(**{name: text.replace("\r", "").replace("\n", "")})
    try:
        for group in gather(calendar(told)).groups:
            if not group.reason:
                read(told)
    except (Unreadable, AssertionError):
        pass


SINCE = "RECURRENCE-ID;TZID=Europe/Brussels;RANGE=THISANDFUTURE:"


@pytest.mark.parametrize(
    ("rule", "lines", "since", "start"),
    [
        ("FREQ=WEEKLY;COUNT=8", [], "20260324T100000", "20260324T140000"),  # another hour
        ("FREQ=WEEKLY;COUNT=8", [], "20260324T100000", "20260326T090000"),  # days later
        ("FREQ=WEEKLY;COUNT=8", [], "20260310T100000", "20260310T110000"),  # from the first on
        ("FREQ=WEEKLY;COUNT=8", [], "20260428T100000", "20260429T100000"),  # the last one alone
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=9", ["EXDATE;TZID=Europe/Brussels:20260331T100000"],
         "20260324T100000", "20260324T160000"),
        ("FREQ=MONTHLY;BYMONTHDAY=10;COUNT=5", [], "20260510T100000", "20260511T100000"),
    ],
)  # fmt: skip
def test_what_changes_from_a_date_on_gives_the_dates_that_others_see(
    rule: str, lines: list[str], since: str, start: str
) -> None:
    told = [
        event("un@ailleurs", *lines, rrule=rule),
        event("un@ailleurs", f"{SINCE}{since}", start=start, summary="Après", duration="PT1H"),
    ]
    window = (utc(2026, 1, 1), utc(2027, 1, 1))
    theirs = sorted(each[:2] for each in expand_with_icalendar(calendar(*told), *window))
    found = read(*told)
    assert spans(found) == theirs
    assert parts.FOLLOWING in found.remarks and found.parts[-1].title == "Après"
    assert len({part.key for part in found.parts}) == len(found.parts)


def test_a_date_that_differs_again_keeps_its_words_and_what_changes_nothing_divides_nothing() -> (
    None
):
    alone = event(
        "un@ailleurs", "RECURRENCE-ID;TZID=Europe/Brussels:20260407T100000",
        start="20260408T080000", summary="Seule",
    )  # fmt: skip
    told = [
        event(rrule="FREQ=WEEKLY;COUNT=8"), alone,
        event("un@ailleurs", f"{SINCE}20260324T100000", start="20260324T140000"),
    ]  # fmt: skip
    first, then = read(*told).parts
    assert (len(dates.slots_by(dict_of(first))), len(dates.slots_by(dict_of(then)))) == (2, 6)
    assert [(each.title, each.starts_at) for each in then.dates] == [
        ("Seule", utc(2026, 4, 8, 6))
    ]  # fmt: skip
    same = event("un@ailleurs", f"{SINCE}20260324T100000", start="20260324T100000")
    assert len(read(told[0], same).parts) == 1


def dict_of(part: Part) -> dict[str, Any]:
    return {name: getattr(part, name) for name in (*parts.HOURS, *parts.RULE)}


@pytest.mark.parametrize("breaks", ["\r", "\r\r\n", "\n"])
def test_lines_end_as_a_program_ends_them(breaks: str) -> None:
    told = calendar(event(summary="Été"), event("b")).replace("\r\n", breaks)
    assert [len(group.components) for group in gather(told).groups] == [1, 1]


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Factory", "Mars/Olympus", "Europe"])
def test_a_zone_that_only_this_machine_knows_is_none(zone: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(event(dtstart=f";TZID={zone}:20260310T100000"))
    assert refused.value.code == "zone"
    assert only(event(dtstart=";TZID=right/Europe/Brussels:20260310T100000")).starts_at == utc(
        2026, 3, 10, 9
    )


def test_what_is_moved_out_of_the_years_of_the_calendar_is_unreadable() -> None:
    far = f"{SINCE}20260317T100000"
    with pytest.raises(Unreadable) as refused:
        read(
            event(start="20300305T100000", rrule="FREQ=WEEKLY;COUNT=8"),
            event("un@ailleurs", far, start="20990317T100000"),
        )
    assert refused.value.code == "year"


def test_what_changes_up_to_a_date_is_refused() -> None:
    prior = "RECURRENCE-ID;RANGE=THISANDPRIOR;TZID=Europe/Brussels:20260324T100000"
    with pytest.raises(Unreadable) as refused:
        read(event(rrule="FREQ=WEEKLY;COUNT=8"), event("un@ailleurs", prior))
    assert refused.value.code == "rule"
