"""What the page of a date shows of intervision: the way to plan it, or to what is planned."""

from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Kind, Occurrence, Status, TeamKind
from raqnet.intervision import queries

DAYS = frozenset({TeamKind.INTERVISION, TeamKind.COLLECTIVE_DAY})


def aside(user: Principal, action: Action, date: Occurrence | None) -> Aside | None:
    """The sessions on this date, or the act that plans one while there is still time for it."""
    held = action.kind == Kind.TEAM and action.team_kind in DAYS
    if date is None or not held or not user.can("intervision.join"):
        return None
    sessions = queries.of_date(user, date.id)
    may_plan = action.status != Status.CANCELLED and date.ends_at > clock.now()
    if not sessions and not may_plan:
        return None
    context = {"occurrence_id": date.id, "sessions": sessions, "may_plan": may_plan}
    return Aside("intervision/_prepare_aside.html", context, _("Intervision"), first=True)
