"""What the device has been told is kept is kept; nobody else adds to it, and nobody can read it."""

import hashlib
from pathlib import Path

import pytest

from raqnet import vault
from raqnet.config import MASTER_KEY_FILE
from raqnet.db import db
from raqnet.recordings import consents, slices
from raqnet.recordings.models import Recording, Slice
from raqnet.store import store
from tests.recordings.consenting import Recorded

CANARY = b"voix-canari-" * 40


class Device:
    """The device that records, as its page speaks to the server."""

    def __init__(self, session):
        session.agree()
        told = session.claim().json
        self.session, self.uid, self.secret = session, told["uid"], told["device"]
        self.browser = session.browser(session.boss)

    def put(self, number, content=CANARY, browser=None, **headers):
        sent = {
            "X-Device": self.secret, "X-Part": "0", "X-Milliseconds": "5000",
            "X-SHA256": hashlib.sha256(content).hexdigest(), **headers,
        }  # fmt: skip
        path = f"/enregistrements/{self.uid}/tranches/{number}"
        return (browser or self.browser).put(path, data=content, headers=sent)

    def finish(self, count, device=None):
        told = {"device": device or self.secret, "slices": count}
        return self.browser.post(f"/enregistrements/{self.uid}/fin", json=told)


@pytest.fixture
def device(app):
    return Device(Recorded(app))


def recording():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Recording).one_or_none()


def opened(number):
    kept = recording()
    key = vault.open_key(kept.wrapped_key, consents.key_name(kept.uid))
    sealed = store().get(slices.slice_name(kept.uid, number))
    return key.unseal(sealed, slices.slice_context(kept.uid, number))


def test_slices_come_in_any_order_and_twice_and_each_is_kept_once(device):
    answers = [device.put(n).json["next"] for n in (0, 2, 1, 1, 3)]
    assert answers == [1, 1, 3, 3, 4]
    assert db.session.query(Slice).count() == 4 and opened(2) == CANARY


def test_other_bytes_under_a_known_number_are_refused_and_change_nothing(device):
    device.put(0)
    answer = device.put(0, b"autre")
    assert answer.status_code == 409 and answer.json["free"] == 1
    assert opened(0) == CANARY


@pytest.mark.parametrize(
    "headers",
    [
        {"X-SHA256": "0" * 64}, {"X-SHA256": ""}, {"X-Part": "x"}, {"X-Part": "-1"},
        {"X-Milliseconds": "9" * 30}, {"X-Milliseconds": "²"}, {"X-Part": "50000"},
    ],
)  # fmt: skip
def test_a_damaged_slice_is_refused(device, headers):
    assert device.put(0, **headers).status_code == 422
    assert store().names(f"recordings/{device.uid}") == []


def test_an_empty_or_oversized_slice_or_number_is_refused(device):
    assert device.put(0, b"").status_code in (413, 422)
    assert device.put(0, b"x" * (slices.MOST_BYTES + 1)).status_code == 413
    assert device.put(10**8).status_code == 422


def test_another_device_or_person_adds_nothing(device):
    assert device.put(0, **{"X-Device": "autre"}).status_code == 403
    assert device.put(0, browser=device.session.browser(device.session.people[0])).json == {
        "gone": True
    }
    assert device.finish(3, device="autre").status_code == 403
    assert db.session.query(Slice).count() == 0


@pytest.mark.parametrize("uid", ["..", "%2e%2e", "..%2f..", "%00", "a" * 5000, "é", "{uid}%2f.."])
def test_a_name_that_is_no_recording_s_leads_nowhere(device, uid):
    path = f"/enregistrements/{uid.format(uid=device.uid)}"
    headers = {"X-Device": device.secret, "X-SHA256": hashlib.sha256(b"x").hexdigest()}
    answer = device.browser.put(f"{path}/tranches/0", data=b"x", headers=headers)
    assert answer.status_code == 404
    end = {"device": device.secret, "slices": 0}
    assert device.browser.post(f"{path}/fin", json=end).status_code == 404
    assert store().names("recordings") == []


def test_an_earlier_device_is_told_that_another_records(device):
    device.session.claim()
    assert device.put(0).status_code == 403
    told = device.browser.post(
        f"{device.session.path}/enregistreur/battement",
        json={"device": device.secret, "doing": "recording"},
    )
    assert told.json["shown"] == "taken"


def test_a_slice_on_the_way_while_somebody_refuses_is_taken_and_nobody_can_read_it(device):
    device.put(0)
    device.session.say(device.session.people[0], "non")
    assert device.put(1).json == {"next": 2}
    kept = recording()
    assert kept.wrapped_key is None
    assert len(store().names(f"recordings/{kept.uid}")) == 2


def test_no_file_row_or_log_of_the_instance_holds_what_a_slice_holds(device, app, caplog):
    with caplog.at_level("DEBUG"):
        device.put(0)
    for path in Path(app.instance_path).rglob("*"):
        assert path.is_dir() or CANARY[:24] not in path.read_bytes(), path
    assert "voix-canari" not in caplog.text


def test_the_end_names_what_is_missing_and_what_comes_after_it_is_refused(device):
    for number in (0, 1, 4):
        device.put(number)
    assert device.finish(6).json == {"missing": [2, 3, 5]}
    assert device.put(2).status_code == 200
    assert device.put(6).status_code == 409
    assert device.finish(6).json == {"missing": [3, 5]}
    assert device.finish(3).status_code == 409


@pytest.mark.parametrize("count", [None, -1, 10**9, "3", 2.5, True, [3]])
def test_an_end_that_is_no_number_is_refused(device, count):
    device.put(0)
    assert device.finish(count).status_code == 409


def test_slices_may_come_for_a_day_after_the_session(device):
    device.put(0)
    device.session.lead("terminer")
    assert device.put(1).status_code == 200
    kept = recording()
    consents.clock.clock.freeze(consents.clock.now() + consents.SLICES_COME * 1.1)
    assert kept is not None and device.browser.get("/").status_code == 200
    assert device.put(2).status_code == 409


def test_without_the_master_key_a_slice_waits_and_nothing_is_destroyed(device, app):
    device.put(0)
    key = Path(app.instance_path, MASTER_KEY_FILE)
    kept = key.rename(key.with_suffix(".away"))
    try:
        assert device.put(1).status_code == 503
        key.write_text("00" * 32)
        answer = device.put(1)
        assert answer.status_code == 503 and "clé" in answer.json["why"]
    finally:
        kept.replace(key)
    assert device.put(1).json == {"next": 2} and opened(0) == CANARY


def test_a_full_disk_makes_the_slice_wait(device, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("raqnet.store.Folder.put", full)
        assert device.put(0).status_code == 503
    assert device.put(0).json == {"next": 1}


def test_a_recording_that_is_gone_says_so_to_its_device(device):
    device.put(0)
    device.browser.post(f"{device.session.path}/enregistrement/retirer")
    answer = device.put(1)
    assert answer.status_code == 404 and answer.json == {"gone": True}
    assert store().names("recordings") == []


@pytest.mark.parametrize(
    "headers", [{"X-CSRFToken": ""}, {"X-CSRFToken": "raw"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_forged_slice_or_end_changes_nothing(device, headers):
    assert 400 <= device.put(0, **headers).status_code < 500
    told = {"device": device.secret, "slices": 0}
    end = f"/enregistrements/{device.uid}/fin"
    assert 400 <= device.browser.post(end, json=told, headers=headers).status_code < 500
    kept = recording()
    assert kept.slices_told is None and db.session.query(Slice).count() == 0


@pytest.mark.parametrize("body", ['{"device": "\\ud800", "doing": "x"}', "[" * 990, "", "3", "{"])
def test_a_word_of_the_device_that_makes_no_sense_is_nobody_s(device, body):
    for path in (
        f"{device.session.path}/enregistreur/battement",
        f"/enregistrements/{device.uid}/fin",
    ):
        answer = device.browser.post(path, data=body, content_type="application/json")
        assert answer.status_code in (200, 403, 413)
    assert recording().slices_told is None
