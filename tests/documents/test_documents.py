"""Documents of actions: who brings one, who reads it, what its answer may do, how it goes."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from raqnet import backup, vault
from raqnet.access import Role
from raqnet.accounts.models import User
from raqnet.backup import VAULT
from raqnet.calendar import dates, recurrence
from raqnet.calendar import services as calendar
from raqnet.calendar.models import Action, Occurrence
from raqnet.calendar.recurrence import Rule
from raqnet.db import db
from raqnet.documents import services
from raqnet.documents.models import Attachment
from tests import factories as make
from tests.documents import files
from tests.documents.files import CANARY

WEEKLY = recurrence.rrule_text(Rule("WEEKLY", 1, (0,), count=8), False)


@pytest.fixture
def raq(app):
    return make.worker()


@pytest.fixture
def action(raq):
    return make.action(workers=[raq], visibility="team")


def bring(client, action, content=None, name="Affiche.JPG", **fields):
    file = (io.BytesIO(files.jpeg() if content is None else content), name)
    data = {"file": file, "caption": "L'affiche", **fields}
    return client.post(f"/calendrier/actions/{action.id}/documents", data=data)


def only():
    return db.session.scalars(db.select(Attachment)).one()


def kept(app):
    return [path for path in (Path(app.instance_path) / VAULT).rglob("*") if path.is_file()]


def test_a_document_is_brought_shown_and_read(client, raq, action):
    assert bring(client.sign_in(raq.user), action).status_code == 303
    document = only()
    assert (document.kind, document.name, document.caption) == ("jpeg", "Affiche.jpg", "L'affiche")
    page = client.get(f"/calendrier/actions/{action.id}").text
    assert f"/documents/{document.id}/apercu" in page
    assert "L&#39;affiche" in page
    answer = client.get(f"/documents/{document.id}")
    assert answer.data.startswith(b"\xff\xd8")
    assert CANARY not in answer.data


def test_a_document_may_do_nothing_and_is_kept_by_no_browser(client, raq, action):
    bring(client.sign_in(raq.user), action, files.pdf(), "plan.html")
    answer = client.get(f"/documents/{only().id}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["../../é\r\nX-Y: 1.jpg", "\x00", "a" * 300, ".htaccess", "?.php"])
def test_no_name_breaks_out_of_its_header(client, raq, action, name):
    assert bring(client.sign_in(raq.user), action, name=name).status_code in (303, 422)
    for row in db.session.scalars(db.select(Attachment)):
        assert row.name.endswith(".jpg") and len(row.name) <= 120
        answer = client.get(f"/documents/{row.id}")
        assert "X-Y" not in answer.headers and answer.status_code == 200


def test_only_who_sees_the_action_reads_its_documents(client, raq, action):
    bring(client.sign_in(raq.user), action)
    address = f"/documents/{only().id}"
    client.sign_in(make.host())
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/apercu").status_code == 404
    db.session.get_one(Action, action.id).visibility = only().visibility = "hosts"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/supprimer").status_code == 403
    assert client.sign_in(None).get(address).status_code == 303


def test_a_colleague_reads_it_and_changes_nothing(client, raq, action):
    bring(client.sign_in(raq.user), action)
    document = only()
    client.sign_in(make.worker().user)
    assert client.get(f"/documents/{document.id}").status_code == 200
    assert bring(client, action).status_code == 403
    assert client.post(f"/documents/{document.id}/modifier").status_code == 403
    assert client.post(f"/documents/{document.id}/supprimer").status_code == 403


def test_a_file_that_is_not_taken_is_told_why_and_the_caption_stays(client, raq, action):
    answer = bring(client.sign_in(raq.user), action, b"<html>")
    assert answer.status_code == 422
    assert "ni une image" in answer.text
    assert "L&#39;affiche" in answer.text
    assert db.session.scalars(db.select(Attachment)).all() == []


def test_only_this_door_takes_ten_megabytes(client, raq, action):
    client.sign_in(raq.user)
    large = b"\xff\xd8\xff" + b"\0" * 3 * 1024 * 1024
    assert bring(client, action, large).status_code == 422  # it was read, and is no picture
    assert bring(client, action, large * 4).status_code == 413
    elsewhere = client.post(
        "/tables/interventions/importer", data={"file": (io.BytesIO(large), "a")}
    )
    assert elsewhere.status_code == 413


def test_a_stolen_disk_says_nothing_and_without_its_row_nothing_can_be_read(
    client, app, raq, action
):
    bring(client.sign_in(raq.user), action)
    document = only()
    whole = services.read(document)
    sealed = [path.read_bytes() for path in kept(app)]
    assert len(sealed) == 2
    assert not any(whole[100:140] in each for each in sealed)
    document.wrapped_key = vault.new_key("document:another")
    assert client.get(f"/documents/{document.id}").status_code == 404


def test_a_document_goes_with_its_bytes(client, app, raq, action):
    bring(client.sign_in(raq.user), action)
    assert client.post(f"/documents/{only().id}/supprimer").status_code == 303
    assert db.session.scalars(db.select(Attachment)).all() == []
    assert kept(app) == []


def test_with_its_action_it_is_unreadable_at_once_and_swept_later(client, app, raq, action):
    bring(client.sign_in(raq.user), action)
    calendar.remove(db.session.get_one(Action, action.id))
    db.session.commit()
    assert db.session.scalars(db.select(Attachment)).all() == []
    another = make.action(workers=[db.session.merge(raq)])
    bring(client, another)
    assert len(kept(app)) == 4
    assert app.test_cli_runner().invoke(args=["documents", "sweep"]).output.endswith(": 1.\n")
    assert len(kept(app)) == 2


def test_a_date_shows_the_documents_of_its_series(client, raq):
    series = make.action(workers=[raq], rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=3", day=date(2026, 12, 1))
    first = make.occurrence_of(series)
    own = calendar.override(first, None, title="Autrement")
    bring(client.sign_in(raq.user), own)
    assert only().action_id == series.id
    for address in (f"/calendrier/dates/{first.id}", f"/calendrier/actions/{series.id}"):
        assert f"/documents/{only().id}" in client.get(address).text


def test_thirty_are_enough(client, raq, action, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    client.sign_in(raq.user)
    assert [bring(client, action).status_code for _twice in range(2)] == [303, 422]


def test_a_caption_is_changed(client, raq, action):
    bring(client.sign_in(raq.user), action)
    address = f"/documents/{only().id}/modifier"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"caption": "Autre", "version": 1}).status_code == 303
    assert only().caption == "Autre"
    answer = client.post(address, data={"caption": "Ancienne", "version": 1})
    assert answer.status_code == 409 and "Autre" in answer.text and "Ancienne" in answer.text


def test_what_was_the_teams_stays_so_when_the_action_is_opened(client, raq, action):
    bring(client.sign_in(raq.user), action)
    door, host = f"/documents/{only().id}", make.host()
    calendar.edit(dates.whole(action.id), visibility="public")
    db.session.commit()
    page = client.sign_in(host).get(f"/calendrier/actions/{action.id}").text
    assert door not in page and client.get(door).status_code == 404
    assert client.post(f"{door}/montrer").status_code == 403
    assert client.sign_in(None).get(door).status_code in (302, 303)
    client.sign_in(db.session.get_one(User, raq.user_id))
    assert "montrer" in client.get(f"{door}/modifier").text
    assert client.post(f"{door}/montrer").status_code == 303
    assert client.sign_in(host).get(door).status_code == 200


def test_what_is_brought_to_an_open_action_is_open(client, raq):
    action = make.action(workers=[raq], visibility="hosts")
    bring(client.sign_in(raq.user), action)
    assert client.sign_in(make.host()).get(f"/documents/{only().id}").status_code == 200


def test_a_series_split_twice_shows_the_documents_of_the_first(client, raq):
    action = make.action(workers=[raq], visibility="team", rrule=WEEKLY, day=date(2026, 9, 7))
    bring(client.sign_in(raq.user), action)
    for title in ("Deux", "Trois"):
        of_it = db.select(Occurrence).filter_by(series_id=action.id)
        second = db.session.scalars(of_it.order_by(Occurrence.starts_at)).all()[2]
        action = calendar.change_following(second, title=title)[0]
    db.session.commit()
    assert f"/documents/{only().id}" in client.get(f"/calendrier/actions/{action.id}").text


def test_a_disk_that_is_full_keeps_no_half_document(client, app, raq, action, monkeypatch):
    def full(_self, _name, _content):
        raise OSError(28, "No space left")

    client.sign_in(raq.user)
    monkeypatch.setattr("raqnet.store.Folder.put", full)
    assert bring(client, action).status_code == 503
    assert db.session.scalars(db.select(Attachment)).all() == []


def test_a_backup_holds_documents(client, app, raq, action, tmp_path):
    bring(client.sign_in(raq.user), action)
    db.session.commit()
    manifest = backup.save(db.engine, Path(app.instance_path), tmp_path / "one.zip")
    assert any(only().uid in str(each) for each in manifest.parts)


def test_documents_leave_with_the_instance_in_open_formats(client, app, raq, action, tmp_path):
    bring(client.sign_in(raq.user), action)
    db.session.commit()
    whole = services.read(only())
    target = tmp_path / "all.zip"
    made = app.test_cli_runner().invoke(args=["export", str(target)])
    assert made.exit_code == 0, made.output
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"documents/{only().id}-Affiche.jpg") == whole


def test_who_does_not_write_actions_brings_nothing(client, action):
    assert bring(client.sign_in(make.user(Role.RESEARCH)), action).status_code == 403
