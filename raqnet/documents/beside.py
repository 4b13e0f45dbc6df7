"""What the page of an action shows of its documents."""

from flask_babel import gettext as _

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
    title = _("Documents (%(count)s)", count=len(found)) if found else _("Documents")
    context = {"action": action, "documents": found, "mine": mine}
    return Aside("documents/_aside.html", context, title)
