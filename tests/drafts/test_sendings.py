"""A form that a device sends again is known by its key, on either engine."""

from raqnet.drafts import sendings
from tests import factories as make

KEY = "k" * 20


def test_a_key_is_new_once_for_each_person(app):
    me, other = make.user(), make.user()
    assert sendings.enter(me, KEY)
    assert not sendings.enter(me, KEY)
    assert sendings.enter(other, KEY)
