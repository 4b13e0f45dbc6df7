"""The flipchart: a line per person, and what is written of a case while it is worked on."""

import uuid
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from raqnet.db import db
from raqnet.intervision import closing, texts
from raqnet.intervision.live import Live
from raqnet.intervision.models import ActionLine, Case, Seat
from raqnet.intervision.seen import BETWEEN, BETWEEN_LINES, Writer

MOST_CASES = 60  # on one flipchart
MOST_LINES = 10  # of one case
MOST = {"title": texts.MOST_TITLE, "knot": texts.MOST_KNOT, "synthesis": texts.MOST_SYNTHESIS}


class Full(RuntimeError):
    """There is no room for one more."""


class Erased(RuntimeError):
    """The owner has erased this case: nothing is written of it any more."""


def _refuse_erased(case: Case) -> texts.CaseText:
    text = texts.read_case(case)
    if text is None:
        raise Erased
    return text


def case_of(live: Live, key: str) -> Case | None:
    """The case with this key."""
    return next((each for each in live.cases if each.key == key), None)


def add(live: Live, title: str, owner: Seat | None, key: str | None = None) -> Case:
    """One more line; a key that is there already is the same line. Errors: Full."""
    known = case_of(live, key) if key else None
    if known is not None:
        return known
    if len(live.cases) >= MOST_CASES:
        raise Full
    case = Case(
        intervision_id=live.intervision.id, key=key or str(uuid.uuid4()), paper_crosses=0,
        owner_id=owner.id if owner else None, method=1, rounds=2,
    )  # fmt: skip
    texts.write_case(case, texts.CaseText(title))
    db.session.add(case)
    live.cases.append(case)
    live.show()
    return case


def write_own(live: Live, seat: Seat, title: str, writer: Writer) -> None:
    """A person's own line: a new one, or other words for the one they have.

    Errors: Full, seen.Clash.
    """
    own = next((each for each in live.cases if each.owner_id == seat.id), None)
    if own is None:
        add(live, title, seat)
    else:
        write(live, own, "title", title, writer)


def write(live: Live, case: Case, name: str, sent: str, writer: Writer) -> None:
    """What somebody writes of a case that others write of too. Errors: Erased, seen.Clash."""
    now = getattr(_refuse_erased(case), name)
    between = BETWEEN_LINES if name == "title" else BETWEEN
    kept = writer.settle(now, sent, MOST[name], between)
    if kept != now:
        rewrite(live, case, **{name: kept})


def rewrite(live: Live, case: Case, **words: str) -> None:
    """Other words for a case: `title`, `knot`, `synthesis`. Errors: Erased."""
    text = _refuse_erased(case)
    texts.write_case(case, replace(text, **words))
    live.show()


def give(live: Live, case: Case, owner: Seat | None) -> None:
    """Whose case this is."""
    case.owner_id = owner.id if owner else None
    live.show()


def strike(live: Live, case: Case) -> None:
    """Take a line off, for good; a case that was chosen stays on the table."""
    if case.chosen:
        return
    live.cases.remove(case)
    db.session.delete(case)
    live.show()


def erase_own(live: Live, case: Case) -> None:
    """Its owner takes their case back: off the flipchart, or its words off the table, for good."""
    if case.chosen:
        closing.erase_own(case)
        live.show()
    else:
        strike(live, case)


def add_line(live: Live, case: Case, what: str, due_on: date | None) -> None:
    """What its owner will do. Errors: Full, Erased."""
    _refuse_erased(case)
    lines = db.session.scalars(select(ActionLine).where(ActionLine.case_id == case.id)).all()
    if len(lines) >= MOST_LINES:
        raise Full
    line = ActionLine(case_id=case.id, key=str(uuid.uuid4()), due_on=due_on)
    texts.write_line(line, what)
    db.session.add(line)
    live.show()
