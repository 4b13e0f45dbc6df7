"""Making an extract: read from one snapshot, written and sent some rows at a time.

The zip is streamed while it is made. So memory stays the same however many rows there are, the
browser shows how far it is, and no proxy waits for the first byte. Nobody waits for it either: on
SQLite it reads a copy of its own (`backup.snapshot`), on PostgreSQL a read-only transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import current_app
from sqlalchemy import func, select, update

from raqnet import clock
from raqnet.actors.models import Actor, Collaboration
from raqnet.backup import snapshot
from raqnet.calendar.models import Action, Occurrence
from raqnet.datapackage import Table, Writer
from raqnet.db import db
from raqnet.journal.models import Intervention, InterventionMark
from raqnet.redaction import Gazetteer, gazetteer
from raqnet.research import codebook
from raqnet.research.extract_rows import Taking
from raqnet.research.extract_shapes import VERSION, Shapes
from raqnet.research.extract_tables import KINDS, READERS
from raqnet.research.models import Extract
from raqnet.research.pseudonyms import Pseudonyms
from raqnet.research.texts import Reading

BYTES_PER_ROW = 12  # of the zip, as measured over 300,000 rows: a rough word beforehand


@dataclass(frozen=True)
class Asked:
    """An extract, as plain values: its row belongs to another transaction."""

    id: int
    first: date
    last: date
    shapes: tuple[Table, ...]
    names: Pseudonyms
    reading: Reading | None


def asked(extract: Extract) -> Asked:
    """What is to be made."""
    reading = None
    if extract.with_text:
        reading = Reading(names_of_people(), [tuple(each) for each in extract.kept_texts])
    return Asked(
        extract.id, extract.starts_on, extract.ends_on,
        tuple(Shapes(extract.with_text).of(extract.tables)),
        Pseudonyms(str(current_app.secret_key), extract.id), reading,
    )  # fmt: skip


def names_of_people() -> Gazetteer:
    """Every name that subjects know."""
    return gazetteer(current_app)


def made(what: Asked) -> Iterator[bytes]:
    """The bytes of the package; what was made is written down once it is whole."""
    folder = Path(current_app.instance_path)
    db.session.rollback()
    with (
        TemporaryDirectory(prefix=".extract-", dir=folder) as scratch,
        snapshot(db.engine, Path(scratch)) as connection,
    ):
        writer = Writer(about(what))
        taking = Taking(connection, what.first, what.last, what.names, what.reading)
        for table in what.shapes:
            yield from writer.table(table, READERS[table.name](taking))
        yield writer.file("codebook.html", codebook.page(what.shapes, codebook.history(connection)))
        yield writer.file("README.md", codebook.readme(what.shapes, what, writer.made))
        yield writer.finish()
    _note(what.id, sum(writer.made.rows.values()), writer.sha256)


def about(what: Asked) -> dict[str, Any]:
    """What the descriptor says of the whole."""
    return {
        "name": f"raqnet-extrait-{what.id}",
        "title": codebook.title(what),
        "version": VERSION,
        "created": clock.now().isoformat().replace("+00:00", "Z"),
        "description": codebook.rule(),
        "temporal": {"start": what.first.isoformat(), "end": what.last.isoformat()},
    }


def _note(extract_id: int, rows: int, sha256: str) -> None:
    """Write down what was taken, in a transaction of its own: the request only reads."""
    done = update(Extract).where(Extract.id == extract_id)
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(done.values(rows=rows, sha256=sha256))


def note_begun(extract_id: int) -> None:
    """Write down that somebody begins to take it; what is not whole has no digest."""
    begun = update(Extract).where(Extract.id == extract_id)
    db.session.rollback()
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(begun.values(taken_at=clock.now(), rows=None, sha256=""))


def expected(extract: Extract) -> int:
    """How many rows there will be: of each table that grows."""
    total = 0
    for query in _counts(extract):
        total += db.session.scalar(query) or 0
    return total


def _counts(extract: Extract) -> Iterator[Any]:
    from_, until = extract.starts_on, extract.ends_on
    start, end = clock.day_span(from_, until)
    if "interventions" in extract.tables:
        days = Intervention.happened_on.between(from_, until)
        yield select(func.count()).select_from(Intervention).where(days)
        yield (
            select(func.count())
            .select_from(InterventionMark)
            .join(Intervention, Intervention.id == InterventionMark.intervention_id)
            .where(days)
        )
    if "occurrences" in extract.tables:
        dates = (Occurrence.starts_at >= start) & (Occurrence.starts_at < end)
        counted = Action.kind.in_(KINDS)
        base = select(func.count()).select_from(Occurrence).where(dates, counted)
        yield base.join(Action, Action.id == Occurrence.action_id)
    if "actors" in extract.tables:
        yield select(func.count()).select_from(Actor).where(Actor.removed_at.is_(None))
        met = Collaboration.first_contact_on.between(from_, until)
        yield select(func.count()).select_from(Collaboration).where(met)
