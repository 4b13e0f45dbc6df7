"""What was chosen for the events of an import, as the details of an action."""

import re
from collections import Counter
from typing import Any

from sqlalchemy import select

from raqnet.calendar.models import Activity, Kind, Mission
from raqnet.calendar.words import kind_words
from raqnet.db import db
from raqnet.outside import updating
from raqnet.outside.models import CalendarImport, CalendarImportLine
from raqnet.outside.parts import Part
from raqnet.outside.queries import Bringer
from raqnet.people.models import Commune, Worker

_POSTCODE = re.compile(r"\b1\d{3}\b")


class Choices:
    """What was chosen, each row loaded once."""

    def __init__(self, user: Bringer, row: CalendarImport) -> None:
        self._common = row.choices
        self._activities = {each.id: each for each in db.session.scalars(select(Activity))}
        self._missions = {each.id: each for each in db.session.scalars(select(Mission))}
        mine = select(Worker).where(Worker.id == user.worker_id)
        self._workers = list(db.session.scalars(mine))
        communes = list(db.session.scalars(select(Commune)))
        number = Counter(each.postcode for each in communes)
        self._communes = {each.postcode: each for each in communes if number[each.postcode] == 1}

    def values(self, line: CalendarImportLine, part: Part) -> dict[str, Any]:
        """The details of the action that a part of a line becomes."""
        chosen = self._chosen(line)
        return {
            **chosen,
            **{name: getattr(part, name) for name in updating.SAME_NAME},
            **updating.when(part),
            "title": part.title or _title(chosen),
            "status": updating.status(part),
            "commune": self._commune(part),
        }

    def _chosen(self, line: CalendarImportLine) -> dict[str, Any]:
        chosen = {**self._common, **line.choices}
        return {
            "kind": chosen["kind"],
            "team_kind": chosen["team_kind"] if chosen["kind"] == Kind.TEAM else None,
            "activity": self._activities.get(chosen["activity"]),
            "missions": [self._missions[n] for n in chosen["missions"] if n in self._missions],
            "visibility": chosen["visibility"],
            "workers": self._workers if chosen["with_me"] else [],
        }

    def _commune(self, part: Part) -> Commune | None:
        """The one commune of the postcode that the place tells."""
        told = set(_POSTCODE.findall(f"{part.place} {part.address}"))
        found = [self._communes[code] for code in told if code in self._communes]
        return found[0] if len(found) == 1 else None


def _title(chosen: dict[str, Any]) -> str:
    """What an event without a title is called."""
    if chosen["kind"] == Kind.COLLECTIVE and chosen["activity"]:
        return str(chosen["activity"].name)
    return str(kind_words(chosen["kind"], chosen["team_kind"]))
