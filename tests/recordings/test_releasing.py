"""What is released holds a tone where it was covered, its label, and nothing of what was before."""

import io
import struct
import wave as wav_files
from pathlib import Path

import av
import pytest

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.db import db
from raqnet.recordings import consents, covering, notes, releasing, sound, track, working
from raqnet.recordings.models import Issue, Mute, Note, Recording, Stage, Work
from raqnet.store import store
from tests import factories as make
from tests.recordings import sounds
from tests.recordings.kept import Kept

FILES = ("/ecoute", "/ecoute/son", "/ecoute/onde", "/fichier.opus", "/fichier.wav", "/notes.csv",
         "/etiquette.txt")  # fmt: skip


@pytest.fixture
def covered(app):
    recording = Kept(app).prepared()
    recording.post(recording.first, "/silences", data={"starts": "0:04", "ends": "0:06"})
    data = {"at": "0:04", "text": "=Fatima chante", "word": "Fatima", "name-0": "Personne A"}
    assert recording.post(recording.first, "/notes", data=data).status_code == 303
    return recording.agreed()


@pytest.fixture
def outsider(app):
    user = make.user(Role.RESEARCH)
    db.session.commit()
    return user


def test_the_canary_is_gone_and_the_rest_is_there(covered):
    before = sounds.heard(covered.played())
    assert covered.release()
    after = sounds.heard(covered.released())
    assert abs(len(after) / sounds.RATE - 12) < 0.24
    assert sounds.loudness(before, sounds.CANARY, 4.1, 5.9) > 4000
    assert sounds.loudness(after, sounds.CANARY, 0.1, 11.8) < 60
    assert sounds.loudness(after, sounds.VOICE, 4.1, 5.9) < 60
    assert sounds.loudness(after, 400, 4.1, 5.9) > 1000
    assert sounds.loudness(after, sounds.VOICE, 7, 11) > 3000


def test_all_else_is_destroyed(covered):
    covered.release()
    row = covered.row
    assert row.stage == Stage.RELEASED
    assert row.wrapped_key is row.names is row.end_seal is row.track_bytes is None
    assert db.session.query(Mute).count() == 0
    kinds = {name.split("/")[2] for name in store().names(f"recordings/{covered.uid}")}
    assert kinds == {"released"}
    assert db.session.query(consents.Consent).count() == 5


def test_the_label_is_in_the_file_and_names_the_month_alone(covered):
    covered.release()
    with av.open(io.BytesIO(covered.released()), format="ogg") as file:
        told = {**file.metadata, **file.streams.audio[0].metadata}
    told = {name.lower(): text for name, text in told.items()}
    assert "pas un anonymat" in str(told)
    assert told["date"] == clock.to_local(covered.row.created_at).strftime("%Y-%m")


def test_research_hears_and_takes_it_and_each_taking_is_noted(covered, outsider):
    for place in FILES:
        assert covered.get(outsider, place).status_code == 404
    covered.release()
    for place in FILES:
        assert covered.get(outsider, place).status_code == 200, place
    assert covered.get(outsider, "/fichier.opus").data == covered.released()
    assert covered.get(outsider, "/ecoute/son", headers={"Range": "bytes=0-9"}).status_code == 206
    told = [(row.what, row.user_id) for row in db.session.query(Issue).order_by(Issue.id)]
    assert told[0] == ("released", None)
    assert [what for what, _ in told[1:]] == ["heard", "opus", "wav", "notes", "opus"]
    assert {who for _, who in told[1:]} == {outsider.id}
    assert outsider.name in covered.get(covered.first, "/journal").text


def test_whoever_plays_it_is_noted_once_a_day_and_whoever_only_asks_for_its_size_is_not(
    covered, outsider
):
    covered.release()
    path = f"/enregistrements/{covered.id}/ecoute/son"
    assert covered.browser(outsider).head(path).status_code == 200
    assert not db.session.query(Issue).filter_by(what="heard").all()
    for start in (0, 0, 500):
        part = {"Range": f"bytes={start}-"}
        assert covered.get(outsider, "/ecoute/son", headers=part).status_code == 206
    assert db.session.query(Issue).filter_by(what="heard").count() == 1
    covered.wait(days=1, minutes=1)
    covered.get(outsider, "/ecoute/son")
    assert db.session.query(Issue).filter_by(what="heard", user_id=outsider.id).count() == 2
    assert "Ouvert pour" in covered.get(covered.first, "/journal").text


def test_nobody_else_takes_it(covered):
    covered.release()
    others = [covered.first, make.user(Role.RAQ), make.user(Role.ADMIN), make.host(),
              make.user(Role.COORDINATION)]  # fmt: skip
    db.session.commit()
    for user in others:
        for place in FILES:
            assert covered.get(user, place).status_code in (403, 404)
        assert covered.get(user, "/son").status_code in (403, 404)


def test_the_wav_is_as_long_as_it_says_and_holds_its_label(covered, outsider):
    covered.release()
    answer = covered.get(outsider, "/fichier.wav")
    assert len(answer.data) == answer.content_length
    assert struct.unpack("<I", answer.data[4:8])[0] == len(answer.data) - 8
    assert b"pas un anonymat" in answer.data[:2000]
    with wav_files.open(io.BytesIO(answer.data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        assert abs(file.getnframes() / 16_000 - 12) < 0.24


def test_a_note_starts_no_command_in_a_spreadsheet(covered, outsider):
    covered.release()
    table = covered.get(outsider, "/notes.csv").data.decode("utf-8-sig")
    assert "'=Personne A chante" in table and "Fatima" not in table


def test_it_waits_for_the_end_of_the_embargo(covered):
    assert not working.run(releasing.release, covered.id, Work.RELEASING)
    assert covered.row.stage == Stage.EMBARGO and covered.row.work == Work.NONE
    covered.post(covered.first, "/diffuser")
    assert covered.row.stage == Stage.EMBARGO


def test_a_change_meanwhile_stops_it(covered, monkeypatch):
    made = releasing._make

    def changed(*given):
        db.session.execute(db.update(Mute).values(ends_ms=5000))
        db.session.commit()
        return made(*given)

    monkeypatch.setattr(releasing, "_make", changed)
    assert not covered.release()
    assert covered.row.stage == Stage.EMBARGO and covered.row.wrapped_key


def test_a_withdrawal_meanwhile_wins(covered, monkeypatch):
    made = releasing._make

    def withdrawn(*given):
        found = made(*given)
        db.session.execute(db.delete(Recording))
        db.session.commit()
        return found

    monkeypatch.setattr(releasing, "_make", withdrawn)
    assert not covered.release()
    assert covered.row is None and not store().names("recordings/" + covered.uid)


class Killed(BaseException):
    """The process is gone: nothing that would tidy up runs."""


@pytest.mark.parametrize(
    "where", ["new_key", "_make", "_held", "_reseal_notes", "_forget", "clear"]
)
def test_a_kill_leaves_the_old_state_or_the_new_one(covered, outsider, monkeypatch, where):
    target = vault if where == "new_key" else releasing
    real = getattr(target, where)

    def die(*given, **named):
        real(*given, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(target, where, die)
        with pytest.raises(Killed):
            covered.release()
    row = covered.row
    if where == "clear":
        assert row.stage == Stage.RELEASED and covered.get(outsider, "/fichier.opus").data
        return
    assert row.stage == Stage.EMBARGO and row.wrapped_key and row.released_key is None
    assert "Personne A" in covered.get(covered.first).text
    clock.clock.freeze(clock.now() + clock.timedelta(minutes=5))
    assert working.run(releasing.release, covered.id, Work.RELEASING)


def test_two_do_not_work_at_once(covered):
    covered.wait(days=15)
    held = working.claim(covered.id, Work.RELEASING)
    assert held and working.claim(covered.id, Work.RELEASING) is None
    covered.wait(seconds=61)
    assert working.claim(covered.id, Work.RELEASING)
    with pytest.raises(working.Stopped):
        held.check()


def test_nothing_clear_is_anywhere_in_the_instance(covered, app, caplog):
    covered.post(covered.first, "/notes", data={"at": "1", "text": "un parapluie canari"})
    clear = [covered.played()[n : n + 64] for n in range(1000, 40_000, 4000)]
    covered.agree(covered.first)
    covered.agree(covered.second)
    covered.release()
    clear += [covered.released()[n : n + 64] for n in range(1000, 40_000, 4000)]
    clear += [b"OpusHead", b"OggS\0", b"parapluie", b"Fatima", b"fatima"]
    db.session.rollback()
    for path in Path(app.instance_path).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [each for each in clear if each in content], path
    for row in (*db.session.query(Recording), *db.session.query(Note)):
        told = repr(vars(row)).lower()
        assert "parapluie" not in told and "fatima" not in told
    assert "parapluie" not in caplog.text and "fatima" not in caplog.text.lower()


def test_released_notes_open_under_the_new_key_alone(covered):
    old = vault.open_key(covered.row.wrapped_key, consents.key_name(covered.uid))
    covered.release()
    (note,) = db.session.query(Note).all()
    new = releasing.open_released(covered.row).key
    assert notes.read_text(new, covered.uid, note.sealed) == "=Personne A chante"
    with pytest.raises(vault.VaultError):
        notes.read_text(old, covered.uid, note.sealed)


def test_chunks_cannot_be_moved_or_cut(covered):
    opened = releasing.open_track(covered.row)
    short = track.Sealed(covered.uid, "track", opened.key, opened.size - 1)
    assert opened.damaged() == [] and short.damaged()
    longer = track.Sealed(covered.uid, "track", opened.key, opened.size + track.CHUNK)
    assert len(longer.damaged()) == 2


def test_the_coordination_erases_what_is_released(covered, outsider):
    covered.release()
    boss = make.user(Role.COORDINATION)
    db.session.commit()
    assert covered.post(covered.first, "/effacer").status_code == 403
    assert "Opus" not in covered.get(boss, "/journal").text
    assert covered.post(boss, "/effacer").status_code == 303
    assert covered.row is None and not store().names(f"recordings/{covered.uid}")
    assert "n'existe plus" in covered.get(outsider, "/ecoute").get_data(as_text=True).replace(
        "&#39;", "'"
    )


def test_no_sample_of_a_covered_span_goes_on():
    loud = sound.Pcm("h", [9000] * 48_000)
    (out,) = covering.muted([(0, loud)], [(10_000, 20_000)])
    other = sound.Pcm("h", [-9000] * 48_000)
    (same,) = covering.muted([(0, other)], [(10_000, 20_000)])
    assert out[10_000:20_000] == same[10_000:20_000]
    assert (
        out[:9000] == sound.Pcm("h", [9000] * 9000)
        and abs(out[9999]) < 100
        and abs(out[20_000]) < 100
    )
