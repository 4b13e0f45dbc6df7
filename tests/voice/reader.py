"""The attacker who reads: guesses a turn's warp from the sound alone, and undoes it.

The guess is the warp under which the turn looks most like undisguised speech. An oracle, who was
told the parameters, shows how far any reader could get.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.mixture import GaussianMixture

from tests.voice.features import BANDS, HIGH, LOW, hertz, mel, unmeant
from tests.voice.verifiers import fitted

KNOTS = 9  # as in vocoder.js
CENTRES = mel(LOW) + (np.arange(BANDS) + 0.5) * (mel(HIGH) - mel(LOW)) / BANDS
SHIFTS = np.linspace(-0.36, 0.36, 9)
LOCALS = np.linspace(-0.3, 0.3, 5)


def unwarped(rows: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """The rows as they would be without the warp given at knots (natural log of frequency)."""
    places = (np.arange(BANDS) + 0.5) / BANDS * (len(knots) - 1)
    warp = np.interp(places, np.arange(len(knots)), knots)
    shown = np.maximum.accumulate(mel(hertz(CENTRES) * np.exp(warp)) + 1e-3 * np.arange(BANDS))
    at = np.interp(CENTRES, shown, np.arange(BANDS))
    low = np.minimum(at.astype(int), BANDS - 2)
    matrix = np.zeros((BANDS, BANDS))
    matrix[low, np.arange(BANDS)] += 1 - (at - low)
    matrix[low + 1, np.arange(BANDS)] += at - low
    return (rows @ matrix).astype(np.float32)


class Reader:
    """Knows what undisguised speech looks like, and searches for the warp that leads back to it."""

    def __init__(self, clear: Sequence[np.ndarray]) -> None:
        frames = np.vstack([unmeant(turn)[::4] for turn in clear])[:20_000]
        model = GaussianMixture(
            12, covariance_type="full", reg_covar=1.0, max_iter=20, random_state=0
        )
        self.model = fitted(model, frames)

    def undo(self, rows: np.ndarray) -> np.ndarray:
        """The turn without the warp that was guessed: first as a whole, then knot by knot."""
        some = unmeant(rows)[:: max(1, len(rows) // 150)]
        knots = self._best(some, [np.full(KNOTS, shift) for shift in SHIFTS])
        for _ in range(2):
            for knot in range(KNOTS):
                moves = np.zeros((len(LOCALS), KNOTS))
                moves[:, knot] = LOCALS
                knots = self._best(some, list(knots + moves))
        return unwarped(rows, knots)

    def _best(self, rows: np.ndarray, guesses: list[np.ndarray]) -> np.ndarray:
        fits = [self._fit(unwarped(rows, guess)) - 2 * float(guess @ guess) for guess in guesses]
        return guesses[int(np.argmax(fits))]

    def _fit(self, rows: np.ndarray) -> float:
        spread = rows.std(axis=0).mean() + 1e-6  # a flatter picture is no better one
        return float(self.model.score(rows * (self.spread() / spread)))

    def spread(self) -> float:
        """The usual spread of a band's level, dB."""
        inner = np.mean([np.diag(each) for each in self.model.covariances_], axis=0)
        outer = self.model.weights_ @ self.model.means_**2
        return float(np.sqrt(inner + outer).mean())


def oracle(parameters: dict[str, Any]) -> Callable[[np.ndarray], np.ndarray]:
    """Undoes what was really done."""
    knots = np.array(parameters["knots"]) + parameters["shift"]
    return lambda rows: unwarped(rows, knots)
