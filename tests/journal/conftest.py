"""What the journal's tests share: a worker who is signed in, and lists to choose from."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests import factories as make


@dataclass
class Offered:
    """A value or two of each list."""

    office: Any
    street: Any
    housing: Any
    health: Any
    inform: Any
    listen: Any


@pytest.fixture
def me(app, client):
    """A worker, signed in."""
    worker = make.worker()
    client.sign_in(worker.user)
    return worker


@pytest.fixture
def values(app):
    """What the forms offer."""
    return Offered(
        make.value("place", "bureau"), make.value("place", "rue"),
        make.value("theme", "logement"), make.value("theme", "santé"),
        make.value("deed", "informer"), make.value("deed", "écouter"),
    )  # fmt: skip
