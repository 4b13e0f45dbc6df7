"""Durations are read as people write them."""

import pytest

from raqnet import durations


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90), ("1h30", 90), ("1 h 30", 90), ("1:30", 90), ("2h", 120), ("45 min", 45),
        ("1H5", 65), ("24h", 1440), ("0", None), ("24h01", None), ("1h60", None), ("-5", None),
        ("1,5", None), ("h30", None), ("٣", None), ("99999", None),
    ],
)  # fmt: skip
def test_a_duration_is_read_as_people_write_it_or_refused(text, minutes):
    assert durations.read(text) == minutes


def test_what_a_duration_is_called_is_read_again():
    assert all(durations.read(durations.written(each)) == each for each in range(1, 1441))
