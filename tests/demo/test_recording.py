"""The demo's recording: something to review, that nobody ever said."""

from datetime import date

from raqnet.db import db
from raqnet.demo.load import load
from raqnet.demo.load_recording import SECONDS, load_recording
from raqnet.recordings import consents
from raqnet.recordings.models import Recording, Stage


def test_the_session_that_is_over_has_a_recording_to_review(app):
    load(date(2026, 11, 22))
    db.session.commit()
    load_recording()
    made = db.session.query(Recording).one()
    assert made.stage == Stage.REVIEW and made.track_bytes
    assert abs(made.length_ms - SECONDS * 1000) < 2000
    assert len(consents.read_proof(made)[0]["seats"]) >= consents.FEWEST


def test_where_no_session_is_over_there_is_none(app):
    load_recording()
    assert db.session.query(Recording).count() == 0
