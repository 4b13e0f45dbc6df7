"""The laboratory itself: its measures measure, its attackers attack, its report is of today."""

import json

import numpy as np
import pytest

from tests.voice import baselines, features, pitch, reader, report, trying, verifiers, words
from tests.voice.corpus import RATE, Plan

SMALL = Plan("hard", 3, 4, tested_turns=2, trained_turns=2, enrolled=1, sentences=1, hard=True)


@pytest.fixture(scope="module")
def committed() -> dict:
    return json.loads(report.REPORT.read_text())


def test_the_report_is_of_the_vocoder_as_it_is(committed):
    assert committed["vocoder_sha256"] == report.digest(), "run `make voice-report`"


def test_the_report_passes_every_gate(committed):
    assert set(committed["headline"]) >= set(report.GATES)
    assert report.failures(committed) == []


def test_the_clear_voice_of_the_hard_set_is_neither_perfect_nor_lost(committed):
    assert 2 <= committed["sets"]["hard"]["clear"]["best"]["retrained"]["turn_eer"] <= 5


def test_the_headline_is_the_retrained_attacker_who_reads_parameters(committed):
    for name, methods in committed["sets"].items():
        retrained = methods["vocoder"]["attacks"]["retrained"]
        assert committed["headline"][f"{name}_eer"] <= retrained["reader"]["turn_eer"]


def test_the_documentation_shows_the_report(committed):
    assert words.between(words.PAGE.read_text()) == words.tables(committed), "`make voice-report`"


def test_errors_are_nil_when_voices_are_apart_and_half_when_they_are_not():
    truth = np.repeat(np.arange(10), 20)
    apart = np.eye(10)[:, truth]
    chance = np.random.default_rng(0).normal(size=apart.shape)
    assert verifiers.equal_error(apart, truth) == 0
    assert verifiers.first_rank(apart, truth) == 1
    assert abs(verifiers.equal_error(chance, truth) - 0.5) < 0.08


def test_the_oracle_undoes_a_warp():
    random = np.random.default_rng(0)
    knots = random.uniform(-0.2, 0.2, 5)
    flat = np.cumsum(random.normal(size=(50, features.BANDS)), axis=1)
    again = reader.unwarped(reader.unwarped(flat, knots), -knots)
    kept = np.corrcoef(again[:, 2:-2].ravel(), flat[:, 2:-2].ravel())[0, 1]
    assert kept > 0.9


def test_a_pitch_that_is_left_is_found():
    at = np.arange(2 * RATE) / RATE
    phase = 2 * np.pi * np.cumsum(150 + 40 * np.sin(3 * at)) / RATE
    harmonics = [np.cos(harmonic * phase) / harmonic for harmonic in range(1, 12)]
    voice = np.sum(harmonics, axis=0)
    left = pitch.left(voice, voice * 0.5)
    assert left["correlation"] > 0.99 and left["within"] > 0.99 and left["excess"] > 0.3


def glide(course):
    """Six seconds of harmonics at the pitch (Hz) that a course gives at each second."""
    at = np.arange(6 * 8000) / 8000
    phase = 2 * np.pi * np.cumsum(course(at)) / 8000
    return np.sum([np.sin(harmonic * phase) / harmonic for harmonic in range(1, 9)], axis=0)


def sung(at):
    return 150 + 40 * np.sin(2 * np.pi * at / 6) + 12 * np.sin(9 * at)


def test_a_glide_is_followed_wherever_it_began_and_none_that_was_not_sung():
    periods = np.round(8000 / sung(np.arange(120) / 20)).astype(int)
    other = glide(lambda at: 150 + 40 * np.sin(7 * at))
    noise = np.random.default_rng(0).normal(size=6 * 8000)
    assert pitch.followed(np.roll(glide(sung), 20_000), periods, 320, 400) > 0.5
    assert pitch.followed(glide(sung) + 2 * noise, periods, 320, 400) > 0.1
    assert abs(pitch.followed(other, periods, 320, 400)) < 0.1
    assert abs(pitch.followed(noise, periods, 320, 400)) < 0.05


@pytest.mark.parametrize("change", [baselines.pitch_shift, baselines.mcadams])
def test_baselines_change_the_sound_and_keep_its_length(change):
    sound = np.random.default_rng(0).normal(size=RATE // 2) * 0.1
    changed = change(sound, 1)
    assert len(changed) == len(sound) and np.isfinite(changed).all()
    assert abs(np.corrcoef(changed, sound)[0, 1]) < 0.9


@pytest.mark.slow
@pytest.mark.browser
def test_a_few_speakers_go_through_the_whole_laboratory(laboratory, monkeypatch):
    monkeypatch.setattr(report, "PLAIN", ("gmm", "lda"))
    monkeypatch.setattr(report, "OURS", ("gmm", "lda", "bands_supervector"))
    monkeypatch.setattr(report, "UNTRAINED", ("reader",))
    monkeypatch.setattr(trying, "spread", lambda do, *many: list(map(do, *many)))
    told = report.make([SMALL])
    for methods in told["sets"].values():
        assert set(methods) == {"clear", "pitch shift", "McAdams", "vocoder"}
        assert set(methods["vocoder"]["attacks"]) == {"ignorant", "enrolled", "retrained"}
        assert methods["McAdams"]["pitch_within"] > methods["vocoder"]["pitch_within"]
    assert words.table(told).count("\n") == 5
