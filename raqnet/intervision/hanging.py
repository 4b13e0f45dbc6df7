"""What intervision hangs on a date: a session binds it."""

from flask_babel import gettext as _
from sqlalchemy import select

from raqnet.calendar.hanging import Hanging
from raqnet.intervision.models import Intervision


def _bound(_count: int) -> str:
    return _("intervision")


KIND = Hanging(Intervision.occurrence_id, select(Intervision.occurrence_id), _bound, binds=True)
