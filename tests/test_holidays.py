"""Which days people work on in Belgium."""

from datetime import date, timedelta

import pytest

from raqnet.holidays import is_worked, of_year

# As the federal public service for employment publishes them.
PUBLISHED = {
    2021: ("01-01", "04-05", "05-01", "05-13", "05-24", "07-21", "08-15", "11-01", "11-11",
           "12-25"),
    2024: ("01-01", "04-01", "05-01", "05-09", "05-20", "07-21", "08-15", "11-01", "11-11",
           "12-25"),
    2026: ("01-01", "04-06", "05-01", "05-14", "05-25", "07-21", "08-15", "11-01", "11-11",
           "12-25"),
}  # fmt: skip


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_ten_public_holidays_of_a_year(year):
    assert of_year(year) == {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year]}


def test_nobody_is_thought_to_work_on_a_weekend_or_on_a_public_holiday():
    monday = date(2026, 5, 11)  # of the week of Ascension
    week = [is_worked(monday + timedelta(days=n)) for n in range(7)]
    assert week == [True, True, True, False, True, False, False]


def test_two_holidays_on_one_day_are_one():
    assert len(of_year(2008)) == 9  # Ascension on the first of May
