"""What time asks of recordings is done each night, said beforehand and afterwards, and no more."""

import pytest

from raqnet import clock, mail, vault
from raqnet.config import ConfigError
from raqnet.db import db
from raqnet.recordings import retention
from raqnet.recordings.models import Recording, Slice, Stage
from raqnet.store import store
from tests.doors.world import World
from tests.recordings.kept import Kept


@pytest.fixture
def mails(app, monkeypatch):
    sent = []
    monkeypatch.setattr(mail, "in_background", lambda _app, found: sent.extend(found))
    return sent


@pytest.fixture
def night(app):
    """Run the nightly command: what it says."""

    def run(*options):
        db.session.rollback()
        db.session.expire_all()
        answer = app.test_cli_runner().invoke(args=["recordings", "retain", *options])
        assert answer.exit_code == 0, answer.output
        return answer.output

    return run


def state(app):
    """Everything that a night could change."""
    db.session.rollback()
    world = World(app)
    files = {name: store().get(name) for name in store().names("recordings")}
    return world.fingerprint(), files


def test_what_nobody_reviewed_is_destroyed_thirty_days_after_the_session(app, night):
    recording = Kept(app).prepared()
    recording.wait(days=29, hours=23)
    night()
    assert recording.row
    recording.wait(hours=2)
    assert "1 détruits" in night()
    assert recording.row is None and not store().names(f"recordings/{recording.uid}")


def test_more_time_is_thirty_days_more(app, night):
    recording = Kept(app).prepared()
    recording.post(recording.first, "/prolonger", data={"reason": "Congés"})
    recording.wait(days=59)
    night()
    assert recording.row
    recording.wait(days=2)
    night()
    assert recording.row is None


def test_reviewers_are_reminded_on_days_14_and_25_once_each(app, night, mails):
    recording = Kept(app).prepared()
    recording.wait(days=13, hours=1)
    night()
    assert mails == []
    told = []
    for days in (1, 1, 10, 1):
        recording.wait(days=days)
        night()
        told.append(len(mails))
    assert told == [4, 4, 8, 8]
    to = {address for address, _subject, _body in mails}
    assert recording.researcher.email not in to and len(to) == 4
    body = mails[0][2]
    assert f"/enregistrements/{recording.id}" in body and "Personne" not in body


def test_an_embargo_that_is_over_is_a_release(app, night):
    recording = Kept(app).agreed()
    recording.wait(days=13)
    night()
    assert recording.row.stage == Stage.EMBARGO
    recording.wait(days=2)
    assert "1 diffusés" in night()
    assert recording.row.stage == Stage.RELEASED


def test_slices_are_prepared_and_late_ones_waited_for(app, night):
    recording = Kept(app, missing={1})
    night()
    assert recording.row.track_bytes is None
    recording.wait(hours=25)
    assert "1 préparés" in night()
    assert recording.row.track_bytes and db.session.query(Slice).count() == 0


def test_files_without_a_recording_are_removed_and_no_other(app, night):
    recording = Kept(app).prepared()
    kept = set(store().names("recordings"))
    for name in ("a" * 32 + "/track/0", f"{recording.uid}/released/0", f"{recording.uid}/slices/3"):
        store().put(f"recordings/{name}", b"x")
    assert "3 dossiers" in night()
    assert set(store().names("recordings")) == kept


def test_a_database_that_knows_no_recording_takes_no_file_away(app, night):
    store().put("recordings/" + "c" * 32 + "/track/0", b"x")
    night()
    assert len(list(store().names("recordings"))) == 1


@pytest.mark.parametrize("days", [1, 14, 31, 16])
def test_a_dry_run_says_it_and_changes_nothing(app, night, mails, days):
    recording = Kept(app).agreed() if days == 16 else Kept(app, missing={1} if days == 1 else ())
    if days == 14:
        recording.prepared()
    store().put("recordings/" + "b" * 32 + "/track/0", b"x")
    recording.wait(days=days, hours=1)
    before = state(app)
    said = night("--dry-run")
    assert "Serait fait" in said and " 1 " in said
    assert state(app) == before and mails == []


@pytest.mark.parametrize("key", ["wrong", "missing"])
def test_without_the_right_key_nothing_is_destroyed(app, night, monkeypatch, key):
    recording = Kept(app).prepared()
    recording.wait(days=31)

    def wrong():
        if key == "missing":
            raise ConfigError("master.key manque dans l'instance")
        return vault.AESGCM(bytes(32))

    with monkeypatch.context() as patched:
        patched.setattr(vault, "_key", wrong)
        answer = app.test_cli_runner().invoke(args=["recordings", "retain"])
    assert ("laissés intacts" if key == "wrong" else "master.key") in answer.output
    assert recording.row and store().names(f"recordings/{recording.uid}")


def test_what_was_withdrawn_meanwhile_is_left_alone(app, night):
    recording = Kept(app).prepared()
    recording.wait(days=31)
    (step,) = retention.plan()
    db.session.execute(db.delete(Recording))
    db.session.commit()
    assert not retention.carry_out(step)


def test_what_was_reviewed_meanwhile_is_not_destroyed(app):
    recording = Kept(app).prepared()
    recording.wait(days=31)
    (step,) = retention.plan()
    db.session.execute(db.update(Recording).values(stage=Stage.EMBARGO, embargo_until=clock.now()))
    db.session.commit()
    assert not retention.carry_out(step)
    assert recording.row
