"""What a browser sends of the form of a template."""

import re
from dataclasses import replace

from raqnet.intervision import default
from raqnet.intervision.script import Script, Step

FIELDS = ("name", "kind", "minutes", "speaks", "prompt", "hints", "turn_seconds", "shared")


def step_fields(step: Step) -> dict[str, str]:
    """One step, as its fields."""
    told = {name: str(getattr(step, name) or ("0" if name == "minutes" else "")) for name in FIELDS}
    ticked = {name: "y" for name in ("per_case", "optional") if getattr(step, name)}
    return {**told, **ticked}


def typed(script: Script = default.SCRIPT, version: int = 1, name: str = "Le nôtre") -> dict:
    """A whole form."""
    data = {
        "version": str(version), "name": name, "rules": "\n".join(script.rules),
        "cases": str(script.cases), "crosses": str(script.crosses),
        **({"open_crosses": "y"} if script.open_crosses else {}),
    }  # fmt: skip
    for number, step in enumerate(script.steps):
        data |= {f"steps-{number}-{key}": value for key, value in step_fields(step).items()}
    return data


def with_step(number: int, **values) -> Script:
    """The nine steps, one of them otherwise."""
    steps = list(default.STEPS)
    steps[number] = replace(steps[number], **values)
    return replace(default.SCRIPT, steps=tuple(steps))


def shown(page: str) -> dict[str, str]:
    """The names of the steps that a form shows, by number."""
    return {
        int(number): value
        for value, number in re.findall(
            r'<input [^>]*?value="([^"]*)"[^>]*? name="steps-(\d+)-name"', page
        )
    } | {
        int(number): value
        for number, value in re.findall(
            r'<input [^>]*?name="steps-(\d+)-name"[^>]*? value="([^"]*)"', page
        )
    }
