"""The sets of spoken turns that the laboratory works on."""

import io
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import firwin2, lfilter

from tests.voice import sentences, speakers
from tests.voice.speakers import Speaker

RATE = 22050  # espeak-ng's
LEVEL = 0.05  # the loudness (RMS) to which each turn is brought


@dataclass(frozen=True)
class Turn:
    """What one speaker says in one turn: samples at `RATE`, within -1 and 1."""

    speaker: int
    number: int
    samples: np.ndarray


@dataclass(frozen=True)
class Plan:
    """How many speak and how much: the first `tested` speakers are tried, the others trained on."""

    name: str
    tested: int = 20
    trained: int = 40
    tested_turns: int = 12
    trained_turns: int = 6
    enrolled: int = 6  # of the tested turns, those that the attacker knows; the others are tried
    sentences: int = 2  # a turn's
    hard: bool = False


def make(plan: Plan, folder: Path) -> list[Turn]:
    """All turns of a set, always the same ones; `folder` holds espeak-ng's data for a while."""
    data = speakers.data_folder(folder)
    count = plan.tested + plan.trained
    people = speakers.invented(count, data) if plan.hard else speakers.stock(count)
    jobs = [
        (person, index, number, plan, folder)
        for index, person in enumerate(people)
        for number in range(plan.tested_turns if index < plan.tested else plan.trained_turns)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda job: _turn(*job), jobs))


def _turn(person: Speaker, index: int, number: int, plan: Plan, folder: Path) -> Turn:
    random = np.random.default_rng([index, number, plan.hard])
    text = sentences.turn(random, plan.sentences)
    speed, pitch = person.speed, person.pitch
    if plan.hard:
        speed = int(speed * random.uniform(0.9, 1.1))
        pitch = int(np.clip(pitch + random.normal(0, 14), 15, 85))
    samples = _speak(person.variant, text, speed, pitch, folder)
    if plan.hard:
        samples = _channel(samples, random)
    samples = samples * LEVEL / np.sqrt(np.mean(samples**2))
    return Turn(index, number, np.clip(samples, -1, 1).astype(np.float32))


def _speak(variant: str, text: str, speed: int, pitch: int, folder: Path) -> np.ndarray:
    command = ["espeak-ng", f"--path={folder}", "-v", f"fr+{variant}", "-s", str(speed)]
    command += ["-p", str(pitch), "--stdout", text]
    done = subprocess.run(command, capture_output=True, check=True)
    rate, samples = wavfile.read(io.BytesIO(_whole(done.stdout)))
    assert rate == RATE
    return samples.astype(np.float64) / 32768


def _whole(data: bytes) -> bytes:
    """A WAV file from a pipe does not know its length: tell it."""
    size = len(data) - 44
    return (
        data[:4]
        + (size + 36).to_bytes(4, "little")
        + data[8:40]
        + size.to_bytes(4, "little")
        + data[44:]
    )


def _channel(samples: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Another place, another microphone: a smooth random curve of ±7 dB, and a little noise."""
    places = np.array([0, 150, 400, 1000, 2200, 4500, 8000, RATE / 2])
    curve = 10 ** (random.uniform(-7, 7, len(places)) / 20)
    heard = lfilter(firwin2(257, places, curve, fs=RATE), 1.0, samples)
    noise = random.normal(size=len(heard)) * np.sqrt(np.mean(heard**2))
    return heard + noise * 10 ** (-random.uniform(18, 32) / 20)
