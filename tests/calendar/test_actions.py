"""Entering and reading actions."""

from datetime import date, time

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.calendar.models import Action, Occurrence
from raqnet.db import db
from tests import factories as make

DAY = date(2026, 12, 1)  # a Tuesday


def form(**values):
    """A simple action as the browser sends it."""
    return {
        "kind": "collective", "day": "2026-12-01", "start": "10:00", "end": "12:00",
        "repeat": "none", **values,
    }  # fmt: skip


def test_a_worker_enters_a_simple_action(app, client):
    worker = make.worker()
    activity = make.activity("Table de discussion")
    client.sign_in(worker.user)
    assert client.get("/calendrier/actions/nouvelle").status_code == 200
    answer = client.post("/calendrier/actions/nouvelle", data=form(activity=activity.id))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Table de discussion" in page.text
