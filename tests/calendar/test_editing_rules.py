"""Whatever rule is cut: both parts give its dates, as dateutil does, and none is lost."""

from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from raqnet import clock
from raqnet.calendar import recurrence, splitting
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.clock import to_local

START = date(2026, 9, 1)


@st.composite
def rules(draw):
    """A rule with its first day: 3 to 60 dates, over both changes of the clocks."""
    day = START + timedelta(days=draw(st.integers(0, 400)))
    count = draw(st.integers(3, 60))
    if draw(st.booleans()):
        nth = (day.day - 1) // 7 + 1
        nth = nth if nth <= 4 else -1
        rule = Rule("MONTHLY", draw(st.integers(1, 2)), (day.weekday(),), nth, count=min(count, 25))
    else:
        more = draw(st.sets(st.integers(0, 6), max_size=3))
        rule = Rule("WEEKLY", draw(st.integers(1, 4)), (day.weekday(), *more), count=count)
    if draw(st.booleans()):
        last = days_of(day, recurrence.rrule_text(rule, False))[-1]
        rule = Rule(rule.freq, rule.interval, rule.weekdays, rule.nth, until=last)
    return day, recurrence.rrule_text(rule, False)


def hours(day):
    start = clock.from_local(datetime.combine(day, time(10)))
    return start, start + timedelta(hours=2)


def days_of(day, text):
    return [to_local(s.recurrence_id).date() for s in recurrence.expand(*hours(day), False, text)]


def by_dateutil(day, text):
    """The days that dateutil gives for the text itself; an UNTIL is told in the wall's time."""
    rule = recurrence.parse_rrule(text)
    if rule.until:
        text = text.partition("UNTIL=")[0] + f"UNTIL={rule.until:%Y%m%d}T235959"
    if rule.interval > 1:
        text += ";WKST=MO" if "WKST" not in text else ""
    start = to_local(hours(day)[0]).replace(tzinfo=None)
    return [moment.date() for moment in rrulestr(text, dtstart=start)]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chosen=rules(), at=st.integers(0, 59), left_out=st.sets(st.integers(0, 59), max_size=4))
def test_both_parts_of_a_series_give_its_dates_and_dateutil_agrees(app, chosen, at, left_out):
    day, text = chosen
    given_days = days_of(day, text)
    assert given_days == by_dateutil(day, text)
    at %= len(given_days)
    exdates = [given_days[n] for n in left_out if n < len(given_days) and n != at]
    starts_at, ends_at = hours(day)
    action = Action(
        kind="collective", starts_at=starts_at, ends_at=ends_at, all_day=False, rrule=text,
        exdates=[each.isoformat() for each in exdates], closed_days=[], skips_closed=False,
    )  # fmt: skip
    cut = splitting.parts(action, Occurrence(recurrence_id=hours(given_days[at])[0]))
    before = [each for each in given_days[:at] if each not in exdates]
    if not before:
        assert cut is None
        return
    assert cut is not None
    told = [part_days(cut.ended), part_days(cut.rest)]
    assert told == [before, [each for each in given_days[at:] if each not in exdates]]


def part_days(part):
    """The days of one part, by our code and, where it repeats, by dateutil."""
    first = to_local(part["starts_at"]).date()
    if part["rrule"] is None:
        return [first]
    days = [
        each for each in days_of(first, part["rrule"]) if each.isoformat() not in part["exdates"]
    ]
    theirs = by_dateutil(first, part["rrule"])
    assert [each for each in theirs if each.isoformat() not in part["exdates"]] == days
    return days
