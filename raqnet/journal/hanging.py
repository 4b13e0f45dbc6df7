"""What the journal hangs on a date: interventions bind it; no word of them is told."""

from flask_babel import gettext as _
from sqlalchemy import select

from raqnet.calendar.hanging import Hanging
from raqnet.journal.models import Intervention


def _bound(_count: int) -> str:
    return _("liée à un travail en cours")


KIND = Hanging(Intervention.occurrence_id, select(Intervention.occurrence_id), _bound, binds=True)
