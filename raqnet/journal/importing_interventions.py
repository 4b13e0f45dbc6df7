"""A worker's own interventions out of a table that Opale exports; who was met never comes along.

A row is known again by what it says: the worker, its cells folded, and how many equal rows stand
above it. So the same export adds nothing the second time, and two people met on one day for the
same reason stay two.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Principal, ensure
from raqnet.db import db
from raqnet.i18n import day_short
from raqnet.journal.days import PROJECT_BEGAN
from raqnet.journal.forms_interventions import MOST_MINUTES
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.journal.tabling_interventions import FIELDS, SEVERAL, is_left_out
from raqnet.lists import queries as lists
from raqnet.lists.models import ListValue, Special
from raqnet.people.models import Language, Neighbourhood
from raqnet.proofreading import proofread
from raqnet.tables import cells
from raqnet.tables.cells import Names, Unclear
from raqnet.tables.kinds import Decision, Field, Kind, Known, Line, Option, Options, Row, State
from raqnet.text import fold

UNKNOWN, LEAVE, AS_OTHER = "unknown", "leave", "other"
MOST_NOTE = 1000
_CLOCK = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})?(?::00)?", re.IGNORECASE)
_TOGETHER = 400  # keys in a question


@dataclass(frozen=True)
class Vocabulary:
    """What the names in a table stand for, by field."""

    names: dict[str, Names[Any]]
    others: dict[str, ListValue | None]


def vocabulary() -> Vocabulary:
    """Every list that a table names values of."""
    of = {"place": "place", "initiator": "initiator", **SEVERAL}
    called = lists.called(*of.values())
    names: dict[str, Names[Any]] = {name: Names(called[each]) for name, each in of.items()}
    for name, model in (("neighbourhood", Neighbourhood), ("language", Language)):
        rows: Any = db.session.scalars(select(model))
        names[name] = Names({row.name: row for row in rows})
    return Vocabulary(
        names, {name: lists.special(each, Special.OTHER) for name, each in of.items()}
    )


def read(user: Principal, rows: Sequence[Row], options: Options) -> list[Line]:
    """What would become of each row."""
    ensure(user.worker_id is not None)
    known, forgives = vocabulary(), options.get(UNKNOWN) == AS_OTHER
    lines = [_Reading(row.line(), known, forgives).line for row in rows]
    _recognise(user, [line for line in lines if line.state == State.NEW])
    return lines


def take(user: Principal, lines: Sequence[Line]) -> None:
    """Write the lines as this worker's own."""
    for line in lines:
        said = dict(line.values)
        marks = said.pop("marks")
        if line.doubts and not line.trusted:
            said["note"] = ""
        made = Intervention(worker_id=user.worker_id, **said)
        made.marks = [InterventionMark(value_id=value_id) for value_id in marks]
        db.session.add(made)
    db.session.flush()


# Reading a line ---------------------------------------------------------------------------------


class _Reading:
    """Reads the cells of one row into its line."""

    def __init__(self, line: Line, known: Vocabulary, forgives: bool) -> None:
        self.line, self._known, self._forgives = line, known, forgives
        line.values = {"marks": []}
        for each in FIELDS:
            self._take(each)
        note = line.values.get("note", "")
        line.doubts = proofread(note) if note else {}

    def _take(self, field: Field) -> None:
        """Keep what a cell says; a required one that says nothing is a fault."""
        text = self.line.cells.get(field.name, "")
        try:
            found = self._value(field.name, text) if text else None
            if not found and field.required:
                raise Unclear(_("il manque"))
        except Unclear as error:
            self.line.fault(field.name, str(error))
        else:
            self._keep(field.name, found)

    def _value(self, name: str, text: str) -> Any:
        if name in SEVERAL:
            return self._several(name, text)
        return _PLAIN[name](text) if name in _PLAIN else self._one(name, text)

    def _keep(self, name: str, found: Any) -> None:
        said = self.line.values
        if name in SEVERAL:
            said["marks"] += [value.id for value in found or ()]
        elif found:
            said[name if name in _PLAIN else f"{name}_id"] = found if name in _PLAIN else found.id

    def _one(self, name: str, text: str) -> Any:
        return self._known.names[name].one(text) or self._instead(name, text)

    def _several(self, name: str, text: str) -> list[ListValue]:
        found, unknown = self._known.names[name].several(text)
        others = [self._instead(name, each) for each in unknown]
        return list(dict.fromkeys([*found, *filter(None, others)]))

    def _instead(self, name: str, text: str) -> ListValue | None:
        """What an unknown name becomes. Errors: Unclear, where that is not wanted."""
        if not self._forgives:
            raise cells.unlisted(text, self.line.cells[name])
        other = self._known.others.get(name)
        words = _("« %(text)s » : pas dans la liste.", text=text[:60])
        taken = _("Devient « %(name)s ».", name=other.name) if other else _("Laissé vide.")
        self.line.remarks.append(f"{words} {taken}")
        return other


def _lived(text: str) -> date:
    found = cells.day(text)
    if found > clock.today():
        raise Unclear(_("cette date est encore à venir"))
    if found < PROJECT_BEGAN:
        raise Unclear(_("le projet a commencé le %(first)s", first=day_short(PROJECT_BEGAN)))
    return found


def _minutes(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    if match:
        text = str(int(match[1]) * 60 + int(match[2] or 0))
    return cells.whole(text.lower().removesuffix("min").strip(), 1, MOST_MINUTES)


def _written(text: str) -> str:
    return cells.within(text, MOST_NOTE)


_PLAIN: dict[str, Callable[[str], Any]] = {
    "happened_on": _lived, "minutes": _minutes, "note": _written,
}  # fmt: skip


# Recognising ------------------------------------------------------------------------------------


def _recognise(user: Principal, lines: Sequence[Line]) -> None:
    """Give each line its key; say which were brought before, and which may be noted by hand."""
    above: Counter[str] = Counter()
    for line in lines:
        content = _content(line)
        line.values["import_key"] = _key(user.worker_id, content, above[content])
        above[content] += 1
    taken = _taken(user, [line.values["import_key"] for line in lines])
    noted = _noted(user, lines)
    for line in lines:
        met = _meeting(line)
        if line.values["import_key"] in taken:
            line.state = State.SAME
        elif noted[met]:
            noted[met] -= 1
            line.state = State.DUPLICATE
            line.known = Known(
                _("Une intervention du même jour, au même lieu, sur les mêmes thématiques est déjà "
                  "notée ici.")
            )  # fmt: skip


def _content(line: Line) -> str:
    """What a row says, however it is written; of what is not taken, nothing."""
    said = {name: fold(text) for name, text in line.cells.items()}
    for name in SEVERAL:
        words = re.split(r"[,/|;\n]", line.cells.get(name, ""))
        said[name] = "\x1e".join(sorted(filter(None, map(fold, words))))
    said["happened_on"] = line.values["happened_on"].isoformat()
    said["minutes"] = str(line.values.get("minutes", ""))
    return "\x1f".join(said.get(each.name, "") for each in FIELDS)


def _key(worker_id: int | None, content: str, above: int) -> str:
    return hashlib.sha256(f"{worker_id}\x1d{content}\x1d{above}".encode()).hexdigest()


def _taken(user: Principal, import_keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for at in range(0, len(import_keys), _TOGETHER):
        some = import_keys[at : at + _TOGETHER]
        query = select(Intervention.import_key).where(
            Intervention.worker_id == user.worker_id, Intervention.import_key.in_(some)
        )
        found |= {key for key in db.session.scalars(query) if key}
    return found


Meeting = tuple[date, int, frozenset[int]]  # when, where, which marks


def _meeting(line: Line) -> Meeting:
    return line.values["happened_on"], line.values["place_id"], frozenset(line.values["marks"])


def _noted(user: Principal, lines: Sequence[Line]) -> Counter[Meeting]:
    """What this worker noted by hand on the days of a table, one person at a time."""
    days = [line.values["happened_on"] for line in lines]
    if not days:
        return Counter()
    query = (
        select(Intervention)
        .where(
            Intervention.worker_id == user.worker_id, Intervention.import_key.is_(None),
            Intervention.contacts == 1, Intervention.happened_on.between(min(days), max(days)),
        )
        .options(
            joinedload(Intervention.place),
            selectinload(Intervention.marks).joinedload(InterventionMark.value),
        )
    )  # fmt: skip
    return Counter(
        (
            row.happened_on,
            _kept(row.place),
            frozenset(_kept(mark.value) for mark in row.marks),
        )
        for row in db.session.scalars(query)
    )


def _kept(value: ListValue) -> int:
    return value.merged_into_id or value.id


KIND = Kind(
    "interventions", _l("Importer mes interventions"),
    _l("Un tableau exporté d'Opale : seules des interventions anonymes sont reprises, et seulement "
       "les miennes. Le même export apporté deux fois n'ajoute rien. Seules les "
       "colonnes reconnues sont gardées ; celles qui disent qui est la personne (nom, téléphone, "
       "numéro national, naissance) ne le sont jamais."),
    "journal.own", FIELDS, read, take, "journal.interventions",
    decisions=(
        (Decision.THEIRS, _l("c'est la même : ne pas la reprendre")),
        (Decision.BOTH, _l("c'en est une autre : la reprendre")),
    ),
    options=(
        Option(UNKNOWN, _l("Un mot qui n'est pas dans nos listes"), (
            (LEAVE, _l("laisser la ligne à corriger")),
            (AS_OTHER, _l("reprendre la ligne : « Autre », ou rien")),
        )),
    ),
    shows=("happened_on", "place", "themes"),
    never=is_left_out,
)  # fmt: skip
