"""The export: every table leaves or says why not, and nothing that opens anything leaves."""

import re
import stat
import zipfile
from datetime import date
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import LargeBinary

from raqnet import export
from raqnet.backup import BackupError
from raqnet.calendar import leaving
from raqnet.db import db
from tests import factories as make
from tests import rows
from tests.research import packages

SECRET = re.compile(r"hash|sealed|wrapped|token|secret|ballot|proof|device|totp|_key$|password")
HARMLESS = {"actors.phone_key", "actors.address_key"}  # folded words that are in the sheet too


@pytest.fixture
def exported(app, tmp_path):
    """An export of an instance with rows in every table."""
    with db.engine.begin() as connection:
        rows.fill(connection)
    target = tmp_path / "all.zip"
    export.save(db.engine, target, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    return target


def test_every_table_leaves_or_says_why_it_stays():
    names = {table.name for table in db.metadata.sorted_tables}
    assert {table.name for table in export.leaving()} | set(export.STAYS) == names
    assert not {table.name for table in export.leaving()} & set(export.STAYS)
    assert all(reason.strip() for reason in export.STAYS.values())


def test_no_column_that_opens_anything_leaves():
    for table in export.leaving():
        here = {each.name for each in export.shape(table).fields}
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if isinstance(column.type, LargeBinary) or (
                SECRET.search(column.name) and name not in HARMLESS
            ):
                assert column.name not in here, name


def test_every_row_is_in_a_package_that_holds_what_it_says(exported):
    package = packages.read(exported.read_bytes())
    with db.engine.connect() as connection:
        counted = rows.counts(connection)
    told = {name: len(found) for name, found in package.rows.items()}
    assert told == {name: n for name, n in counted.items() if name not in export.STAYS}


def test_it_names_what_it_leaves_out(exported):
    package = packages.read(exported.read_bytes())
    readme = package.files["README.md"].decode()
    for name in (*export.STAYS, "password_hash", "token_hash", "wrapped_key", "master.key"):
        assert name in readme
    for table in export.leaving():
        assert f"## {table.name}.csv" in package.files["codebook.md"].decode()


def test_only_its_owner_reads_it_and_nothing_else_is_left(exported):
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    assert [path.name for path in exported.parent.iterdir() if path.name.startswith(".")] == []


def test_a_folder_holds_the_same_files(app, exported, tmp_path):
    folder = tmp_path / "dossier"
    export.save(db.engine, folder, "x")
    with zipfile.ZipFile(exported) as archive:
        assert {path.name for path in folder.iterdir()} == set(archive.namelist())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with pytest.raises(BackupError, match="pas vide"):
        export.save(db.engine, folder, "x")


def test_the_calendar_leaves_whole_and_programs_read_it(app):
    made = [make.action(date(2021, 10, n), visibility="team") for n in range(1, 4)]
    text = leaving.whole()
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert {str(each["UID"]) for each in events} == {each.uid for each in made}


def test_the_command_says_what_it_wrote(app, tmp_path):
    make.action()
    db.session.commit()
    target = tmp_path / "out.zip"
    result = app.test_cli_runner().invoke(args=["export", str(target)])
    assert result.exit_code == 0 and "tables" in result.output
    package = packages.read(Path(target).read_bytes())
    assert b"BEGIN:VEVENT" in package.files["calendrier.ics"]
