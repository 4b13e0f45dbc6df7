"""How much of a voice's pitch is left in its disguise."""

import numpy as np

from tests.voice.corpus import RATE

WINDOW, HOP = round(0.04 * RATE), round(0.01 * RATE)
SHORTEST, LONGEST = RATE // 400, RATE // 65  # lags
VOICED = 0.6
PACES = (2, 3)  # times as fast: glides that nobody sang


def correlations(samples: np.ndarray) -> np.ndarray:
    """Normalised autocorrelation of each frame, a column per lag up to the longest."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW + LONGEST)[::HOP]
    size = 1 << (WINDOW + LONGEST).bit_length()
    whole = np.fft.rfft(frames, size)
    head = np.fft.rfft(frames[:, :WINDOW], size)
    products = np.fft.irfft(whole * head.conj(), size)[:, : LONGEST + 1]
    sums = np.cumsum(np.pad(frames.astype(np.float64) ** 2, ((0, 0), (1, 0))), axis=1)
    energies = sums[:, WINDOW : WINDOW + LONGEST + 1] - sums[:, : LONGEST + 1]
    return products / np.sqrt(np.maximum(energies * energies[:, :1], 1e-12))


def left(clear: np.ndarray, disguised: np.ndarray) -> dict[str, float]:
    """Contour correlation, share of frames within 6 %, excess at the original lag.

    Both sounds must be aligned.
    """
    before, after = correlations(clear), correlations(disguised)
    lags = _period(before)
    voiced = np.flatnonzero(before[np.arange(len(before)), lags] > VOICED)
    lags, after = lags[voiced], after[voiced]
    found = _period(after)
    ratio = found / lags
    row = np.arange(len(lags))
    shuffled = np.random.default_rng(0).permutation(lags)
    return {
        "correlation": correlation(np.log(lags), np.log(found)),
        "within": float((np.abs(ratio - 1) < 0.06).mean()),
        "excess": float((after[row, lags] - after[row, shuffled]).mean()),
    }


def _period(rows: np.ndarray) -> np.ndarray:
    """The lag of each frame's best correlation; of two as good, the shorter."""
    favour = np.linspace(1, 0.8, LONGEST + 1 - SHORTEST)
    return SHORTEST + (rows[:, SHORTEST:] * favour).argmax(axis=1)


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Pearson's; nothing varies, nothing is told."""
    if one.std() < 1e-6 or other.std() < 1e-6:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def followed(samples: np.ndarray, periods: np.ndarray, frame: int, step: int) -> float:
    """How much better a sound repeats itself at a glide's periods than at those of other glides.

    `periods` come every `step` samples, over and over. Wherever the sound began, the best fit
    counts; the best of many fits is above nil even in noise, so glides of the very same periods,
    sung faster, are fitted in the same way and taken off.
    """
    rows = _repeats(samples, np.arange(periods.min(), periods.max() + 1), frame, step)
    at = periods - periods.min()
    fits = [_best_fit(rows, at[pace * np.arange(len(at)) % len(at)]) for pace in (1, *PACES)]
    return fits[0] - float(np.mean(fits[1:]))


def _repeats(samples: np.ndarray, lags: np.ndarray, frame: int, step: int) -> np.ndarray:
    """Each frame's normalised autocorrelation, less what all lags and what all frames share.

    (A sine that never changes repeats itself at the same lags in every frame: no glide does.)
    """
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame + lags[-1])[::step]
    later = np.lib.stride_tricks.sliding_window_view(frames, frame, axis=1)[:, lags]
    products = np.einsum("fls,fs->fl", later, frames[:, :frame])
    energies = np.square(later).sum(axis=2) * np.square(frames[:, :frame]).sum(axis=1)[:, None]
    rows = products / np.sqrt(np.maximum(energies, 1e-12))
    rows -= rows.mean(axis=1, keepdims=True)
    return rows - rows.mean(axis=0)


def _best_fit(rows: np.ndarray, course: np.ndarray) -> float:
    """The mean along a course of lags, from whichever of its moments it fits best."""
    moments = np.arange(len(rows))
    shifted = ((moments + shift) % len(course) for shift in range(len(course)))
    return max(float(rows[moments, course[at]].mean()) for at in shifted)
