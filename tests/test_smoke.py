from raqnet.calendar import version
from tests import factories as make


def test_a_new_action_moves_the_calendar_version(app):
    before = version.current()
    make.action()
    assert version.current() > before
