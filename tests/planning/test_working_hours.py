"""What lies outside the working hours, in Brussels, to the minute."""

from datetime import date, datetime, time

import pytest

from raqnet import clock
from raqnet.planning.working_hours import outside

FRIDAY, SATURDAY, MONDAY = date(2026, 9, 4), date(2026, 9, 5), date(2026, 9, 7)
FORWARD, BACK = date(2026, 3, 28), date(2026, 10, 24)  # the evenings before the clocks change


def span(day, begins, ends, last=None, all_day=False):
    at = (datetime.combine(day, time(*begins)), datetime.combine(last or day, time(*ends)))
    return outside(*map(clock.from_local, at), all_day)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        ((9,), (17,), 0),
        ((10,), (12,), 0),
        ((16,), (18, 30), 90),
        ((8, 45), (9, 15), 15),
        ((18,), (20,), 120),
        ((8,), (18,), 120),
    ],
)
def test_a_weekday_counts_before_nine_and_after_seventeen(begins, ends, minutes):
    assert span(FRIDAY, begins, ends) == minutes


def test_a_weekend_and_a_public_holiday_count_whole():
    assert span(SATURDAY, (10,), (12,)) == 120
    assert span(date(2026, 7, 21), (10,), (12,)) == 120  # a Tuesday, the national day
    assert span(date(2026, 5, 14), (9,), (17,)) == 480  # Ascension


def test_a_night_counts_the_hours_that_pass_when_the_clocks_change():
    assert span(FRIDAY, (22,), (6,), SATURDAY) == 8 * 60
    assert span(FORWARD, (22,), (6,), date(2026, 3, 29)) == 7 * 60
    assert span(BACK, (22,), (6,), date(2026, 10, 25)) == 9 * 60


def test_a_week_away_leaves_its_five_days_out():
    assert span(MONDAY, (9,), (17,), date(2026, 9, 11)) == (4 * 24 + 8 - 5 * 8) * 60


def test_whole_days_count_only_where_nobody_works():
    assert span(FRIDAY, (0,), (0,), SATURDAY, all_day=True) == 0
    assert span(FRIDAY, (0,), (0,), MONDAY, all_day=True) == 2 * 480
