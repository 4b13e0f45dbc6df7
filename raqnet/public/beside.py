"""What the page of a public action shows: what anybody reads of it, and the way to open more."""

from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.calendar.access import can_edit
from raqnet.calendar.asides import Aside
from raqnet.calendar.models import Action, Occurrence, Visibility
from raqnet.public import services
from raqnet.public.forms import FIELD_WORDS
from raqnet.public.opened import FIELDS


def aside(user: Principal, action: Action, date: Occurrence | None) -> Aside | None:
    """Nothing for an action that stays among us."""
    if action.visibility != Visibility.PUBLIC:
        return None
    opening = services.opening_of(action)
    opened = opening.fields or []
    context = {
        "family_id": action.series_id or action.id,
        "occurrence_id": date.id if date else None,
        "fields": [str(FIELD_WORDS[name]).lower() for name in FIELDS if name in opened],
        "texts": bool(opening.words_fr or opening.words_nl),
        "dutch": bool(opening.title_nl or opening.words_nl),
        "may_open": user.can("calendar.write") and can_edit(user, action),
    }
    return Aside("public/_aside.html", context, _("Public"))
