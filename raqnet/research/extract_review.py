"""The texts of an extract that look like a person, page by page, for somebody to decide.

A place in the review is "source.id": up to there everything has been decided.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from raqnet import clock
from raqnet.actors.models import Actor
from raqnet.calendar.models import Action, Evaluation, EvaluationState, Occurrence
from raqnet.db import db
from raqnet.journal.models import Intervention
from raqnet.paths import MAX_ID
from raqnet.research.extract_rows import Taking
from raqnet.research.extract_shapes import TEXTS
from raqnet.research.extract_tables import KINDS, note_texts
from raqnet.research.extracting import Asked
from raqnet.research.models import Extract
from raqnet.research.texts import END, Text

PAGE = 20  # doubtful texts
MOST_READ = 2000  # texts that one page looks at: it is there within some seconds


@dataclass
class Page:
    """Texts to decide, how many were looked at, and the place after them."""

    texts: list[Text] = field(default_factory=list)
    read: int = 0
    after: str = END


def page(extract: Extract, what: Asked, place: str) -> Page:
    """The next texts to decide after a place."""
    assert what.reading is not None
    found = Page()
    for at, text in _texts(extract, what, place):
        found.read += 1
        if what.reading.looks_like(text.words):
            found.texts.append(text)
        if len(found.texts) >= PAGE or found.read >= MOST_READ:
            found.after = at
            break
    return found


def _texts(extract: Extract, what: Asked, place: str) -> Iterator[tuple[str, Text]]:
    """Every text after a place, with its own place."""
    first, last_id = _read(place)
    for n, (table, column) in enumerate(sources(extract)):
        if n < first:
            continue
        for id_, words in _of(extract, what, table, column, last_id if n == first else 0):
            yield f"{n}.{id_}", Text(table, id_, column, words)


def sources(extract: Extract) -> list[tuple[str, str]]:
    """The columns of text of the tables that were chosen, in a fixed order."""
    tables = {
        "interventions": ("interventions",), "occurrences": ("actions", "evaluations"),
        "actors": ("actors",), "notes": ("notes",),
    }  # fmt: skip
    chosen = [name for group in tables for name in tables[group] if group in extract.tables]
    return [(table, column) for table in chosen for column in TEXTS[table]]


def _read(place: str) -> tuple[int, int]:
    """Which source and after which row; the beginning where that cannot be read."""
    found = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,10})", place)
    return (int(found[1]), min(int(found[2]), MAX_ID)) if found else (0, 0)


def _of(
    extract: Extract, what: Asked, table: str, column: str, after: int
) -> Iterator[tuple[int, str]]:
    if table == "notes":
        yield from _notes(what, after)
        return
    query = _QUERIES[table](extract, column, after)
    yield from ((row[0], row[1]) for row in db.session.execute(query.limit(MOST_READ)))


def _notes(what: Asked, after: int) -> Iterator[tuple[int, str]]:
    taking = Taking(db.session.connection(), what.first, what.last, what.names, what.reading)
    found = ((each[0], each[4]) for each in note_texts(taking))
    return iter(sorted(each for each in found if each[0] > after))


def _interventions(extract: Extract, column: str, after: int) -> Select[Any]:
    text = getattr(Intervention, column)
    days = Intervention.happened_on.between(extract.starts_on, extract.ends_on)
    return _after(select(Intervention.id, text).where(days), Intervention.id, text, after)


def _actions(extract: Extract, column: str, after: int) -> Select[Any]:
    text = getattr(Action, column)
    on = _dates(extract).where(Occurrence.action_id == Action.id).exists()
    query = select(Action.id, text).where(on, Action.kind.in_(KINDS))
    return _after(query, Action.id, text, after)


def _evaluations(extract: Extract, column: str, after: int) -> Select[Any]:
    text = getattr(Evaluation, column)
    on = _dates(extract).where(Occurrence.id == Evaluation.occurrence_id).exists()
    query = select(Evaluation.id, text).where(on, Evaluation.state == EvaluationState.DONE)
    return _after(query, Evaluation.id, text, after)


def _actors(_extract: Extract, column: str, after: int) -> Select[Any]:
    text = getattr(Actor, column)
    query = select(Actor.id, text).where(Actor.removed_at.is_(None), Actor.merged_into_id.is_(None))
    return _after(query, Actor.id, text, after)


def _dates(extract: Extract) -> Select[Any]:
    start, end = clock.day_span(extract.starts_on, extract.ends_on)
    return select(Occurrence.id).where(Occurrence.starts_at >= start, Occurrence.starts_at < end)


def _after(query: Select[Any], id_: Any, text: Any, after: int) -> Select[Any]:
    return query.where(id_ > after, text != "").order_by(id_)


_QUERIES = {
    "interventions": _interventions,
    "actions": _actions,
    "evaluations": _evaluations,
    "actors": _actors,
}
