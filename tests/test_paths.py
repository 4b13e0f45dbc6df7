"""Paths of this site: what a part of one may be."""

import pytest

from raqnet import paths


@pytest.mark.parametrize(
    "text", ["", "-1", "0", "²", "1e3", "99999999999", "0" * 12 + "9" * 20, None, str(2**31)]
)
def test_what_no_database_takes_for_an_id_is_none(text):
    assert paths.as_id(text) is None


def test_an_id_in_an_address_is_a_number():
    assert paths.as_id("2147483647") == 2**31 - 1
