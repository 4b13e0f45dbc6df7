"""Two people of a session hear its recording and agree to one same thing; nobody else does."""

import json
import re

import pytest

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.db import db
from raqnet.intervision.models import Seat, SeatState
from raqnet.recordings import consents, notes
from raqnet.recordings.models import Mute, Note, Recording, Review, Stage
from raqnet.store import store
from tests import factories as make
from tests.recordings import sounds
from tests.recordings.kept import Kept

PLACES = ("", "/son", "/onde", "/avancement")


@pytest.fixture
def recording(app):
    return Kept(app).prepared()


def names(recording):
    row = recording.row
    return notes.read_names(vault.open_key(row.wrapped_key, consents.key_name(row.uid)), row)


def text_of(note, recording):
    key = vault.open_key(recording.row.wrapped_key, consents.key_name(recording.uid))
    return notes.read_text(key, recording.uid, note.sealed)


def note(recording, user, text, at="0:05", **more):
    return recording.post(user, "/notes", data={"at": at, "text": text, **more})


def test_whoever_was_there_hears_it_from_anywhere(recording):
    whole = recording.get(recording.first, "/son")
    assert whole.status_code == 200 and whole.headers["Cache-Control"] == "no-store"
    assert abs(len(sounds.heard(whole.data)) / sounds.RATE - 12) < 0.24
    part = recording.get(recording.second, "/son", headers={"Range": "bytes=1000-1999"})
    assert part.status_code == 206 and part.data == whole.data[1000:2000]
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(whole.data)}"
    tail = recording.get(recording.second, "/son", headers={"Range": "bytes=-500"})
    assert tail.data == whole.data[-500:]


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=5-1", "octets=0-5", "bytes=-", "bytes=a-b", "bytes=0-1,4-9",
              "x" * 5000, "bytes=--5", "bytes=0-99999999999999999999", "bytes=9999999999999999-"],
)  # fmt: skip
def test_a_range_that_makes_no_sense_breaks_nothing(recording, asked):
    answer = recording.get(recording.first, "/son", headers={"Range": asked})
    assert answer.status_code in (200, 206, 416)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "role", [Role.ADMIN, Role.HOST, Role.RESEARCH, Role.COORDINATION, Role.RAQ]
)
def test_nobody_hears_it_who_was_not_there(recording, place, role):
    outsider = make.host() if role == Role.HOST else make.user(role)
    assert recording.get(outsider, place).status_code in (403, 404)


@pytest.mark.parametrize(
    "place", [*PLACES, "/ecoute", "/fichier.opus", "/fichier.wav", "/notes.csv"]
)
def test_research_hears_nothing_before_the_release_even_if_it_was_there(recording, place):
    assert recording.get(recording.researcher, place).status_code in (403, 404)


def test_nobody_hears_it_without_signing_in(recording, client):
    for place in PLACES:
        assert client.get(f"/enregistrements/{recording.id}{place}").status_code == 303


def test_one_person_is_not_two(recording):
    assert recording.agree(recording.first).status_code == 303
    assert "accord/reprendre" in recording.get(recording.first).text
    seen = {"points": list(range(1, 11)), "spans": "x", "notes": "y"}
    recording.post(recording.first, "/accord", data=seen)
    assert recording.row.stage == Stage.REVIEW
    assert recording.agree(recording.second).status_code == 303
    row = recording.row
    assert row.stage == Stage.EMBARGO and (row.embargo_until - row.created_at).days >= 13


@pytest.mark.parametrize("how", ["shown out", "another role", "shut out"])
def test_whoever_may_review_no_more_neither_hears_nor_agrees(recording, how):
    page = recording.get(recording.first).text
    seen = dict(re.findall(r'name="(spans|notes)" value="(\w+)"', page))
    if how == "shown out":
        seat = db.session.query(Seat).filter_by(user_id=recording.first.id)
        seat.update({"state": SeatState.REFUSED})
    elif how == "another role":
        recording.first.role = Role.RESEARCH
    else:
        recording.first.disabled_at = clock.now()
    db.session.commit()
    assert recording.get(recording.first, "/son").status_code in (303, 401, 403, 404)
    answer = recording.post(recording.first, "/accord", data={**seen, "points": list(range(1, 11))})
    assert answer.status_code in (303, 401, 403, 404)
    assert not db.session.query(Review).filter(Review.agreed_at.is_not(None)).all()


def test_all_ten_points_are_asked(recording):
    answer = recording.agree(recording.first, range(1, 10))
    assert answer.status_code == 422 and "dix points" in answer.text
    assert not db.session.query(Review).filter(Review.agreed_at.is_not(None)).all()


@pytest.mark.parametrize("what", ["span", "moved", "dropped", "note"])
def test_a_change_after_an_agreement_takes_it_back(recording, what):
    recording.post(recording.first, "/silences", data={"starts": "0:01", "ends": "0:02"})
    mute = db.session.query(Mute).one().id
    recording.agree(recording.first)
    recording.agree(recording.second)
    assert recording.row.stage == Stage.EMBARGO
    changes = {
        "span": ("/silences", {"starts": "0:03", "ends": "0:04"}),
        "moved": (f"/silences/{mute}", {"starts": "0:03", "ends": "0:04"}),
        "dropped": (f"/silences/{mute}/enlever", {}),
        "note": ("/notes", {"at": "0:01", "text": "on parle de la pluie"}),
    }
    path, data = changes[what]
    assert recording.post(recording.second, path, data=data).status_code == 303
    assert recording.row.stage == Stage.REVIEW and recording.row.embargo_until is None
    assert not db.session.query(Review).filter(Review.agreed_at.is_not(None)).all()


def test_a_change_once_the_time_to_review_has_passed_says_what_the_night_will_do(recording):
    recording.wait(days=20)
    recording.agreed().wait(days=11)
    assert "délai de relecture est passé" in recording.get(recording.first).text
    recording.post(recording.first, "/silences", data={"starts": "0:03", "ends": "0:04"})
    page = recording.get(recording.first).text
    assert "détruit cette nuit" in page and "tout est détruit le" not in page


def test_an_agreement_to_what_has_changed_meanwhile_is_refused(recording):
    page = recording.get(recording.first).text
    seen = dict(re.findall(r'name="(spans|notes)" value="(\w+)"', page))
    recording.post(recording.second, "/silences", data={"starts": "1", "ends": "2"})
    answer = recording.post(recording.first, "/accord", data={**seen, "points": list(range(1, 11))})
    assert answer.status_code == 409 and "relire" in answer.text


def test_a_name_is_asked_about_and_only_what_was_decided_is_kept(recording):
    answer = note(recording, recording.first, "Fatima Benali habite près de la gare")
    assert answer.status_code == 422 and 'value="Personne A"' in answer.text
    assert db.session.query(Note).count() == 0
    words = re.findall(r'name="word" value="([^"]*)"', answer.text)
    assert words == ["Fatima Benali"]
    note(recording, recording.first, "Fatima Benali habite près de la gare",
         word=words, **{"name-0": "Personne A"})  # fmt: skip
    (kept,) = db.session.query(Note).all()
    assert text_of(kept, recording) == "Personne A habite près de la gare"


def test_the_same_person_is_offered_the_same_name_and_another_the_next(recording):
    note(recording, recording.first, "Fatima Benali arrive", word="Fatima Benali",
         **{"name-0": "Personne A"})  # fmt: skip
    again = note(recording, recording.second, "puis Fatima parle à Mohamed")
    assert re.findall(r'name="name-\d" value="([^"]*)"', again.text) == ["Personne A", "Personne B"]
    assert note(recording, recording.second, "Personne A parle").status_code == 303


def test_words_that_are_no_name_are_left_and_asked_about_once(recording):
    kept = note(recording, recording.first, "Fatima en parle", word="Fatima", **{"keep-0": "1"})
    assert kept.status_code == 303
    assert note(recording, recording.first, "Fatima en reparle").status_code == 303
    assert names(recording).known == {"fatima": ""}


def test_what_was_said_is_in_no_page_of_the_database(recording):
    note(recording, recording.first, "le parapluie canari de Fatima", word="Fatima",
         **{"name-0": "Personne A"})  # fmt: skip
    for row in (*db.session.query(Note), recording.row):
        told = repr(vars(row)).lower()
        assert "canari" not in told and "fatima" not in told


@pytest.mark.parametrize(
    "data",
    [{}, {"starts": "5", "ends": "4"}, {"starts": "-1", "ends": "4"}, {"starts": ["1", "2"]},
     {"starts": "1", "ends": "99:00"}, {"starts": "\x00", "ends": "é"}, {"starts": "1:2:3:4"},
     {"starts": "1" * 5000, "ends": "2"}, {"starts": "1", "ends": "٣"}, {"starts": "9" * 5}],
)  # fmt: skip
def test_a_span_that_makes_no_sense_is_told(recording, data):
    assert recording.post(recording.first, "/silences", data=data).status_code == 422
    answer = recording.post(recording.first, "/silences", data=data, htmx=True)
    assert answer.status_code == 422 and 'id="silences"' in answer.text
    assert db.session.query(Mute).count() == 0


@pytest.mark.parametrize(
    "data",
    [{}, {"at": "0"}, {"at": "x", "text": "y"}, {"at": "0", "text": "x" * 10_000},
     {"at": "0", "text": "\x00"}, {"at": "0", "text": "Fatima", "word": ["a"] * 500},
     {"at": "0", "text": "Fatima", "word": "Fatima", "name-0": " \t "}],
)  # fmt: skip
def test_a_note_that_makes_no_sense_is_told(recording, data):
    assert recording.post(recording.first, "/notes", data=data).status_code == 422
    assert db.session.query(Note).count() == 0


@pytest.mark.parametrize("points", [["0"], ["11"], ["x"], ["1e3"], ["-1"], ["9" * 400]])
def test_points_that_are_none_are_told(recording, points):
    for path in ("/points", "/accord"):
        assert recording.post(recording.first, path, data={"points": points}).status_code == 422


def test_points_are_kept_for_later(recording):
    recording.post(recording.first, "/points", data={"points": [1, 4]})
    assert recording.get(recording.first).text.count("checked") == 2
    assert recording.get(recording.second).text.count("checked") == 0


def test_a_span_of_another_recording_is_not_found(recording):
    stray = Mute(recording_id=recording.id, starts_ms=0, ends_ms=500)
    db.session.add(stray)
    db.session.commit()
    answer = recording.post(recording.first, f"/silences/{stray.id + 1}/enlever")
    assert answer.status_code == 404


def test_more_time_is_given_once_and_for_a_reason(recording):
    assert recording.post(recording.first, "/prolonger", data={"reason": " "}).status_code == 422
    recording.post(recording.first, "/prolonger", data={"reason": "Deux congés"})
    until = recording.row.extended_until
    assert until and "Deux congés" in recording.get(recording.second).text
    recording.post(recording.second, "/prolonger", data={"reason": "Encore"})
    assert recording.row.extended_until == until


def test_a_damaged_chunk_is_told_and_the_rest_plays(recording):
    size = recording.row.track_bytes
    store().put(f"recordings/{recording.uid}/track/0", b"damaged")
    page = recording.get(recording.first)
    assert page.status_code == 200 and "abîmés" in page.text
    assert len(recording.get(recording.first, "/son").data) == size


def test_a_missing_or_wrong_master_key_is_said_and_destroys_nothing(recording, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(vault, "_key", lambda: vault.AESGCM(bytes(32)))
        for place in ("", "/son", "/onde"):
            answer = recording.get(recording.first, place)
            assert answer.status_code == 503 and "clé" in answer.text
        answer = note(recording, recording.first, "des mots qui restent")
        assert answer.status_code == 503 and "des mots qui restent" in answer.text
    assert recording.get(recording.first).status_code == 200


def test_the_wave_is_there_to_be_drawn(recording):
    told = json.loads(recording.get(recording.first, "/onde").data)
    assert abs(told["length"] - 12_000) < 240 and told["peaks"]


def test_nothing_can_be_changed_before_it_is_prepared(app):
    recording = Kept(app)
    assert "Préparer" in recording.get(recording.first).text
    for path in ("/silences", "/notes", "/accord", "/points"):
        assert recording.post(recording.first, path, data={}).status_code == 404
    assert recording.get(recording.first, "/son").status_code == 404
    assert db.session.get(Recording, recording.id)
