"""A session at one version, frozen: what all screens are drawn from.

It is made once per version and process, however many people look, and holds opened texts: it stays
in memory alone, and not for long. What is secret while the vote is open is not in it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import bindparam, select

from raqnet import clock as wall
from raqnet.cache import Kept
from raqnet.db import Raw, db
from raqnet.intervision import closing, moves, still, texts, voting
from raqnet.intervision import script as scripts
from raqnet.intervision.frozen import Lap, Line, Person, Sheet, Snapshot
from raqnet.intervision.live import Live
from raqnet.intervision.models import Case, Room, Seat
from raqnet.intervision.script import StepKind, Stop
from raqnet.intervision.still import Still
from raqnet.intervision.texts import CaseText

STORE_BYTES = 8 * 1024 * 1024
LASTS = timedelta(minutes=10)
ROWS_TO_SNAPSHOT = 3  # how much more bytes both take, about


@dataclass(frozen=True)
class Look:
    """The rows that were read last, time apart, and what was made of them."""

    rows: list[Any]
    made: Snapshot

    def __len__(self) -> int:
        return len(self.made) * ROWS_TO_SNAPSHOT


def init_app(app: Flask) -> None:
    """Give each process its own stores: of snapshots, and of what is drawn from them alone."""
    app.extensions["intervision_snapshots"] = Kept[Snapshot](STORE_BYTES)
    app.extensions["intervision_looks"] = Kept[Look](STORE_BYTES)
    app.extensions["intervision_parts"] = Kept[str](STORE_BYTES)
    app.extensions["intervision_texts"] = Kept[CaseText](STORE_BYTES)


_VERSION = Raw(select(Room.version, Room.backstage).where(Room.intervision_id == bindparam("id")))


def of(intervision_id: int) -> Snapshot | None:
    """The session as it is now; None when its room was never opened."""
    row = _VERSION.within(db.session.connection(), id=intervision_id)
    if row is None:
        return None
    store: Kept[Snapshot] = current_app.extensions["intervision_snapshots"]
    found = store.get((intervision_id, row.version, row.backstage))
    return found or keep(taken(intervision_id))


def keep(made: Snapshot) -> Snapshot:
    """Have it at hand for all who ask at its version; what a gesture makes, once committed."""
    store: Kept[Snapshot] = current_app.extensions["intervision_snapshots"]
    store.put((made.id, made.version, made.backstage), made, wall.now() + LASTS)
    return made


def taken(intervision_id: int) -> Snapshot:
    """The session as its rows have it, once its room was opened.

    Where they are the last ones again but for time, the rest is what was made of those.
    """
    rows = still.look(intervision_id)
    looks: Kept[Look] = current_app.extensions["intervision_looks"]
    last = looks.get(intervision_id)
    if last is not None and last.rows == rows.apart_from_time:
        made = rewound(last.made, rows)
    else:
        made = make(rows)
    looks.put(intervision_id, Look(rows.apart_from_time, made), wall.now() + LASTS)
    return made


def rewound(before: Snapshot, rows: Live) -> Snapshot:
    """The session after gestures that moved its clock alone: all the rest is as it was."""
    clock, here = rows.clock, _ran(rows, before.stop)
    more = here - next(lap.ran_ms for lap in before.laps if lap.here)
    return replace(
        before, version=rows.room.version, backstage=rows.room.backstage,
        started=rows.intervision.started_at is not None, clock=clock,
        laps=tuple(lap._replace(ran_ms=here) if lap.here else lap for lap in before.laps),
        shared_ms=None if before.shared_ms is None else before.shared_ms - more,
    )  # fmt: skip


def make(rows: Still) -> Snapshot:
    """Freeze what was read."""
    room, intervision = rows.room, rows.intervision
    sheets = {case.id: sheet for case, sheet in zip(rows.cases, _sheets(rows), strict=True)}
    people = {seat.id: _person(seat, room.round) for seat in rows.seats}
    tied = _tied(rows)
    shared, shared_given = _shared(rows)
    return Snapshot(
        id=intervision.id, version=room.version, backstage=room.backstage,
        label=intervision.label, rehearsal=intervision.rehearsal, script=rows.script,
        open=intervision.closed_at is None, started=intervision.started_at is not None,
        code=room.code,
        laps=tuple(_laps(rows)), stop=rows.stop, step=rows.step, phases=tuple(rows.phases),
        phase=rows.phase, phase_index=room.phase, speaks=rows.speaks,
        clock=rows.clock, turn_seconds=room.turn_seconds,
        shared_ms=shared, shared_given_ms=shared_given,
        case=sheets[rows.case.id] if rows.case else None, cases=tuple(sheets.values()),
        chosen=tuple(sheets[each.id] for each in rows.chosen), people=tuple(people.values()),
        awaited=tuple(each.name for each in rows.awaited),
        speaker=people.get(room.speaker_id or 0),
        waiting=tuple(people[each] for each in moves.next_up(rows)),
        vote=room.vote, tied=tied, after_ms=moves.after_ms(rows),
        ends_by=room.ends_by,
        evaluation=closing.said(intervision), notice=room.notice,
    )  # fmt: skip


def _person(seat: Seat, round_: int) -> Person:
    return Person(
        seat.id, seat.user_id, seat.name, seat.state, seat.animates, seat.takes_part, seat.ready,
        seat.hand_at is not None, seat.voted, seat.spoken_ms, seat.spoke_round >= round_,
    )  # fmt: skip


def _sheets(rows: Still) -> list[Sheet]:
    lines = _lines(rows)
    counted = rows.room.vote == voting.CLOSED or rows.script.open_crosses
    running = voting.totals(rows) if rows.script.open_crosses else {}
    return [_sheet(each, lines.get(each.id, ()), counted, running) for each in rows.cases]


def _sheet(case: Case, lines: tuple[Line, ...], counted: bool, running: dict[str, int]) -> Sheet:
    text = _text(case)
    crosses = case.crosses if case.crosses is not None else running.get(case.key)
    return Sheet(
        case.id, case.key, case.owner_id, text.title if text else None,
        text.knot if text else "", text.synthesis if text else "",
        crosses if counted else None, case.paper_crosses, case.chosen, case.method, case.rounds,
        lines,
    )  # fmt: skip


def _text(case: Case) -> CaseText | None:
    """The words of a case: a gesture changes those of one, and all stand in the next snapshot."""
    store: Kept[CaseText] = current_app.extensions["intervision_texts"]
    seal = (case.wrapped_key, case.sealed)
    found = store.get(seal)
    if found is None:
        found = texts.read_case(case)
        if found is not None:
            store.put(seal, found, wall.now() + LASTS)
    return found


def _lines(rows: Still) -> dict[int, tuple[Line, ...]]:
    found: dict[int, tuple[Line, ...]] = {}
    for row in rows.lines:
        line = Line(texts.read_line(row), row.due_on)
        found[row.case_id] = (*found.get(row.case_id, ()), line)
    return found


def _laps(rows: Live) -> list[Lap]:
    here = rows.stop
    stops = scripts.including(rows.stops, here)
    at = stops.index(here)
    return [
        Lap(
            stop, rows.script.steps[stop.number], rows.planned_ms(stop),
            _ran(rows, stop), stop == here, number < at,
        )
        for number, stop in enumerate(stops)
    ]  # fmt: skip


def _ran(rows: Live, stop: Stop) -> int:
    if stop == rows.stop:
        return rows.clock.step_given_ms - rows.clock.step_ms
    time = rows.times.get(str(stop))
    return time.ran_ms if time else 0


def _shared(rows: Live) -> tuple[int | None, int]:
    """What is left of the envelope that this step is in, and how much it was given."""
    members = scripts.envelope(rows.script, rows.stop)
    if len(members) < 2:
        return None, 0
    own = any(str(stop) in rows.room.minutes for stop in members)
    given = rows.step.shared * scripts.MINUTE
    if own:
        given = sum(map(rows.planned_ms, members))
    return given - sum(_ran(rows, stop) for stop in members), given


def _tied(rows: Live) -> tuple[str, ...]:
    """The cases between which the group has to settle."""
    wanted = rows.intervision.cases_wanted
    settled = len(rows.chosen) >= wanted or rows.step.kind != StepKind.CHOICE
    if rows.room.vote != voting.CLOSED or settled:
        return ()
    counted = {case.key: case.crosses or 0 for case in rows.cases}
    return tuple(voting.outcome(counted, wanted)[1])
