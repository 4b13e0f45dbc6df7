from raqnet.calendar import version
from tests import factories as make


def test_a_new_action_moves_the_calendar_version(app):
    make.action()
    before, _since = version.stamp()
    make.action()
    after, _since = version.stamp()
    assert after > before
