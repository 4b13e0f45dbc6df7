"""One measured figure, and the list that `make bench` writes."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """What was measured, in which unit, what was hoped for and whether it holds."""

    name: str
    value: float
    unit: str
    aim: str
    ok: bool


def at_least(name: str, value: float, aim: float, unit: str = "×") -> Figure:
    """A figure that should reach `aim`."""
    return Figure(name, round(value, 4), unit, f"≥ {aim:g}", value >= aim)


def at_most(name: str, value: float, aim: float, unit: str = "×") -> Figure:
    """A figure that should not pass `aim`."""
    return Figure(name, round(value, 4), unit, f"≤ {aim:g}", value <= aim)


def write(figures: Iterable[Figure], path: Path) -> None:
    """Keep the figures as JSON and print them as a table."""
    figures = list(figures)
    path.write_text(json.dumps([asdict(each) for each in figures], ensure_ascii=False, indent=2))
    for each in figures:
        mark = "ok " if each.ok else "NON"
        print(f"{mark} {each.name:<66} {each.value:>10g} {each.unit:<7} ({each.aim})")  # noqa: T201
