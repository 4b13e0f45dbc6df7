"""How an event looks on a page: what many events share is made once and drawn hundreds of times."""

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import escape

from raqnet.calendar.marks import Mark, Mission, mark
from raqnet.calendar.models import Status
from raqnet.calendar.words import STATUSES

Key = tuple[str, str | None, str | None, str | None, str]


@dataclass(frozen=True)
class Look:
    """A mark and a state, in words, and the line of markup that shows both around a title.

    `opening` ends inside the link's address, `closing` begins after the title.
    """

    mark: Mark
    state_label: str
    opening: str
    closing: str


class Looks(dict[Key, Look]):
    """The looks of one page by key, made when asked for: a few dozen for hundreds of events.

    A key is (kind, team kind, ids of missions, mode, state).
    """

    def __init__(self, missions: dict[str, Mission]) -> None:
        self._missions = missions

    def __missing__(self, key: Key) -> Look:
        kind, team_kind, missions, mode, state = key
        ids = (missions or "").split()
        named = sorted(self._missions[each] for each in ids if each in self._missions)
        known = mark(kind, team_kind, named, mode)
        label = state_label(state)
        words = ", ".join(filter(None, (known.label, label.lower())))
        look = self[key] = Look(
            known,
            label,
            f'<a class="{_classes(known, state)}" href="',
            f'</b><span class="visually-hidden">, {escape(words)}</span></a>',
        )
        return look


def _classes(known: Mark, state: str) -> str:
    hollow = " hollow" if known.hollow else ""
    return f"ev mark mark-{known.shape}{hollow}{' state-' + state if state else ''}"


def state_label(state: str) -> str:
    """The state in words."""
    if state == "todo":
        return _("À évaluer")
    named = {"cancelled": Status.CANCELLED, "tentative": Status.PLANNED}.get(state)
    return str(STATUSES[named]) if named else ""
