"""What others do to a voice, to compare with: a random pitch shift, and McAdams' coefficient."""

import numpy as np

from tests.voice.corpus import RATE

SIZE = 1024  # of the Fourier transforms


def pitch_shift(samples: np.ndarray, seed: int) -> np.ndarray:
    """Two reading heads that run at another speed and take turns; three to six semitones."""
    random = np.random.default_rng([seed, 1])
    ratio = 2 ** (random.choice([-1, 1]) * random.uniform(3, 6) / 12)
    grain = 0.06 * RATE
    at = np.arange(len(samples))
    shifted = np.zeros(len(samples))
    for offset in (0.0, 0.5):
        phase = (at * (1 - ratio) / grain + offset) % 1
        shifted += np.sin(np.pi * phase) ** 2 * np.interp(at - phase * grain, at, samples, left=0)
    return shifted.astype(np.float32)


def mcadams(samples: np.ndarray, seed: int, order: int = 20) -> np.ndarray:
    """Formants moved by a power of their poles' angles, .5 to .9 (Patino and others, 2021)."""
    power = np.random.default_rng([seed, 2]).uniform(0.5, 0.9)
    length, hop = round(0.02 * RATE), round(0.01 * RATE)
    starts = np.arange(0, len(samples) - length, hop)
    frames = np.lib.stride_tricks.sliding_window_view(samples, length)[starts]
    spectra = np.fft.rfft(frames * np.hanning(length + 1)[:-1], SIZE)
    models = _predictors(np.abs(spectra) ** 2, order)
    moved = _from_poles(_bent(_poles(models), power))
    changed = spectra * np.fft.rfft(models, SIZE) / np.fft.rfft(moved, SIZE)
    out = np.zeros(len(samples) + SIZE)
    for start, frame in zip(starts, np.fft.irfft(changed), strict=True):
        out[start : start + SIZE] += frame
    out = out[: len(samples)]
    return (out * np.sqrt(np.mean(samples**2) / (np.mean(out**2) + 1e-12))).astype(np.float32)


def _predictors(spectra: np.ndarray, order: int) -> np.ndarray:
    """Linear prediction of each frame: 1 and the coefficients of its filter."""
    lags = np.fft.irfft(spectra)[:, : order + 1]
    lags[:, 0] = lags[:, 0] * (1 + 1e-5) + 1e-9
    apart = np.abs(np.subtract.outer(np.arange(order), np.arange(order)))
    found = np.linalg.solve(lags[:, apart], lags[:, 1:, None])[..., 0]
    return np.hstack([np.ones((len(found), 1)), -found])


def _poles(models: np.ndarray) -> np.ndarray:
    order = models.shape[1] - 1
    companions = np.zeros((len(models), order, order))
    companions[:, 0] = -models[:, 1:]
    companions[:, np.arange(1, order), np.arange(order - 1)] = 1
    return np.linalg.eigvals(companions)


def _bent(poles: np.ndarray, power: float) -> np.ndarray:
    angles = np.angle(poles)
    bent = np.where(np.abs(poles.imag) > 1e-9, np.sign(angles) * np.abs(angles) ** power, angles)
    return np.minimum(np.abs(poles), 0.985) * np.exp(1j * bent)


def _from_poles(poles: np.ndarray) -> np.ndarray:
    models = np.zeros((len(poles), poles.shape[1] + 1), complex)
    models[:, 0] = 1
    for pole in poles.T:
        models[:, 1:] -= pole[:, None] * models[:, :-1]
    return models.real
