"""What the console carries with it, to go on alone while its link is down.

Plain values for `static/js/room/local.js`, which does with them what `moves` does here; times in
milliseconds, instants since 1970 (UTC). What is secret while the vote is open is not in it.
"""

from typing import Any

from raqnet import clock
from raqnet.intervision.frozen import Person, Sheet, Snapshot
from raqnet.intervision.script import MINUTE, Script

Values = dict[str, Any]


def of(s: Snapshot) -> Values:
    """The session as the console continues it."""
    return {
        "stop": str(s.stop),
        "phase": s.phase_index,
        "cases": s.cases_total,
        "vote": s.vote,
        "started": s.started,
        "turnSeconds": s.turn_seconds,
        "speaker": s.speaker.id if s.speaker else None,
        "clock": _clock(s),
        "shared": [s.shared_ms, s.shared_given_ms],
        "laps": {str(lap.stop): [lap.given_ms, lap.ran_ms] for lap in s.laps},
        "people": [_person(each) for each in s.people if each.present],
        "sheets": [_sheet(each) for each in s.cases],
    }


def _clock(s: Snapshot) -> Values:
    return {
        "since": clock.milliseconds(s.clock.since) if s.clock.since else None,
        "step": s.clock.step_ms,
        "stepGiven": s.clock.step_given_ms,
        "turn": s.clock.turn_ms,
        "turnGiven": s.clock.turn_given_ms,
        "speed": s.clock.speed,
    }


def _person(person: Person) -> Values:
    return {
        "id": person.id,
        "name": person.name,
        "part": person.takes_part,
        "spoken": person.spoken_ms,
        "spoke": person.spoke,
        "hand": person.hand_up,
    }


def _sheet(sheet: Sheet) -> Values:
    return {
        "key": sheet.key,
        "owner": sheet.owner_id,
        "title": sheet.title or "",
        "knot": sheet.knot,
        "synthesis": sheet.synthesis,
        "chosen": sheet.chosen,
        "method": sheet.method,
        "rounds": sheet.rounds,
    }


def steps(script: Script) -> list[Values]:
    """The steps as the way through them is found: they do not change during a session."""
    return [
        {
            "kind": step.kind.value,
            "name": step.name,
            "ms": step.minutes * MINUTE,
            "turnSeconds": step.turn,
            "speaks": step.speaks.value,
            "perCase": step.per_case,
            "shared": step.shared,
        }
        for step in script.steps
    ]
