"""What the page of an action shows of its documents."""

from raqnet.access import Principal
from raqnet.calendar.access import can_edit
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Occurrence
from raqnet.documents import queries


def aside(user: Principal, action: Action, _date: Occurrence | None) -> Aside | None:
    """Its documents, and the way to bring one."""
    found, mine = queries.of_action(user, action), can_edit(user, action)
    if not found and not mine:
        return None
    return Aside("documents/_aside.html", {"action": action, "documents": found, "mine": mine})
