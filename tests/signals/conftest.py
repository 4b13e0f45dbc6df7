"""Who signals here, and who carries it on."""

import pytest

from raqnet.access import Role
from tests import factories as make


@pytest.fixture
def place(app):
    return make.neighbourhood(name="Quartier du Test")


@pytest.fixture
def me(place):
    """A worker's account; their neighbourhood is `place`."""
    worker = make.worker()
    make.assignment(worker=worker, neighbourhood=place)
    return worker.user


@pytest.fixture
def coordination(app):
    return make.user(Role.COORDINATION)
