"""Slices become one track: whole or with its gaps named, never clear on a disk."""

import pytest

from raqnet import vault
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.recordings import preparing, queries, releasing, slices
from raqnet.recordings.models import Slice, Work
from raqnet.recordings.preparing import Gap
from raqnet.store import store
from tests.recordings import kept, sounds
from tests.recordings.kept import Kept


def wave(recording):
    row = recording.row
    return preparing.read_wave(releasing.open_track(row), row.peaks)


def seconds(content):
    return len(sounds.heard(content)) / sounds.RATE


def test_slices_cut_anywhere_become_one_track_of_the_right_length(app):
    recording = Kept(app)
    assert recording.prepare()
    row = recording.row
    assert abs(row.length_ms - 12_000) < 240
    assert abs(seconds(recording.played()) - 12) < 0.24
    samples = sounds.heard(recording.played())
    assert sounds.loudness(samples, sounds.CANARY, 4.2, 5.8) > 4000
    assert sounds.loudness(samples, sounds.CANARY, 7, 11) < 50
    told = wave(recording)
    assert told.gaps == [] and told.end_told and 500 < len(told.peaks) <= 8000
    assert db.session.query(Slice).count() == 0
    assert not store().names(f"recordings/{recording.uid}/slices")


def test_parts_follow_each_other(app):
    parts = [sounds.cut(kept.sound(), 3), sounds.cut(kept.sound(), 2)]
    recording = Kept(app, parts)
    assert recording.prepare()
    assert abs(recording.row.length_ms - 24_000) < 480
    assert wave(recording).gaps == []


def test_a_missing_slice_is_a_gap_with_its_place_and_the_rest_plays(app):
    recording = Kept(app, [sounds.cut(kept.sound(), 6)], missing={2})
    recording.wait(hours=25)
    assert recording.prepare()
    gaps = wave(recording).gaps
    assert len(gaps) == 1 and 2500 < gaps[0].at_ms < 5000 and 4500 < gaps[0].about_ms < 9000
    assert 8 < seconds(recording.played()) < 11


def test_a_part_without_its_first_slice_borrows_a_header(app):
    parts = [sounds.cut(kept.sound(), 3), sounds.cut(kept.sound(), 6)]
    recording = Kept(app, parts, missing={3})
    recording.wait(hours=25)
    assert recording.prepare()
    (gap,) = wave(recording).gaps
    assert abs(gap.at_ms - 12_000) < 200
    assert 20 < seconds(recording.played()) < 23


def test_a_damaged_slice_is_a_gap(app):
    recording = Kept(app)
    store().put(slices.slice_name(recording.uid, 3), b"x" * 100)
    assert recording.prepare()
    assert wave(recording).gaps and 8 < seconds(recording.played()) < 9.5


def test_what_a_browser_with_mp4_sends_is_made_into_opus(app):
    parts = [sounds.cut(kept.sound(kind="mp4", codec="aac"), 5)]
    recording = Kept(app, parts)
    assert recording.prepare()
    assert abs(seconds(recording.played()) - 12) < 0.24
    samples = sounds.heard(recording.played())
    assert sounds.loudness(samples, sounds.CANARY, 4.2, 5.8) > 4000


def test_a_gap_in_mp4_is_named_and_the_rest_plays(app):
    parts = [sounds.cut(kept.sound(kind="mp4", codec="aac"), 8)]
    recording = Kept(app, parts, missing={3})
    recording.wait(hours=25)
    assert recording.prepare()
    assert len(wave(recording).gaps) == 1 and 8 < seconds(recording.played()) < 11.5


@pytest.mark.parametrize(
    "content", [b"#EXTM3U\nfile:///etc/passwd\n", b"\x1aE\xdf\xa3" + b"\0" * 99]
)
def test_what_is_no_sound_is_refused_and_nothing_is_destroyed(app, content):
    recording = Kept(app, [[content]])
    assert not recording.prepare()
    assert recording.row.work == Work.FAILED and recording.row.wrapped_key
    assert db.session.query(Slice).count() == 1


def test_without_the_right_master_key_nothing_is_destroyed(app, monkeypatch):
    recording = Kept(app)
    with monkeypatch.context() as patched:
        patched.setattr(vault, "_key", lambda: vault.AESGCM(bytes(32)))
        assert not recording.prepare()
    assert recording.row.work == Work.FAILED
    assert recording.prepare()


def test_it_waits_for_slices_that_are_still_to_come(app):
    recording = Kept(app, missing={1})
    assert not preparing.is_due(preparing_row(recording))
    recording.wait(hours=25)
    assert preparing.is_due(preparing_row(recording))


@pytest.mark.parametrize("told, status", [(4, 200), (7, 409), (3, 409)])
def test_an_end_told_again_once_all_is_joined_names_nothing_as_missing(app, told, status):
    """The answer to the first one was lost on its way: nothing of the sound was."""
    recording = Kept(app)
    recording.row.device_hash = hash_token("secret")
    db.session.commit()
    recording.prepare()
    end = {"device": "secret", "slices": told}
    answer = recording.browser(recording.first).post(
        f"/enregistrements/{recording.uid}/fin", json=end
    )
    assert answer.status_code == status and not answer.json.get("missing")
    assert recording.row.slices_told == 4


def preparing_row(recording):
    assert recording.row
    return queries.kept()[0]


def test_a_withdrawal_meanwhile_wins(app, monkeypatch):
    recording = Kept(app)

    def withdrawn(*given):
        db.session.execute(db.text("DELETE FROM recordings"))
        db.session.commit()
        return b""

    monkeypatch.setattr(preparing, "_read_again", withdrawn)
    assert not recording.prepare()
    assert recording.row is None
    assert not store().names(f"recordings/{recording.uid}")


def test_a_gap_knows_its_place():
    assert preparing._merged([Gap(5, 1), Gap(5, 2), Gap(9, 1)]) == [Gap(5, 3), Gap(9, 1)]
