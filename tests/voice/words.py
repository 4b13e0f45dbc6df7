"""The report as the documentation shows it: tables in Markdown, between two marks of voice.md."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "voice.md"
BEGIN, END = "<!-- mesures : make voice-report -->", "<!-- fin des mesures -->"
SETS = {"hard": "difficile", "stock": "courant"}
METHODS = {"clear": "voix claire", "pitch shift": "hauteur décalée", "vocoder": "**vocodeur**"}
ERRORS = ("turn_eer", "turn_rank1", "pooled_eer", "pooled_rank1")
HEARD = ("estoi", "pitch_correlation", "pitch_within", "pitch_excess")
ERROR_WORDS = ("EER %", "rang 1 %", "EER groupé", "rang 1 groupé")
HEARD_WORDS = ("ESTOI", "corrélation", "à 6 % près", "excès")


def tables(told: dict[str, Any]) -> str:
    """All of them: disguises, regimes, machines."""
    return "\n\n".join((table(told), *_details(told)))


def table(told: dict[str, Any]) -> str:
    """The best retrained attacker on each disguise."""
    rows = [
        (SETS.get(name, name), METHODS.get(method, method))
        + _errors(each["best"]["retrained"])
        + tuple(each.get(key, "") for key in HEARD)
        for name, methods in told["sets"].items()
        for method, each in _in_order(methods)
    ]
    return _markdown(("jeu", "voix", *ERROR_WORDS, *HEARD_WORDS), rows)


def _in_order(methods: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    order = ("clear", "pitch shift", "McAdams", "vocoder")
    return ((name, methods[name]) for name in order)


def _details(told: dict[str, Any]) -> tuple[str, str, str, str]:
    vocoded = {SETS.get(name, name): each["vocoder"] for name, each in told["sets"].items()}
    regimes = [
        (name, f"`{regime}`", *_errors(best))
        for name, each in vocoded.items()
        for regime, best in each["best"].items()
    ]
    machines = [
        (name, f"`{machine}`", *_errors(figures))
        for name, each in vocoded.items()
        for machine, figures in each["attacks"]["retrained"].items()
    ]
    return (
        "Le vocodeur, selon ce que sait l'attaquant (le meilleur de ses machines) :",
        _markdown(("jeu", "régime", *ERROR_WORDS), regimes),
        "Et machine par machine, entraînée sur des voix déguisées :",
        _markdown(("jeu", "machine", *ERROR_WORDS), machines),
    )


def _errors(figures: dict[str, float]) -> tuple[float, ...]:
    return tuple(figures[key] for key in ERRORS)


def _markdown(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_figure(cell) for cell in line) + " |" for line in lines)


def _figure(cell: Any) -> str:
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


def between(page: str) -> str:
    """What stands between the marks."""
    return page.split(BEGIN)[1].split(END)[0].strip()


def replaced(page: str, told: dict[str, Any]) -> str:
    """The page with this report's tables."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{tables(told)}\n\n{END}{rest.split(END)[1]}"
