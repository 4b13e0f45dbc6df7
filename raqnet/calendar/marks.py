"""How an event is told apart at a glance: its kind, missions and mode as words and as a shape."""

from typing import NamedTuple

from flask_babel import gettext as _

from raqnet.calendar.models import Kind, Mode
from raqnet.calendar.words import kind_words

# The missions that have a shape of their own; a further one shares that of several.
SHAPES = {"covid": "covid", "social_sante": "social", "social": "social"}


class Mission(NamedTuple):
    """A mission of an action, as a page needs it."""

    code: str
    name: str


class Mark(NamedTuple):
    """`shape` names the stylesheet's class `mark-…`; hollow says support of an existing scheme."""

    label: str
    shape: str
    hollow: bool


def mark(kind: str, team_kind: str | None, missions: list[Mission], mode: str | None) -> Mark:
    """What an event is, in words and as a shape."""
    if kind != Kind.COLLECTIVE:
        shape = "team" if kind == Kind.TEAM else "permanence"
        return Mark(str(kind_words(kind, team_kind)), shape, False)
    words = [mission.name for mission in missions] or [_("Sans mission")]
    if mode:
        words.append(_("renfort") if mode == Mode.SUPPORT else _("initiative RAQ"))
    return Mark(", ".join(words), _shape(missions), mode == Mode.SUPPORT)


def _shape(missions: list[Mission]) -> str:
    shapes = {SHAPES.get(mission.code, "both") for mission in missions}
    if not shapes:
        return "none"
    return shapes.pop() if len(shapes) == 1 else "both"
