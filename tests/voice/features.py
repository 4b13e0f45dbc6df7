"""What a verifier looks at: cepstra of a sound, or the levels of the vocoder's own bands."""

import numpy as np
from scipy.fft import dct

from tests.voice.corpus import RATE

LOW, HIGH, BANDS, LINES = 100, 5000, 10, 17  # as in vocoder.js
ACTIVE = 30  # dB below the loudest frames: quieter ones are pauses


def mel(hertz: np.ndarray | float) -> np.ndarray:
    return 2595 * np.log10(1 + np.asarray(hertz) / 700)


def hertz(mels: np.ndarray | float) -> np.ndarray:
    return 700 * (10 ** (np.asarray(mels) / 2595) - 1)


def power(samples: np.ndarray, window: float, hop: float) -> np.ndarray:
    """Power spectra, a row per frame; `window` and `hop` in seconds."""
    length, step = round(window * RATE), round(hop * RATE)
    size = 1 << (length - 1).bit_length()
    frames = np.lib.stride_tricks.sliding_window_view(samples, length)[::step]
    return np.abs(np.fft.rfft(frames * np.hanning(length), size)).astype(np.float32) ** 2


def bank(count: int, low: float, high: float, size: int) -> np.ndarray:
    """Triangular filters, evenly spaced in mel; a row each."""
    places = hertz(np.linspace(mel(low), mel(high), count + 2))
    bins = np.linspace(0, RATE / 2, size)
    rise = (bins - places[:-2, None]) / (places[1:-1] - places[:-2])[:, None]
    fall = (places[2:, None] - bins) / (places[2:] - places[1:-1])[:, None]
    return np.maximum(0, np.minimum(rise, fall))


def speech(energies: np.ndarray) -> np.ndarray:
    """Which frames are no pause, from their energies."""
    levels = 10 * np.log10(energies + 1e-10)
    return levels > np.percentile(levels, 97) - ACTIVE


def cepstra(samples: np.ndarray) -> np.ndarray:
    """19 mel cepstra and their slopes for each frame of speech (25 ms, every 10)."""
    spectra = power(samples, 0.025, 0.010)
    heard = spectra @ bank(26, 80, 7600, spectra.shape[1]).T
    still = dct(np.log(heard + 1e-7), norm="ortho", axis=1)[:, 1:20]
    return np.hstack([still, slopes(still)])[speech(spectra.sum(axis=1))].astype(np.float32)


def slopes(rows: np.ndarray) -> np.ndarray:
    """How each column moves, over five frames."""
    padded = np.pad(rows, ((2, 2), (0, 0)), mode="edge")
    return (padded[3:-1] - padded[1:-3] + 2 * (padded[4:] - padded[:-4])) / 10


def lines(samples: np.ndarray) -> np.ndarray:
    """The levels (dB) of the vocoder's bands, every 8 ms, decoded from its sines.

    The sines stand on known frequencies, each driven by its two nearest bands: whoever knows the
    method finds the bands again, and they are all that the disguise leaves.
    """
    spectra = power(samples, 0.032, 0.008)
    first, last = mel(LOW), mel(HIGH)
    places = hertz(first + (np.arange(LINES) + 0.5) * (last - first) / LINES)
    half = 45.0  # Hz either side of a line
    bins = np.linspace(0, RATE / 2, spectra.shape[1])
    near = (np.abs(bins - places[:, None]) <= half).astype(np.float32)
    return _levels(spectra @ near.T, np.linalg.pinv(_driving()))


def _driving() -> np.ndarray:
    """How much each band (a column) drives each line, in dB."""
    at = np.clip((np.arange(LINES) + 0.5) * BANDS / LINES - 0.5, 0, BANDS - 1)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(BANDS)))


def clear_lines(samples: np.ndarray) -> np.ndarray:
    """The same levels as `lines`, of a voice without any disguise."""
    spectra = power(samples, 0.032, 0.008)
    edges = hertz(np.linspace(mel(LOW), mel(HIGH), BANDS + 1))
    bins = np.linspace(0, RATE / 2, spectra.shape[1])
    inside = (bins >= edges[:-1, None]) & (bins < edges[1:, None])
    return _levels(spectra @ inside.T.astype(np.float32), np.eye(BANDS))


def _levels(energies: np.ndarray, decode: np.ndarray) -> np.ndarray:
    levels = 10 * np.log10(energies + 1e-10)
    top = np.percentile(levels, 99.5)
    heard = np.maximum(levels, top - 60)[speech(energies.sum(axis=1))]
    return (heard @ decode.T).astype(np.float32)


def unmeant(rows: np.ndarray) -> np.ndarray:
    """The rows without their mean (a channel's colour goes, and a fixed gain)."""
    return rows - rows.mean(axis=0)


def evened(rows: np.ndarray) -> np.ndarray:
    """The rows without their mean, and each column as varied as any (a fixed stretch goes)."""
    apart = unmeant(rows)
    return 5 * apart / (apart.std(axis=0) + 1e-6)


def summary(rows: np.ndarray) -> np.ndarray:
    """One vector for a turn: means, spreads, skews of the columns."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    skew = (((rows - middle) / spread) ** 3).mean(axis=0)
    return np.concatenate([middle, np.log(spread), skew])


def habits(rows: np.ndarray) -> np.ndarray:
    """One vector for a turn: how the columns move together, now and a little later."""
    still = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-6)
    upper = np.triu_indices(rows.shape[1], 1)
    parts = [summary(rows), (still.T @ still / len(still))[upper]]
    for lag in (1, 3, 6, 12):
        parts.append((still[lag:] * still[:-lag]).mean(axis=0))
    percentiles = np.percentile(still, (10, 30, 70, 90), axis=0)
    return np.concatenate([*parts, percentiles.ravel()])
