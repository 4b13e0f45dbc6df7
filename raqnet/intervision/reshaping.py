"""Steps that are being typed: added, taken out, moved up and down, and put back. Pure.

A form sends each step as `steps-3-name`, `steps-3-minutes` …; a button sends what to do with it
(`up-3`). What was typed is kept as it was, readable or not.
"""

import re
from collections.abc import Iterable, Mapping

from raqnet.intervision.script import Speaks, StepKind

Fields = list[tuple[str, str]]
Row = dict[str, str]

_FIELD = re.compile(r"steps-([0-9]{1,3})-([a-z_]{1,20})")
_ACT = re.compile(r"(add|remove|up|down)-([0-9]{1,3})")
_REMOVED = "removed-"
# More than a template may have, so that the form can say so; no more than a person types.
MOST_ROWS = 40
NEW: Row = {"kind": StepKind.FREE, "name": "", "minutes": "5", "speaks": Speaks.EVERYONE}


def rows_of(fields: Iterable[tuple[str, str]]) -> list[Row]:
    """The steps in their order; of a name that is sent twice, the first value."""
    found: dict[int, Row] = {}
    for name, value in fields:
        if match := _FIELD.fullmatch(name):
            found.setdefault(int(match[1]), {}).setdefault(match[2], value)
    return [found[number] for number in sorted(found)][:MOST_ROWS]


def with_rows(fields: Iterable[tuple[str, str]], rows: Iterable[Row]) -> Fields:
    """The other fields as they are, and these steps, numbered from 0."""
    others = [(name, value) for name, value in fields if not name.startswith("steps-")]
    numbered = [
        (f"steps-{number}-{name}", value)
        for number, row in enumerate(rows)
        for name, value in row.items()
    ]
    return others + numbered


def reshaped(fields: Fields, act: str) -> tuple[Fields, int]:
    """The fields after `act`, and the number of the step to look at; an unknown act does nothing.

    Acts: `add-3` and `remove-3`, `up-3`, `down-3` for the step with that number (a new one comes
    after it; `add-999` at the end), `undo` for the step that was taken out last.
    """
    rows = rows_of(fields)
    kept = [(name, value) for name, value in fields if not name.startswith(_REMOVED)]
    if act == "undo":
        return _put_back(fields, kept, rows)
    match = _ACT.fullmatch(act)
    if match is None:
        return with_rows(fields, rows), 0
    what, number = match[1], int(match[2])
    if what == "add":
        place = min(number + 1, len(rows))
        return with_rows(kept, [*rows[:place], dict(NEW), *rows[place:]]), place
    if number >= len(rows):
        return with_rows(kept, rows), 0
    if what == "remove":
        gone = rows.pop(number)
        told = [(f"{_REMOVED}{name}", value) for name, value in gone.items()]
        return with_rows([*kept, (f"{_REMOVED}at", str(number)), *told], rows), number
    place = min(max(number + (-1 if what == "up" else 1), 0), len(rows) - 1)
    rows.insert(place, rows.pop(number))
    return with_rows(kept, rows), place


def removed(fields: Mapping[str, str]) -> Row | None:
    """The step that was taken out last, if it can be put back."""
    row = {
        name.removeprefix(_REMOVED): value
        for name, value in fields.items()
        if name.startswith(_REMOVED)
    }
    return row if "at" in row else None


def _put_back(fields: Fields, kept: Fields, rows: list[Row]) -> tuple[Fields, int]:
    row = removed(dict(reversed(fields)))
    if row is None:
        return with_rows(kept, rows), 0
    at = row.pop("at")
    place = min(int(at), len(rows)) if re.fullmatch(r"[0-9]{1,3}", at) else len(rows)
    return with_rows(kept, [*rows[:place], row, *rows[place:]]), place
