"""A backup holds the recordings: what was kept is heard on the new machine."""

from pathlib import Path

from raqnet import backup, restore
from raqnet.db import db
from raqnet.recordings import releasing
from raqnet.recordings.models import Recording
from tests.recordings.kept import Kept


def heard():
    sound = releasing.open_track(db.session.query(Recording).one())
    return b"".join(sound.stream(0, sound.size))


def test_a_recording_is_heard_from_a_restored_instance(app, elsewhere, tmp_path):
    assert Kept(app).prepare()
    before = heard()
    db.session.rollback()
    backup.save(db.engine, Path(app.instance_path), tmp_path / "one.zip")
    with elsewhere.app_context():
        restore.restore(db.engine, Path(elsewhere.instance_path), tmp_path / "one.zip")
        assert heard() == before
        db.session.remove()
