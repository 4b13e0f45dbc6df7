"""What the page of a date shows of the journal: the way to note whom one met there."""

from flask_babel import gettext as _

from raqnet import clock
from raqnet.access import Principal
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Kind, Occurrence, Status
from raqnet.journal import queries_outings


def aside(user: Principal, action: Action, date: Occurrence | None) -> Aside | None:
    """What one has noted of this date, and the act that notes more, once it has begun."""
    if date is None or user.worker_id is None or not user.can("journal.own"):
        return None
    held = action.status != Status.CANCELLED and action.kind != Kind.TEAM
    noted = queries_outings.of_date(user, date.id)
    if not noted and not (held and date.starts_at <= clock.now()):
        return None
    context = {"occurrence_id": date.id, "noted": noted}
    return Aside("journal/_aside.html", context, _("Mes rencontres"), first=True)
