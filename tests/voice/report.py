"""What the disguise is worth: voices are made, disguised, attacked, and the outcome told."""

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from pystoi import stoi

from tests.voice import baselines, corpus, engine, features, pitch, trying
from tests.voice.corpus import RATE, Plan
from tests.voice.reader import Reader, oracle

VOCODER = engine.FOLDER / "vocoder.js"
REPORT = Path(__file__).resolve().parents[2] / "docs" / "voice-report.json"
PLANS = (Plan("hard", hard=True), Plan("stock"))
DELAYS = range(round(0.012 * RATE), round(0.036 * RATE), round(0.004 * RATE))
PLAIN = ("gmm", "gmm_unmeant", "lda", "lda_unmeant", "supervector")
OURS = (*PLAIN, "bands", "bands_supervector")
# Who is trained on clear voices is mistaken so often that fewer are asked.
UNTRAINED = ("gmm_unmeant", "lda_unmeant", "supervector", "bands_supervector", "reader")
GATES = {
    "hard_eer": (">=", 15), "hard_rank1": ("<=", 45), "stock_eer": (">=", 10),
    "stock_rank1": ("<=", 65), "pitch_correlation": ("<", 0.15), "pitch_within": ("<", 0.2),
    "pitch_excess": ("<", 0.05), "estoi": (">=", 0.5),
}  # fmt: skip
Say = Callable[[str], None]


def digest() -> str:
    """Of the vocoder as it is now."""
    return hashlib.sha256(VOCODER.read_bytes()).hexdigest()


def make(plans: Sequence[Plan] = PLANS, say: Say = lambda _words: None) -> dict[str, Any]:
    """The whole report, as plain rounded figures."""
    told: dict[str, Any] = {"vocoder_sha256": digest(), "sets": {}}
    for plan in plans:
        told["sets"][plan.name] = _set(plan, say)
    told["headline"] = headline(told["sets"])
    told["gates"] = {name: f"{sign} {bound}" for name, (sign, bound) in GATES.items()}
    told["passed"] = not failures(told)
    return rounded(told)


def _set(plan: Plan, say: Say) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        clear_turns = trying.sounds(corpus.make(plan, Path(folder)))
    seconds = sum(map(len, clear_turns)) / RATE
    say(f"{plan.name}: {len(clear_turns)} turns, {seconds:.0f} s")
    views = {"cepstra": features.cepstra, "lines": features.clear_lines}
    clear = trying.look(plan, clear_turns, views)
    told: dict[str, Any] = {"clear": {"attacks": trying.attacks(clear, clear, OURS, ["retrained"])}}
    say(f"{plan.name}: clear voice done")
    for name, change in (("pitch shift", baselines.pitch_shift), ("McAdams", baselines.mcadams)):
        told[name] = _baseline(plan, change, clear_turns, clear)
        say(f"{plan.name}: {name} done")
    told["vocoder"] = _vocoder(plan, clear_turns, clear)
    say(f"{plan.name}: vocoder done")
    for each in told.values():
        each["best"] = {regime: trying.best(done) for regime, done in each["attacks"].items()}
    return told


def _baseline(
    plan: Plan,
    change: Callable[[np.ndarray, int], np.ndarray],
    clear_turns: list[np.ndarray],
    clear: trying.Voices,
) -> dict[str, Any]:
    turns = trying.spread(change, clear_turns, range(len(clear_turns)))
    changed = trying.look(plan, turns, {"cepstra": features.cepstra})
    attacks = trying.attacks(clear, changed, PLAIN, ["retrained"])
    return {"attacks": attacks, **_heard(plan, clear_turns, turns)}


def _vocoder(plan: Plan, clear_turns: list[np.ndarray], clear: trying.Voices) -> dict[str, Any]:
    done = engine.disguise_all(clear_turns, RATE, seed=1000)
    turns = [samples for samples, _told in done]
    views = {"cepstra": features.cepstra, "lines": features.lines}
    disguised = trying.look(plan, turns, views)
    lines = disguised.seen["lines"]
    disguised.seen["told"] = [
        oracle(told["parameters"])(rows) for rows, (_samples, told) in zip(lines, done, strict=True)
    ]
    _tested, trained = clear.by_speaker("lines")
    reader = Reader([turn for turns in trained for turn in turns])
    disguised.seen["read"] = trying.spread(reader.undo, lines)
    attacks = trying.attacks(clear, disguised, UNTRAINED, ["ignorant", "enrolled"])
    attacks |= trying.attacks(clear, disguised, tuple(trying.VERIFIERS), ["retrained"])
    spent = sum(told["seconds"] for _samples, told in done)
    pace = spent / (sum(map(len, clear_turns)) / RATE)
    return {"attacks": attacks, "pace": pace, **_heard(plan, clear_turns, turns)}


def _heard(plan: Plan, clear: list[np.ndarray], disguised: list[np.ndarray]) -> dict[str, float]:
    """Intelligibility and what is left of pitch, over some turns of the tested."""
    some = range(0, plan.tested * plan.tested_turns, 4)
    pairs = [(clear[number], disguised[number]) for number in some]
    late = _delay(pairs[:4])
    told = trying.spread(partial(_compare, late=late), *zip(*pairs, strict=True))
    means = {key: float(np.mean([each[key] for each in told])) for key in told[0]}
    return {**means, "delay_ms": 1000 * late / RATE}


def _delay(pairs: list[tuple[np.ndarray, np.ndarray]]) -> int:
    """By how many samples the disguise is late: where it is understood best."""
    return max(DELAYS, key=lambda late: np.mean([_estoi(one, other, late) for one, other in pairs]))


def _estoi(clear: np.ndarray, disguised: np.ndarray, late: int) -> float:
    return float(stoi(clear[: len(clear) - late], disguised[late:], RATE, extended=True))


def _compare(clear: np.ndarray, disguised: np.ndarray, late: int) -> dict[str, float]:
    left = pitch.left(clear[: len(clear) - late], disguised[late:])
    told = {f"pitch_{key}": value for key, value in left.items()}
    return {"estoi": _estoi(clear, disguised, late), **told}


def headline(sets: dict[str, Any]) -> dict[str, float]:
    """The figures that the gates are on: the best attacker, retrained, parameters read."""
    told: dict[str, float] = {}
    for name, methods in sets.items():
        best = methods["vocoder"]["best"]["retrained"]
        told |= {f"{name}_eer": best["turn_eer"], f"{name}_rank1": best["turn_rank1"]}
        told |= {
            f"{name}_pooled_eer": best["pooled_eer"],
            f"{name}_pooled_rank1": best["pooled_rank1"],
        }
    heard = [methods["vocoder"] for methods in sets.values()]
    told["estoi"] = min(each["estoi"] for each in heard)
    for key in ("pitch_correlation", "pitch_within", "pitch_excess"):
        told[key] = max((each[key] for each in heard), key=abs)
    return told


def failures(told: dict[str, Any]) -> list[str]:
    """The gates that are not passed."""
    holds = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, "<": lambda a, b: abs(a) < b}
    figures = told["headline"]
    return [
        f"{name} is {figures[name]:.3g}, not {sign} {bound}"
        for name, (sign, bound) in GATES.items()
        if name in figures and not holds[sign](figures[name], bound)
    ]


def rounded(told: Any) -> Any:
    """Figures as one reads them: percents to a tenth, the rest to a thousandth."""
    if isinstance(told, dict):
        return {key: rounded_figure(key, value) for key, value in told.items()}
    return told


def rounded_figure(key: str, value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 1 if "eer" in key or "rank1" in key or key == "delay_ms" else 3)
    return rounded(value)
