"""The words of actors that are no list's: capacity, who came first, what a change was."""

from typing import Any

from flask_babel import lazy_gettext as _l

from raqnet.actors.models import Capacity, Initiator
from raqnet.lists.models import ListValue
from raqnet.text import fold

CAPACITIES: dict[str, Any] = {
    Capacity.OPEN: _l("Ouvert"),
    Capacity.SATURATED: _l("Saturé"),
    Capacity.CLOSED: _l("Fermé"),
}
# A badge's look for each; the words tell it without.
CAPACITY_STATES = {
    Capacity.OPEN: "done",
    Capacity.SATURATED: "todo",
    Capacity.CLOSED: "cancelled",
}
INITIATORS: dict[str, Any] = {
    Initiator.RAQ: _l("Moi (aller-vers)"),
    Initiator.ACTOR: _l("L'acteur"),
    Initiator.THIRD: _l("Une tierce personne"),
}
_REFUSAL = "refus"


def is_refusal(outcome: ListValue | None) -> bool:
    """Does this outcome call for a reason? By its name: the list is the coordination's."""
    return outcome is not None and fold(outcome.name).startswith(_REFUSAL)
