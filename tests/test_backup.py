"""Backups: what was saved comes back whole, on either engine; what is damaged changes nothing."""

import json
import shutil
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, text

from raqnet import backup, restore, schema
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry, User
from raqnet.config import create_secrets
from raqnet.db import db
from raqnet.vault import seal, unseal
from tests import factories as make
from tests import rows

CODE = b"JBSWY3DPEHPK3PXP"


@pytest.fixture
def saved(app, tmp_path):
    """A backup of an instance with rows in every table, a vault and a sealed secret."""
    with db.engine.begin() as connection:
        rows.fill(connection)
    db.session.execute(
        db.update(User).where(User.id == first_user().id).values(totp_sealed=seal(CODE, "totp"))
    )
    db.session.commit()
    kept = Path(app.instance_path) / "vault" / "2021" / "a.bin"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(bytes(range(256)) * 5000)
    backup.save(db.engine, Path(app.instance_path), tmp_path / "one.zip")
    yield tmp_path / "one.zip"
    for left in [*folder_of(app).glob("replaced-*"), folder_of(app) / "vault"]:
        shutil.rmtree(left)


def first_user():
    return db.session.scalars(select(User).order_by(User.id)).first()


def folder_of(app):
    return Path(app.instance_path)


def contents(connection):
    """Every row of every table, as JSON tells it."""
    return {
        table.name: [
            [backup.plain(value) for value in row]
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        ]
        for table in db.metadata.sorted_tables
    }


def all_rows():
    with db.engine.connect() as connection:
        return contents(connection)


def test_everything_comes_back_on_a_new_machine(app, saved, elsewhere):
    before = all_rows()
    with elsewhere.app_context():
        manifest = restore.restore(db.engine, folder_of(elsewhere), saved)
        assert all_rows() == before
        assert manifest.rows == sum(len(each) for each in before.values())
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    for name in ("secret.key", "master.key", "vault/2021/a.bin"):
        there = folder_of(elsewhere) / name
        assert there.read_bytes() == (folder_of(app) / name).read_bytes()
        assert stat.S_IMODE(there.stat().st_mode) == 0o600


def test_what_was_sealed_opens_after_a_restore(saved, elsewhere):
    with elsewhere.app_context():
        restore.restore(db.engine, folder_of(elsewhere), saved)
        assert unseal(first_user().totp_sealed, "totp") == CODE


def test_everything_comes_back_in_place_on_the_same_engine(app, saved):
    before = all_rows()
    db.session.add(User(email="later@raqnet.test", name="Later", role=Role.RAQ))
    db.session.commit()
    restore.restore(db.engine, folder_of(app), saved, force=True)
    assert all_rows() == before


def test_new_rows_follow_the_restored_ones(app, saved):
    restore.restore(db.engine, folder_of(app), saved, force=True)
    highest = max(row[0] for row in all_rows()["users"])
    assert make.user().id == highest + 1


def test_the_log_still_refuses_to_change_after_a_restore(app, saved):
    restore.restore(db.engine, folder_of(app), saved, force=True)
    with pytest.raises(Exception, match="append-only"), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_entries"))


def test_only_its_owner_reads_a_backup_and_nothing_else_is_left(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in saved.parent.iterdir() if path.name.startswith(".")] == []


def test_a_full_instance_is_not_replaced_unless_one_insists(app, saved):
    before = all_rows()
    with pytest.raises(backup.BackupError, match="--force"):
        restore.restore(db.engine, folder_of(app), saved)
    assert all_rows() == before


def test_what_force_replaces_of_the_keys_is_put_aside(saved, elsewhere):
    create_secrets(folder_of(elsewhere))
    old = (folder_of(elsewhere) / "master.key").read_text()
    with elsewhere.app_context():
        restore.restore(db.engine, folder_of(elsewhere), saved, force=True)
    (aside,) = folder_of(elsewhere).glob("replaced-*")
    assert (aside / "master.key").read_text() == old


def damage_bytes(path):
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 3
    raw[middle : middle + 200] = bytes(200)
    path.write_bytes(raw)


def cut(path):
    path.write_bytes(path.read_bytes()[:-300])


def rewrite(change):
    """Another archive, sound as a zip, whose parts `change` has touched."""

    def damage(path):
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    return damage


@rewrite
def change_a_row(parts):
    parts["tables/users.jsonl"] = parts["tables/users.jsonl"].replace(b"1", b"2", 1)


@rewrite
def lose_a_part(parts):
    del parts["files/master.key"]


@rewrite
def add_a_part(parts):
    parts["files/extra"] = b""


@rewrite
def lose_the_manifest(parts):
    del parts["manifest.json"]


@rewrite
def come_from_the_future(parts):
    told = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**told, "revision": "9999_unknown"}).encode()


@rewrite
def leave_the_folder(parts):
    told = json.loads(parts["manifest.json"])
    told["parts"]["files/../../stolen"] = told["parts"].pop("files/master.key")
    parts["files/../../stolen"] = parts.pop("files/master.key")
    parts["manifest.json"] = json.dumps(told).encode()


@pytest.mark.parametrize(
    "damage",
    [
        damage_bytes,
        cut,
        change_a_row,
        lose_a_part,
        add_a_part,
        lose_the_manifest,
        come_from_the_future,
        leave_the_folder,
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_changes(app, saved, damage):
    before, keys = all_rows(), (folder_of(app) / "master.key").read_bytes()
    damage(saved)
    with pytest.raises(backup.BackupError):
        restore.restore(db.engine, folder_of(app), saved, force=True)
    assert all_rows() == before
    assert (folder_of(app) / "master.key").read_bytes() == keys
    assert list(folder_of(app).glob("replaced-*")) == []


def test_a_failure_at_the_last_moment_puts_rows_and_keys_back(app, saved, monkeypatch):
    before, key = all_rows(), folder_of(app) / "master.key"
    key.write_text("f" * 64)

    def fail(_connection):
        raise schema.SchemaError("broken")

    monkeypatch.setattr(schema, "check_keys", fail)
    with pytest.raises(schema.SchemaError):
        restore.restore(db.engine, folder_of(app), saved, force=True)
    monkeypatch.undo()
    assert all_rows() == before
    assert key.read_text() == "f" * 64


def test_a_backup_taken_while_others_write_is_one_instant(app, tmp_path):
    """Each write adds a user and a log entry together: a backup holds as many of the one."""
    stop = threading.Event()

    def write():
        with app.app_context():
            while not stop.is_set():
                user = make.user()
                db.session.add(AuditEntry(act="test", subject_id=user.id))
                db.session.commit()
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [
            backup.save(db.engine, folder_of(app), tmp_path / f"{n}.zip").parts for n in range(5)
        ]
    finally:
        stop.set()
        writer.join()
    pairs = [(p["tables/users.jsonl"].rows, p["tables/audit_entries.jsonl"].rows) for p in made]
    assert all(users == entries for users, entries in pairs)
    assert pairs[-1] > pairs[0], "nothing was written meanwhile"


def test_settings_that_name_another_database_wait_to_be_read(app, saved, elsewhere):
    settings = folder_of(app) / "config.py"
    settings.write_text('SQLALCHEMY_DATABASE_URI = "postgresql+psycopg://raqnet@db/raqnet"\n')
    try:
        backup.save(db.engine, folder_of(app), saved)
    finally:
        settings.unlink()
    with elsewhere.app_context():
        restore.restore(db.engine, folder_of(elsewhere), saved)
    assert not (folder_of(elsewhere) / "config.py").exists()
    assert "postgresql" in (folder_of(elsewhere) / restore.WAITING).read_text()


def test_a_backup_that_cannot_be_written_leaves_the_last_one(app, saved, monkeypatch):
    before = saved.read_bytes()

    def full(*_arguments):
        raise OSError(28, "No space left on device", str(saved))

    monkeypatch.setattr(backup, "_save_table", full)
    with pytest.raises(OSError, match="No space"):
        backup.save(db.engine, folder_of(app), saved)
    assert saved.read_bytes() == before
