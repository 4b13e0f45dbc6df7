"""What several files here begin with."""

from datetime import UTC, datetime

import pytest

from raqnet import clock
from tests import factories as make

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday, 10h in Brussels


@pytest.fixture
def morning(app):
    """The clock stands at `NOW`."""
    clock.clock.freeze(NOW)


@pytest.fixture
def template(app):
    """The nine steps, as the usual template."""
    return make.intervision_template(name="Les neuf étapes", is_default=True)
