"""The rules of tables that wait: brought, matched, decided, taken, given up, forgotten.

Nothing is written before a person has seen it. What is taken leaves the table; what could not be
stays in it, to be mended here or as a file, for a week. Services change the session; the caller
commits once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from raqnet import clock
from raqnet.access import Principal
from raqnet.db import db
from raqnet.tables import matching, queries
from raqnet.tables.kinds import Decision, Field, Kind, Line, Row, State
from raqnet.tables.models import Import
from raqnet.tables.sheet import Sheet
from raqnet.tables.writing import unsafe

KEPT = timedelta(days=7)
MOST_PER_PERSON = 10
REASON, LINE = "Pourquoi (RAQnet)", "Ligne (RAQnet)"  # columns of the file of lines to mend
_OPTION, _DECIDED, _TRUSTED = "option", "decided", "trusted"


class TooMany(ValueError):
    """Too many tables of this person wait already."""


class Doubled(ValueError):
    """Two columns were said to mean the same: the titles of those fields."""


@dataclass(frozen=True)
class Preview:
    """What would become of a table."""

    lines: Sequence[Line] = ()
    missing: Sequence[Field] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines are in each state."""
        return Counter(str(line.state) for line in self.lines)

    @property
    def ready(self) -> int:
        """How many lines would be written now."""
        return sum(line.is_ready for line in self.lines)

    @property
    def undecided(self) -> int:
        """How many lines wait for a decision."""
        return sum(line.is_undecided for line in self.lines)

    @property
    def doubtful(self) -> int:
        """How many lines would lose words that look like a person."""
        return sum(bool(line.doubts) and not line.trusted for line in self.lines)

    @property
    def left(self) -> Sequence[Line]:
        """The lines that would stay in the table."""
        return [line for line in self.lines if not line.is_ready and not line.is_over]


@dataclass(frozen=True)
class Outcome:
    """What was done with a table."""

    taken: int = 0
    over: int = 0
    left: int = 0


def bring(user: Principal, kind: Kind, sheet: Sheet, file_name: str) -> Import:
    """Keep a table until its owner has decided. Errors: TooMany.

    What a column that is never taken holds is not kept for a moment.
    """
    ours = [n for n, name in enumerate(sheet.columns) if name not in (REASON, LINE)]
    columns = [sheet.columns[n] for n in ours]
    never = [kind.never(column) for column in columns]
    rows = [
        ["" if no else unsafe(row[n]) for n, no in zip(ours, never, strict=True)]
        for row in sheet.rows
    ]
    if (last := queries.last(user, kind)) and (last.columns, last.rows) == (columns, rows):
        return last  # a second click
    if queries.count(user) >= MOST_PER_PERSON:
        raise TooMany
    row = Import(
        user_id=user.id, kind=kind.name, file_name=file_name, columns=columns, rows=rows,
        numbers=sheet.numbers, matching=matching.guess(kind, columns),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def match(row: Import, kind: Kind, meanings: Sequence[str], options: Mapping[str, str]) -> None:
    """Say what the columns mean, and the choices for the whole table. Errors: Doubled."""
    said = [
        "" if kind.never(column) else meaning
        for column, meaning in zip(row.columns, meanings, strict=True)
    ]
    if twice := matching.doubled(kind, said):
        raise Doubled(", ".join(f"« {each.title} »" for each in twice))
    row.matching = said
    row.choices = {**row.choices, _OPTION: dict(options)}


def options_of(row: Import, kind: Kind) -> dict[str, str]:
    """The choices for the whole table, the first ones where none was made."""
    made = row.choices.get(_OPTION, {})
    return {each.name: made.get(each.name, each.choices[0][0]) for each in kind.options}


def decide(
    row: Import, kind: Kind, decisions: Mapping[int, str], trusted: Mapping[int, bool]
) -> None:
    """Keep what a person decided about single lines, by number."""
    here, known = set(row.numbers), {str(decision) for decision, _words in kind.decisions}
    decided = dict(row.choices.get(_DECIDED, {}))
    sure = set(row.choices.get(_TRUSTED, []))
    for number, decision in decisions.items():
        if number in here and decision in (*known, ""):
            decided[str(number)] = decision
    for number in here & set(trusted):
        (sure.add if trusted[number] else sure.discard)(number)
    row.choices = {**row.choices, _DECIDED: decided, _TRUSTED: sorted(sure)}


def decide_rest(row: Import, kind: Kind, preview: Preview, decision: str) -> None:
    """One decision for every line that waits for one."""
    waiting = {line.number: decision for line in preview.lines if line.is_undecided}
    decide(row, kind, waiting, {})


def preview(user: Principal, row: Import, kind: Kind) -> Preview:
    """What would become of every row now."""
    if missing := matching.missing(kind, row.matching):
        return Preview(missing=missing)
    return Preview(kind.reader(user, _rows(row), options_of(row, kind)))


def _rows(row: Import) -> list[Row]:
    decided, sure = row.choices.get(_DECIDED, {}), set(row.choices.get(_TRUSTED, []))
    return [
        Row(number, _by_field(row, cells), decided.get(str(number), Decision.NONE), number in sure)
        for number, cells in zip(row.numbers, row.rows, strict=True)
    ]


def _by_field(row: Import, cells: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, cell in zip(row.matching, cells, strict=True):
        if name:
            found[name] = " | ".join(filter(None, (found.get(name, ""), cell)))
    return found


def take(user: Principal, row: Import, kind: Kind) -> Outcome:
    """Write every line that is ready; the others stay. A table that is done is forgotten."""
    seen = preview(user, row, kind)
    ready = [line for line in seen.lines if line.is_ready]
    if ready:
        kind.taker(user, ready)
    left = {line.number for line in seen.left} if not seen.missing else set(row.numbers)
    outcome = Outcome(len(ready), len(row.numbers) - len(ready) - len(left), len(left))
    if left:
        _keep(row, left)
    else:
        db.session.delete(row)
    return outcome


def _keep(row: Import, left: set[int]) -> None:
    """Only these lines, with nothing decided about them."""
    stay = [n for n, number in enumerate(row.numbers) if number in left]
    row.rows, row.numbers = [row.rows[n] for n in stay], [row.numbers[n] for n in stay]
    row.choices = {_OPTION: row.choices.get(_OPTION, {})}


def to_mend(row: Import, kind: Kind, seen: Preview) -> tuple[list[str], list[list[str]]]:
    """The lines that cannot be taken as they are, with the reason of each: headings and rows."""
    shown = [n for n, column in enumerate(row.columns) if not kind.never(column)]
    cells = dict(zip(row.numbers, row.rows, strict=True))
    rows = [
        [str(line.number), *(cells[line.number][n] for n in shown), _why(kind, line)]
        for line in seen.left
    ]
    return [LINE, *(row.columns[n] for n in shown), REASON], rows


def _why(kind: Kind, line: Line) -> str:
    faults = [f"{kind.title_of(name)} : {why}" for name, why in line.faults.items()]
    waits = [line.known.name] if line.state == State.DUPLICATE and line.known else []
    return " ; ".join([*faults, *waits])


def abandon(row: Import) -> None:
    """Forget a table."""
    db.session.delete(row)


def expire() -> int:
    """Forget the tables that wait for more than a week; returns how many."""
    done = db.session.execute(delete(Import).where(Import.at <= clock.now() - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]
