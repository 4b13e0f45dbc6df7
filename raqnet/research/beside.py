"""What the page of an action shows of research: where a group has placed it, and the way to."""

from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Kind, Occurrence
from raqnet.research import queries_placements as queries


def aside(user: Principal, action: Action, _date: Occurrence | None) -> Aside | None:
    """Its way between collective and community, for those who place actions."""
    if action.kind != Kind.COLLECTIVE or not user.can("placements.write"):
        return None
    placed = [queries.told(row) for row in queries.of_action(user, action.series_id or action.id)]
    context = {"action_id": action.id, "placed": placed}
    return Aside("research/_placement_aside.html", context, _("Continuum"))
