"""Every verifier, in every regime, on one disguise: who is recognised, and how often."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from tests.voice import features
from tests.voice.corpus import Plan, Turn
from tests.voice.verifiers import (
    Discriminant,
    Mixture,
    Rows,
    Supervector,
    Trials,
    equal_error,
    first_rank,
)

REGIMES = ("ignorant", "enrolled", "retrained")


def _same(rows: Rows) -> Rows:
    return rows


def _unmeant_summary(rows: Rows) -> np.ndarray:
    return features.summary(features.unmeant(rows))


def _unmeant_habits(rows: Rows) -> np.ndarray:
    return features.habits(features.unmeant(rows))


# name → what it looks at, how it is made
VERIFIERS: dict[str, tuple[str, Callable[[], Any]]] = {
    "gmm": ("cepstra", lambda: Mixture(_same, 32)),
    "gmm_unmeant": ("cepstra", lambda: Mixture(features.unmeant, 32)),
    "lda": ("cepstra", lambda: Discriminant(features.summary)),
    "lda_unmeant": ("cepstra", lambda: Discriminant(_unmeant_summary)),
    "supervector": ("cepstra", lambda: Supervector(features.unmeant)),
    "bands": ("lines", lambda: Discriminant(_unmeant_habits)),
    "bands_supervector": ("lines", lambda: Supervector(features.unmeant)),
    "bands_evened": ("lines", lambda: Supervector(features.evened)),
    "reader": ("read", lambda: Supervector(features.unmeant)),
    "reader_lda": ("read", lambda: Discriminant(_unmeant_habits)),
    "reader_evened": ("read", lambda: Supervector(features.evened)),
    "oracle": ("told", lambda: Supervector(features.unmeant)),
}


@dataclass
class Voices:
    """The turns of one set, clear or disguised, as each verifier looks at them."""

    plan: Plan
    seen: dict[str, list[Rows]] = field(default_factory=dict)

    def by_speaker(self, view: str) -> tuple[list[list[Rows]], list[list[Rows]]]:
        """The turns of the tested, and of the trained."""
        plan, rows = self.plan, self.seen[view]
        border = plan.tested * plan.tested_turns
        return (
            _groups(rows[:border], plan.tested_turns),
            _groups(rows[border:], plan.trained_turns),
        )


def _groups(rows: Sequence[Rows], size: int) -> list[list[Rows]]:
    return [list(rows[at : at + size]) for at in range(0, len(rows), size)]


def look(
    plan: Plan, turns: Sequence[np.ndarray], views: Mapping[str, Callable[..., Rows]]
) -> Voices:
    """Each turn through each view, on all cores."""
    seen = {name: spread(view, turns) for name, view in views.items()}
    return Voices(plan, seen)


def spread(function: Callable[..., Any], *many: Sequence[Any]) -> list[Any]:
    """The function over many, on all cores."""
    jobs = (delayed(function)(*each) for each in zip(*many, strict=True))
    return list(Parallel(os.cpu_count())(jobs))


def trials(regime: str, view: str, clear: Voices, disguised: Voices) -> Trials:
    """Who is trained on, enrolled and tried in a regime."""
    clear_view = view if view in clear.seen else "lines"
    clear_tested, clear_trained = clear.by_speaker(clear_view)
    tested, trained = disguised.by_speaker(view)
    enrolled = clear_tested if regime == "ignorant" else tested
    return Trials(
        trained if regime == "retrained" else clear_trained,
        [turns[: clear.plan.enrolled] for turns in enrolled],
        [turns[clear.plan.enrolled :] for turns in tested],
    )


def attack(name: str, given: Trials) -> dict[str, float]:
    """Error and rank of one verifier, per turn and with each speaker's turns pooled."""
    _view, make = VERIFIERS[name]
    told = {}
    for word, scores in zip(("turn", "pooled"), make().scores(given), strict=True):
        truth = np.repeat(np.arange(len(scores)), scores.shape[1] // len(scores))
        told[f"{word}_eer"] = 100 * equal_error(scores, truth)
        told[f"{word}_rank1"] = 100 * first_rank(scores, truth)
    return told


def attacks(
    clear: Voices, disguised: Voices, names: Sequence[str], regimes: Sequence[str] = REGIMES
) -> dict[str, dict[str, dict[str, float]]]:
    """Regime → verifier → figures."""
    jobs = [(name, regime) for regime in regimes for name in names]
    given = [trials(regime, VERIFIERS[name][0], clear, disguised) for name, regime in jobs]
    done = spread(attack, [name for name, _regime in jobs], given)
    told: dict[str, dict[str, dict[str, float]]] = {regime: {} for regime in regimes}
    for (name, regime), figures in zip(jobs, done, strict=True):
        told[regime][name] = figures
    return told


def best(figures: dict[str, dict[str, float]]) -> dict[str, float]:
    """What the best verifier reaches, figure by figure; the oracle counts apart."""
    counted = [each for name, each in figures.items() if name != "oracle"]
    return {
        key: (min if key.endswith("eer") else max)(each[key] for each in counted)
        for key in counted[0]
    }


def sounds(turns: Sequence[Turn]) -> list[np.ndarray]:
    """The samples alone."""
    return [turn.samples for turn in turns]
