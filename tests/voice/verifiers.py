"""Machines that tell whether two voices are one: each is trained, enrolled, then tried."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

Rows = np.ndarray  # a turn: a row per frame
Scores = np.ndarray  # claimed speakers × trials
Both = tuple[Scores, Scores]  # turn by turn; each speaker's turns pooled


@dataclass(frozen=True)
class Trials:
    """Turns by speaker: whom the machine learns from, who is enrolled, who is tried."""

    trained: Sequence[Sequence[Rows]]
    enrolled: Sequence[Sequence[Rows]]
    tried: Sequence[Sequence[Rows]]


def equal_error(scores: Scores, truth: np.ndarray) -> float:
    """The error rate at which as many friends are refused as strangers let in."""
    own = scores[truth, np.arange(len(truth))]
    others = scores[np.arange(len(scores))[:, None] != truth]
    edges = np.sort(np.concatenate([own, others]))
    refused = np.searchsorted(np.sort(own), edges) / len(own)
    admitted = 1 - np.searchsorted(np.sort(others), edges) / len(others)
    at = int(np.argmin(np.abs(refused - admitted)))
    return float((refused[at] + admitted[at]) / 2)


def first_rank(scores: Scores, truth: np.ndarray) -> float:
    """How often the right speaker comes first among all."""
    return float((scores.argmax(axis=0) == truth).mean())


class Discriminant:
    """Vectors of turns, whitened by what differs within a speaker, scored by likelihood (PLDA)."""

    def __init__(self, vector: Callable[[Rows], np.ndarray], dimensions: int = 120) -> None:
        self.vector, self.dimensions = vector, dimensions

    def scores(self, trials: Trials) -> Both:
        """Train, enrol and try."""
        self._train([[self.vector(turn) for turn in turns] for turns in trials.trained])
        enrolled, tried = (
            [self._project([self.vector(turn) for turn in turns]) for turns in speakers]
            for speakers in (trials.enrolled, trials.tried)
        )
        middles = np.array([turns.mean(axis=0) for turns in tried])
        return (
            self._likelihoods(enrolled, np.vstack(tried), 1),
            self._likelihoods(enrolled, middles, len(tried[0])),
        )

    def _train(self, speakers: list[list[np.ndarray]]) -> None:
        every = np.vstack([vector for vectors in speakers for vector in vectors])
        self.middle, self.spread = every.mean(axis=0), every.std(axis=0) + 1e-9
        scaled = (every - self.middle) / self.spread
        self.pca = PCA(min(self.dimensions, scaled.shape[1], len(scaled) // 3), random_state=0).fit(
            scaled
        )
        small = self.pca.transform(scaled)
        owner = np.repeat(np.arange(len(speakers)), [len(vectors) for vectors in speakers])
        means = np.array([small[owner == each].mean(axis=0) for each in range(len(speakers))])
        residue = small - means[owner]
        within = residue.T @ residue / (len(small) - len(speakers))
        within += 0.05 * np.trace(within) / len(within) * np.eye(len(within))
        between = np.cov(means.T) - within / (len(small) / len(speakers))
        root = np.linalg.inv(np.linalg.cholesky(within))
        variances, axes = np.linalg.eigh(root @ between @ root.T)
        kept = variances > 0.02
        self.between, self.axes = variances[kept], (root.T @ axes)[:, kept]

    def _project(self, vectors: list[np.ndarray]) -> np.ndarray:
        scaled = (np.vstack(vectors) - self.middle) / self.spread
        return self.pca.transform(scaled) @ self.axes

    def _likelihoods(self, enrolled: list[np.ndarray], tried: np.ndarray, turns: int) -> Scores:
        scores = []
        for vectors in enrolled:
            share = self.between / (self.between + 1 / len(vectors))
            known, doubt = share * vectors.mean(axis=0), share / len(vectors) + 1 / turns
            alone = self.between + 1 / turns
            mine = -((tried - known) ** 2) / doubt - np.log(doubt)
            anyone = -(tried**2) / alone - np.log(alone)
            scores.append((mine - anyone).sum(axis=1))
        return np.array(scores)


class Mixture:
    """GMM-UBM: a mixture for all, moved towards each speaker, scored by likelihood ratio."""

    def __init__(self, prepare: Callable[[Rows], Rows], components: int = 64) -> None:
        self.prepare, self.components = prepare, components

    def train(self, speakers: Sequence[Sequence[Rows]]) -> GaussianMixture:
        """The mixture for all."""
        frames = np.vstack([self.prepare(turn) for turns in speakers for turn in turns])
        some = np.random.default_rng(0).choice(len(frames), min(len(frames), 25_000), replace=False)
        model = GaussianMixture(
            self.components, covariance_type="diag", max_iter=25, reg_covar=1e-3,
            init_params="k-means++", random_state=0,
        )  # fmt: skip
        return fitted(model, frames[some])

    def scores(self, trials: Trials) -> Both:
        """Train, enrol and try; what all speakers gain from a trial tells nothing (T-norm)."""
        model = self.train(trials.trained)
        means = [
            adapted(model, np.vstack([self.prepare(turn) for turn in turns]))
            for turns in trials.enrolled
        ]
        each = np.array(
            [
                [self._ratios(model, means, self.prepare(turn)[::2]) for turn in turns]
                for turns in trials.tried
            ]
        )
        each = (each - each.mean(axis=2, keepdims=True)) / each.std(axis=2, keepdims=True)
        return each.reshape(-1, len(means)).T, each.mean(axis=1).T

    @staticmethod
    def _ratios(model: GaussianMixture, means: list[np.ndarray], frames: Rows) -> np.ndarray:
        """Gain in likelihood for each speaker, from the components that fit best."""
        weighted = model._estimate_weighted_log_prob(frames)
        total = np.logaddexp.reduce(weighted, axis=1)
        share = np.exp(weighted - total[:, None])
        gains = []
        for moved in means:
            step = moved - model.means_
            linear = frames @ (step * model.precisions_).T
            fixed = (0.5 * (model.means_**2 - moved**2) * model.precisions_).sum(axis=1)
            change = np.clip(linear + fixed, -60, 60)
            gains.append(np.log((share * np.exp(change)).sum(axis=1) + 1e-12).mean())
        return np.array(gains)


def fitted(model: GaussianMixture, frames: Rows) -> GaussianMixture:
    """The mixture after learning; it need not have settled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(frames)


def adapted(model: GaussianMixture, frames: Rows, relevance: float = 16) -> np.ndarray:
    """The mixture's means, moved towards frames as far as these say something (MAP)."""
    share = model.predict_proba(frames)
    weight = share.sum(axis=0)[:, None]
    middle = share.T @ frames / (weight + 1e-9)
    pull = weight / (weight + relevance)
    return pull * middle + (1 - pull) * model.means_


class Supervector(Discriminant):
    """A discriminant on how each turn moves a mixture's means."""

    def __init__(self, prepare: Callable[[Rows], Rows], components: int = 32) -> None:
        super().__init__(self._moved)
        self.mixture = Mixture(prepare, components)

    def scores(self, trials: Trials) -> Both:
        """Train the mixture first."""
        self.model = self.mixture.train(trials.trained)
        return super().scores(trials)

    def _moved(self, turn: Rows) -> np.ndarray:
        step = adapted(self.model, self.mixture.prepare(turn), 4) - self.model.means_
        return (step * np.sqrt(self.model.weights_[:, None] * self.model.precisions_)).ravel()
